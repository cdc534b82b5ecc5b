import { describe, expect, test } from 'vitest';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { compareRules } from './compare-rules.ts';
import { lowerReadings } from './reading/lower-readings.ts';

const DECLARED = 'in cost : int 0..100 "points"\nin calm : bool\nout level : int 0..9\nevent go\naction warn\n';

function compare(one: string, other: string) {
  const { system } = lowerReadings(parseReadings(`${DECLARED}1: ${one}\n1: ${other}\n`).tree);
  const [a, b] = system.rules;
  if (!a || !b) throw new Error('Both lines should read.');
  return compareRules(system, a, b);
}

describe('two readings of one sentence', () => {
  test('that say the same in other words are the same', () => {
    expect(compare('if cost > 20 then warn', 'if not (cost <= 20) then warn')).toEqual({ verdict: 'same' });
    expect(compare('if cost in 3..5 then warn', 'if cost >= 3 and cost < 6 then warn')).toEqual({ verdict: 'same' });
    expect(compare('then level > 3', 'then level >= 4')).toEqual({ verdict: 'same' });
  });

  test('that differ do so on a step: the very value', () => {
    const found = compare('if cost > 20 then warn', 'if cost >= 20 then warn');
    expect(found).toMatchObject({ verdict: 'different', in: 'condition', witness: { steps: [{ before: { cost: 20 } }] } });
    expect(compare('when go then warn', 'then warn')).toMatchObject({ in: 'events' });
    expect(compare('if calm then level = 1', 'if calm then level = 2')).toMatchObject({
      in: 'response',
      witness: { steps: [{ before: { calm: true } }] },
    });
  });
});
