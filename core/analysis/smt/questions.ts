import type { Witness } from '../finding.ts';
import type { Rule, System } from '../system.ts';
import { type Ask, coreOf, type Verdict, valuesOf, verdictOf } from './answers.ts';
import { type Encoded, encode } from './encode.ts';

/** K12: whether two readings allow the same; where not, a step that one allows and the other forbids. */
export type Compared = { verdict: 'same' } | { verdict: 'different'; witness: Witness } | { verdict: 'unknown' };

/** Compares two readings of one sentence, each a list of rules over the variables of `system`. */
export function compareReadings(system: System, one: readonly Rule[], other: readonly Rule[], ask: Ask): Compared {
  const encoded = encode(system, [...one, ...other]);
  const all = (rules: typeof encoded.rules) =>
    `(and true ${rules.map(({ guard, rule }) => `(=> ${guard} ${encoded.text(rule.response)})`).join(' ')})`;
  const difference = `(not (= ${all(encoded.rules.slice(0, one.length))} ${all(encoded.rules.slice(one.length))}))`;
  const assumed = encoded.assumptions.map((_one, index) => `(assert a${index})`).join('');
  ask(`(push)\n${encoded.prelude}\n${assumed}(assert ${difference})`);
  try {
    const verdict = verdictOf(ask('(check-sat)'));
    if (verdict !== 'sat') return { verdict: verdict === 'unsat' ? 'same' : 'unknown' };
    const symbols = encoded.variables.flatMap(({ before, after }) => (after ? [before, after] : [before]));
    const values = valuesOf(ask(`(get-value (event ${symbols.join(' ')}))`));
    return { verdict: 'different', witness: wholeStep(encoded, values) };
  } finally {
    ask('(pop)');
  }
}

/** A step with all that it decides. */
function wholeStep(encoded: Encoded, values: ReadonlyMap<string, number | boolean>): Witness {
  const before = Object.fromEntries(
    encoded.variables.flatMap(({ variable, before: symbol, after }) => {
      const [first, last] = [values.get(symbol), after === null ? undefined : values.get(after)];
      return [
        ...(first === undefined ? [] : [[variable.name, encoded.valueOf(variable, first)] as const]),
        ...(last === undefined ? [] : [[`${variable.name}'`, encoded.valueOf(variable, last)] as const]),
      ];
    }),
  );
  return { steps: [{ event: encoded.events[Number(values.get('event'))] ?? 'tick', before, asked: {} }] };
}

/**
 * K11 of one property. `criteria` are those that contradict it, or that imply it; of an open one, `witness` is a step that keeps every rule and breaks it.
 */
export type PropertyVerdict = {
  verdict: 'implied' | 'contradicted' | 'open' | 'unknown';
  criteria: readonly string[];
  witness: Witness | null;
};

const UNKNOWN: PropertyVerdict = { verdict: 'unknown', criteria: [], witness: null };

/** K11: whether the rules imply a property, contradict it wherever it speaks of anything, or leave it open. What is timed takes no part. */
export function checkProperty(system: System, claim: Rule, ask: Ask): PropertyVerdict {
  const encoded = encode(system, [...system.rules.filter(({ timing }) => timing === null), claim]);
  const own = encoded.rules.at(-1);
  const rules = encoded.rules.slice(0, -1);
  const kept = rules.map((one) => one.kept);
  const assumed = encoded.assumptions.map((_one, index) => `a${index}`);
  if (!own) return UNKNOWN;
  ask(`(push)\n${encoded.prelude}`);
  try {
    const asked = (...more: string[]): Verdict => verdictOf(ask(`(check-sat-assuming (${[...assumed, ...kept, ...more].join(' ')}))`));
    const named = (): string[] => {
      const core = new Set(coreOf(ask('(get-unsat-core)')));
      return [...new Set(rules.flatMap((one) => (core.has(one.kept) ? [one.rule.criterion] : [])))];
    };
    const possible = asked(own.guard);
    if (possible !== 'sat') return possible === 'unsat' ? { verdict: 'implied', criteria: named(), witness: null } : UNKNOWN;
    const held = asked(own.guard, own.response);
    if (held === 'unsat') return { verdict: 'contradicted', criteria: named(), witness: null };
    const broken = asked(own.guard, own.broken);
    if (held === 'unknown' || broken === 'unknown') return UNKNOWN;
    if (broken === 'unsat') return { verdict: 'implied', criteria: named(), witness: null };
    const symbols = encoded.variables.flatMap(({ before, after }) => (after ? [before, after] : [before]));
    return { verdict: 'open', criteria: [], witness: wholeStep(encoded, valuesOf(ask(`(get-value (event ${symbols.join(' ')}))`))) };
  } finally {
    ask('(pop)');
  }
}
