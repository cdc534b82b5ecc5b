import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseSpec, createAnalysisMemory } from './analyse-spec.ts';
import { applyMeaning, type Meaning, meaningPatch } from './meaning-patch.ts';

const SAMPLE = readFileSync(
  new URL('../../prisma/scenarios/sample/repository/.kiro/specs/order-pricing/requirements.md', import.meta.url),
  'utf8',
);
const memory = createAnalysisMemory();

function meaningOf(text: string, readingsText: string | undefined): Meaning {
  const { readings, findings, counts, proposal, diagnostics } = analyseSpec({ requirements: text, readings: readingsText }, memory);
  return { readings, findings, counts, proposal, diagnostics, text, readingsText };
}

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(20),
  inserted: fc.constantFrom('', 'x', ' ', '\n', '9', 'quickly or maybe ', '\n\n#### Acceptance Criteria\n\n1. THE Order SHALL be fast\n'),
  readings: fc.constantFrom(undefined, undefined, '4.1: nonsense', 'state Mode in {a, b}\n'),
});

test('a meaning and what is new give the next one, whatever was typed', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let meant = meaningOf(SAMPLE, undefined);
      let shown = meant;
      for (const { at, removed, inserted, readings } of edits) {
        const from = Math.floor(at * meant.text.length);
        const next = meaningOf(meant.text.slice(0, from) + inserted + meant.text.slice(from + removed), readings);
        // Between the threads goes a copy.
        shown = applyMeaning(shown, structuredClone(meaningPatch(meant, next)), next);
        expect(shown).toEqual(next);
        meant = next;
      }
    }),
    { numRuns: 25 },
  );
});

test('a key in one sentence hands over what is about that one, and leaves the rest as the objects that they were', () => {
  const before = meaningOf(SAMPLE, undefined);
  const at = before.readings.find(({ criterion }) => criterion === '7.1')?.span.end ?? 0;
  const after = meaningOf(`${SAMPLE.slice(0, at)}x${SAMPLE.slice(at)}`, undefined);
  const patch = meaningPatch(before, after);
  expect(patch.readings.filter((one) => typeof one !== 'number').map(({ criterion }) => criterion)).toEqual(['7.1']);
  expect(JSON.stringify(patch).length).toBeLessThan(JSON.stringify(after).length / 3);
  expect(applyMeaning(before, patch, after).readings[0]).toBe(before.readings[0]);
});
