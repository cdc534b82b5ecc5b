import type { Expression, Value } from '#core/analysis/expression.ts';

/** The two languages that tests are written out in. */
export type Language = 'javascript' | 'python';

const WORDS = {
  javascript: { and: ' && ', or: ' || ', not: '!', equals: '===', differs: '!==', yes: 'true', no: 'false', all: 'true', any: 'false' },
  python: { and: ' and ', or: ' or ', not: 'not ', equals: '==', differs: '!=', yes: 'True', no: 'False', all: 'True', any: 'False' },
} as const;

/** A value as it is written in the language. */
export function emitValue(value: Value, language: Language): string {
  if (typeof value === 'boolean') return value ? WORDS[language].yes : WORDS[language].no;
  return JSON.stringify(value);
}

/**
 * A condition as code over `before` and `after` (maps of values by name) with the same meaning as `evaluate`. `isOutput` says which names are there only after the step.
 */
export function emitExpression(expression: Expression, language: Language, isOutput: (name: string) => boolean): string {
  const words = WORDS[language];
  const inside = (each: Expression): string => emitExpression(each, language, isOutput);
  const joined = (parts: readonly Expression[], word: string, empty: string) =>
    parts.length === 0 ? empty : `(${parts.map(inside).join(word)})`;
  switch (expression.kind) {
    case 'value':
      return emitValue(expression.value, language);
    case 'variable': {
      const map = expression.isAfter || isOutput(expression.name) ? 'after' : 'before';
      const key = JSON.stringify(expression.name);
      return language === 'python' ? `${map}.get(${key}, False)` : `(${map}[${key}] ?? false)`;
    }
    case 'not':
      return `(${words.not}${inside(expression.of)})`;
    case 'all':
      return joined(expression.of, words.and, words.all);
    case 'any':
      return joined(expression.of, words.or, words.any);
    case 'implies':
      return `(${words.not}${inside(expression.when)}${words.or}${inside(expression.then)})`;
    case 'compare': {
      const sign = expression.operator === '=' ? words.equals : expression.operator === '!=' ? words.differs : expression.operator;
      return `(${inside(expression.left)} ${sign} ${inside(expression.right)})`;
    }
    case 'one-of': {
      const values = expression.values.map((value) => emitValue(value, language)).join(', ');
      return language === 'python' ? `(${inside(expression.of)} in [${values}])` : `[${values}].includes(${inside(expression.of)})`;
    }
    case 'arithmetic': {
      const parts = expression.of.map(inside);
      if (expression.operator === 'min' || expression.operator === 'max')
        return `${language === 'python' ? '' : 'Math.'}${expression.operator}(${parts.join(', ')})`;
      return parts.length === 1 ? `(${expression.operator}${parts[0]})` : `(${parts.join(` ${expression.operator} `)})`;
    }
    case 'absolute':
      return `${language === 'python' ? 'abs' : 'Math.abs'}(${inside(expression.of)})`;
    case 'count': {
      const parts = expression.of.map(inside).join(', ');
      return language === 'python' ? `sum(map(bool, [${parts}]))` : `[${parts}].filter(Boolean).length`;
    }
    default:
      return expression satisfies never;
  }
}
