import type { Expression, Value } from '../expression.ts';
import type { RegionAxis } from '../finding.ts';
import { type Ask, verdictOf } from './answers.ts';
import { linearConstants } from './constants.ts';
import { type Encoded, type EncodedVariable, numeral } from './encode.ts';

const MOST_CUTS = 8;

/**
 * The widest box around a point in which `condition` holds throughout, one variable after the other: what a finding is about, in ranges and values. The
 * solver's context must hold the prelude.
 */
export function widen(
  ask: Ask,
  encoded: Encoded,
  condition: string,
  point: Readonly<Record<string, Value>>,
  guards: readonly Expression[],
): RegionAxis[] {
  const cuts = linearConstants(guards);
  const own = encoded.variables.filter(({ variable }) => variable.name in point);
  const boxes = new Map(own.map((one) => [one.before, `(= ${one.before} ${literal(encoded, one, point[one.variable.name])})`]));
  const region: RegionAxis[] = [];
  const isInside = (symbol: string, box: string) => {
    const others = [...boxes].flatMap(([name, text]) => (name === symbol ? [] : [text]));
    return verdictOf(ask(`(push)(assert (and true ${box} ${others.join(' ')} (not ${condition})))(check-sat)(pop)`)) === 'unsat';
  };
  for (const one of own) {
    const { variable, before } = one;
    const value = point[variable.name];
    if (value === undefined) continue;
    if (isInside(before, 'true')) {
      boxes.set(before, 'true');
      continue;
    }
    if (variable.domain.kind !== 'number' || typeof value !== 'number') {
      region.push({ variable: variable.name, values: [value] });
      continue;
    }
    const limits = (cuts.get(variable.name) ?? []).sort((a, b) => Math.abs(b - value) - Math.abs(a - value)).slice(0, MOST_CUTS);
    const side = (isLow: boolean) => {
      const sign = isLow ? '>' : '<';
      const fixed = isLow ? `(<= ${before} ${numeral(value)})` : `(>= ${before} ${numeral(value)})`;
      if (isInside(before, fixed)) return { bound: null, isOpen: true, text: 'true' };
      for (const cut of limits.filter((limit) => (isLow ? limit <= value : limit >= value)))
        for (const isOpen of [false, true]) {
          const text = `(${sign}${isOpen ? '' : '='} ${before} ${numeral(cut)})`;
          if ((isOpen && cut === value) || !isInside(before, `(and ${text} ${fixed})`)) continue;
          return { bound: cut, isOpen, text };
        }
      return { bound: value, isOpen: false, text: `(${sign}= ${before} ${numeral(value)})` };
    };
    const low = side(true);
    const high = side(false);
    boxes.set(before, `(and ${low.text} ${high.text})`);
    region.push({
      variable: variable.name,
      ranges: [{ low: low.bound, high: high.bound, isLowOpen: low.isOpen, isHighOpen: high.isOpen }],
    });
  }
  return region;
}

function literal(encoded: Encoded, { variable }: EncodedVariable, value: Value | undefined): string {
  if (value === undefined) return variable.domain.kind === 'boolean' ? 'false' : '0';
  if (typeof value === 'string' && variable.domain.kind === 'choice' && !variable.domain.values.includes(value)) return '(- 1)';
  return encoded.text({ kind: 'value', value });
}
