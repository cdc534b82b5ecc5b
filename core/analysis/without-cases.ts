import type { Comparison, Expression } from './expression.ts';

type Compare = { kind: 'compare'; operator: Comparison; left: Expression; right: Expression };

/** More conditions than this are not counted case by case. */
const MOST_COUNTED = 8;

/**
 * A comparison in which `abs`, `min`, `max` or `count` occurs, as cases in which the first of them does not: `abs(x) < 3` is
 * `x >= 0 and x < 3 or x < 0 and -x < 3`. Null where there is none of them.
 */
export function withoutCases(comparison: Compare): Expression | null {
  const cases = firstCases(comparison.left);
  if (cases) return splitInto(cases, (left) => ({ ...comparison, left }));
  const others = firstCases(comparison.right);
  return others && splitInto(others, (right) => ({ ...comparison, right }));
}

type Case = { when: Expression; value: Expression };

function splitInto(cases: readonly Case[], put: (value: Expression) => Expression): Expression {
  return { kind: 'any', of: cases.map(({ when, value }) => ({ kind: 'all', of: [when, put(value)] })) };
}

function firstCases(expression: Expression): Case[] | null {
  switch (expression.kind) {
    case 'absolute': {
      const zero: Expression = { kind: 'value', value: 0 };
      const { of } = expression;
      return [
        { when: { kind: 'compare', operator: '>=', left: of, right: zero }, value: of },
        { when: { kind: 'compare', operator: '<', left: of, right: zero }, value: { kind: 'arithmetic', operator: '-', of: [of] } },
      ];
    }
    case 'count':
      return expression.of.length > MOST_COUNTED ? null : countCases(expression.of);
    case 'arithmetic': {
      if (expression.operator === 'min' || expression.operator === 'max') return extremeCases(expression.of, expression.operator);
      for (const [at, part] of expression.of.entries()) {
        const cases = firstCases(part);
        if (cases) return cases.map(({ when, value }) => ({ when, value: { ...expression, of: expression.of.with(at, value) } }));
      }
      return null;
    }
    case 'value':
    case 'variable':
    case 'not':
    case 'all':
    case 'any':
    case 'implies':
    case 'compare':
    case 'one-of':
      return null;
    default:
      return expression satisfies never;
  }
}

/** The first that is least (or most) is the value. */
function extremeCases(of: readonly Expression[], operator: 'min' | 'max'): Case[] {
  return of.map((value, at) => ({
    value,
    when: {
      kind: 'all',
      of: of.flatMap((other, index): Expression[] => {
        if (index === at) return [];
        const sign = operator === 'min' ? (index < at ? '<' : '<=') : index < at ? '>' : '>=';
        return [{ kind: 'compare', operator: sign, left: value, right: other }];
      }),
    },
  }));
}

function countCases(of: readonly Expression[]): Case[] {
  const cases: Case[] = [];
  for (let bits = 0; bits < 1 << of.length; bits += 1) {
    const parts = of.map((part, at): Expression => ((bits >> at) & 1 ? part : { kind: 'not', of: part }));
    const count = parts.filter((_, at) => (bits >> at) & 1).length;
    cases.push({ when: { kind: 'all', of: parts }, value: { kind: 'value', value: count } });
  }
  return cases;
}
