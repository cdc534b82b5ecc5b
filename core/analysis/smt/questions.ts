import type { Expression } from '../expression.ts';
import type { Witness } from '../finding.ts';
import type { Rule, System } from '../system.ts';
import { type Ask, type Verdict, valuesOf, verdictOf } from './answers.ts';
import { encode } from './encode.ts';

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
    const before: Witness['steps'][number]['before'] = Object.fromEntries(
      encoded.variables.flatMap(({ variable, before: symbol, after }) => {
        const [first, last] = [values.get(symbol), after === null ? undefined : values.get(after)];
        return [
          ...(first === undefined ? [] : [[variable.name, encoded.valueOf(variable, first)] as const]),
          ...(last === undefined ? [] : [[`${variable.name}'`, encoded.valueOf(variable, last)] as const]),
        ];
      }),
    );
    return {
      verdict: 'different',
      witness: { steps: [{ event: encoded.events[Number(values.get('event'))] ?? 'tick', before, asked: {} }] },
    };
  } finally {
    ask('(pop)');
  }
}

/** K11: whether the rules imply a property, contradict it, or leave it open. */
export function checkProperty(system: System, property: Expression, ask: Ask): 'implied' | 'contradicted' | 'open' | 'unknown' {
  const claim: Rule = {
    criterion: '',
    id: 'property',
    events: null,
    guard: { kind: 'all', of: [] },
    response: property,
    timing: null,
    isUnwanted: false,
    feature: null,
    span: null,
  };
  const encoded = encode(system, [...system.rules.filter(({ timing }) => timing === null), claim]);
  const own = encoded.rules.at(-1);
  const kept = encoded.rules.slice(0, -1).map((one) => one.kept);
  const assumed = encoded.assumptions.map((_one, index) => `a${index}`);
  if (!own) return 'unknown';
  ask(`(push)\n${encoded.prelude}`);
  try {
    const asked = (...more: string[]): Verdict => verdictOf(ask(`(check-sat-assuming (${[...assumed, ...kept, ...more].join(' ')}))`));
    const broken = asked(own.broken);
    const held = asked(own.response);
    if (broken === 'unknown' || held === 'unknown') return 'unknown';
    if (held === 'unsat') return 'contradicted';
    return broken === 'unsat' ? 'implied' : 'open';
  } finally {
    ask('(pop)');
  }
}
