import type { Criterion } from '#core/language/spec-tree.ts';
import { sayCondition, sayFact, sayValue, unitIn, type Vocabulary } from './english.ts';
import type { Expression } from './expression.ts';
import type { RegionAxis } from './finding.ts';
import type { Rule } from './system.ts';

/** What findings are put into words with. */
export type FindingContext = {
  words: Vocabulary;
  eventPhrase: (event: string) => string;
  criteria: ReadonlyMap<string, Criterion>;
  rules: ReadonlyMap<string, readonly Rule[]>;
};

/** `1.2`, `1.2 and 3.4`, `1.2, 3.4 and 5.6`. */
export function joinIds(ids: readonly string[]): string {
  return ids.length < 2 ? (ids[0] ?? '') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1) ?? ''}`;
}

/** A region in words: `the total is exactly 50.00 EUR and the tier is gold`. */
export function sayRegion({ words }: Pick<FindingContext, 'words'>, region: readonly RegionAxis[]): string {
  if (region.length === 0) return 'always';
  return region.map((axis) => sayAxis(words, axis)).join(' and ');
}

/** One axis of a region in words: `the total is exactly 50.00 EUR`. */
export function sayAxis(words: Vocabulary, axis: RegionAxis): string {
  const sum = /^[+-]/.test(axis.variable) ? sumOf(axis.variable) : null;
  const name = axis.variable.replace(/'$/, '');
  const of: Expression = sum ?? { kind: 'variable', name, isAfter: axis.variable.endsWith("'") };
  if ('values' in axis) {
    const [value] = axis.values;
    if (axis.values.length === 1 && typeof value === 'boolean') return sayFact(words, axis.variable, value);
    return `${phraseOf(words, of)} is ${axis.values.map((each) => sayValue(each, null)).join(' or ')}`;
  }
  const unit = unitIn(words, of);
  const ranges = axis.ranges.map(({ low, high, isLowOpen, isHighOpen }) => {
    if (low !== null && low === high) return `exactly ${sayValue(low, unit)}`;
    const from = low === null ? '' : `${isLowOpen ? 'more than' : 'at least'} ${sayValue(low, unit)}`;
    const to = high === null ? '' : `${isHighOpen ? 'less than' : 'at most'} ${sayValue(high, unit)}`;
    return [from, to].filter(Boolean).join(' and ') || 'anything';
  });
  return `${phraseOf(words, of)} is ${ranges.join(', or ')}`;
}

/** `+1*a-2*b` as an expression. */
function sumOf(key: string): Expression {
  const parts = [...key.matchAll(/([+-])([\d.e-]+)\*([^+]+?)(?=[+-][\d.]+\*|$)/g)].map((match): Expression => {
    const coefficient = Number(match[2]) * (match[1] === '-' ? -1 : 1);
    const name = match[3] ?? '';
    const variable: Expression = { kind: 'variable', name: name.replace(/'$/, ''), isAfter: name.endsWith("'") };
    return coefficient === 1 ? variable : { kind: 'arithmetic', operator: '*', of: [{ kind: 'value', value: coefficient }, variable] };
  });
  return { kind: 'arithmetic', operator: '+', of: parts };
}

function phraseOf(words: Vocabulary, of: Expression): string {
  return of.kind === 'variable' ? (words.variables.get(of.name)?.phrase ?? of.name) : sayCondition(words, of);
}
