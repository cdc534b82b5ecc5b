import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { unverified } from '#core/verification/verdicts.ts';
import { type PathItem, pathItems, type ReasonKind, readingPath, reasonKinds } from './reading-path.ts';

const risks = reasonKinds.filter((kind) => kind !== 'bearing');
const items = fc.array(fc.record({ reasons: fc.subarray([...risks]), bearing: fc.nat(5) }), { maxLength: 12 }).map((all) =>
  all.map(
    ({ reasons, bearing }, at): PathItem => ({
      ...{ kind: 'criterion', id: `1.${at + 1}`, stage: 'requirements', span: { start: at * 10, end: at * 10 + 9 }, text: 'x', bearing },
      reasons: reasons.map((kind) => ({ kind, words: kind })),
    }),
  ),
);
const gravest = (kinds: readonly { kind: ReasonKind }[]) =>
  Math.min(reasonKinds.length, ...kinds.map(({ kind }) => reasonKinds.indexOf(kind)));

test('a path has two to five stops, as far as there is that much to read, and none twice', () => {
  fc.assert(
    fc.property(items, (all) => {
      const path = readingPath(all);
      const risky = all.filter(({ reasons }) => reasons.length > 0).length;
      expect(path.length).toBe(Math.min(5, all.length, Math.max(2, risky)));
      expect(new Set(path.map(({ id }) => id)).size).toBe(path.length);
      expect(path.every(({ reasons }) => reasons.length > 0)).toBe(true);
    }),
  );
});

test('nothing that is left out is graver than what is shown, and the gravest comes first', () => {
  fc.assert(
    fc.property(items, (all) => {
      const path = readingPath(all);
      const shown = path.map(({ reasons }) => gravest(reasons));
      expect(shown).toEqual(shown.toSorted((a, b) => a - b));
      const left = all.filter(({ id }) => !path.some((spot) => spot.id === id));
      for (const { reasons } of left) if (reasons.length > 0) expect(gravest(reasons)).toBeGreaterThanOrEqual(shown.at(-1) ?? 0);
    }),
  );
});

test('another reason never moves a stop back', () => {
  fc.assert(
    fc.property(items, fc.nat(11), fc.constantFrom(...risks), (all, at, kind) => {
      const item = all[at];
      if (!item || item.reasons.some((reason) => reason.kind === kind)) return;
      const place = (known: readonly PathItem[]) => {
        const found = readingPath(known).findIndex(({ id }) => id === item.id);
        return found < 0 ? Number.POSITIVE_INFINITY : found;
      };
      const graver = all.map((known) => (known === item ? { ...item, reasons: [...item.reasons, { kind, words: kind }] } : known));
      expect(place(graver)).toBeLessThanOrEqual(place(all));
    }),
  );
});

test('reads reasons out of a spec: questions, verdicts, changes, vague words, what no task serves', () => {
  const requirements =
    '### Requirement 1: A\n#### Acceptance Criteria\n1. THE A SHALL answer quickly\n2. THE A SHALL stop\n3. THE A SHALL start\n4. THE A SHALL rest\n';
  const analysis = analyzeSpec({ requirements, tasks: '- [ ] 1. T\n  - _Requirements: 1.1, 1.2, 1.3_\n' });
  const found = pathItems({
    analysis,
    stages: ['requirements'],
    verdicts: { '1.2': { ...unverified, state: 'falsified' }, '1.3': { ...unverified, state: 'holds' } },
    questions: [{ kind: 'criterion', id: '1.3', words: 'Which?' }],
    changes: [{ kind: 'criterion', id: '1.2', change: 'changed', before: 'a', after: 'b' }],
  });
  const kinds = Object.fromEntries(found.map(({ id, reasons }) => [id, reasons.map(({ kind }) => kind)]));
  expect(kinds).toEqual({ '1.1': ['vague'], '1.2': ['changed', 'falsified'], '1.3': ['question'], '1.4': ['untraced'] });
  expect(readingPath(found).map(({ id }) => id)).toEqual(['1.3', '1.2', '1.1', '1.4']);
});
