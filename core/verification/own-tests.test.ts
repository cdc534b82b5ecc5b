import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangedFile } from '#core/run/shortcuts.ts';
import type { RecordedCheck } from './evidence.ts';
import { ownTests } from './own-tests.ts';
import { checkKey } from './refusals.ts';

const none = new Set<string>();

function check(over: Partial<RecordedCheck>): RecordedCheck {
  const nothing = { line: null, cases: null, seed: null, counterexample: null, message: null, durationMs: null, refusedBecause: null };
  const place = {
    evidenceId: 'e',
    runId: 'r',
    grade: 'platform',
    commit: 'c',
    recordedAt: '',
    propertyId: null,
    propertySha256: null,
  } as const;
  return { name: 'door > opens', file: 'test/door.test.ts', status: 'passed', criteria: {}, ...nothing, ...place, ...over };
}

function file(before: string | null, after: string | null, path = 'test/door.test.ts'): ChangedFile {
  return { path, previousPath: null, status: before === null ? 'added' : after === null ? 'deleted' : 'modified', before, after };
}

test('a test is an agent’s own exactly where its run wrote it: not in the file before, no planned property, not known without it', () => {
  const cases = fc.record({
    held: fc.boolean(),
    wrote: fc.boolean(),
    file: fc.constantFrom('test/door.test.ts', null),
    propertyId: fc.constantFrom('1', null),
    isDerived: fc.boolean(),
    isKnown: fc.boolean(),
  });
  fc.assert(
    fc.property(cases, ({ held, wrote, isDerived, isKnown, ...over }) => {
      const each = check({ ...over, ...(isDerived && { isDerived: true as const }) });
      const before = held ? "test('opens')" : '';
      const files = wrote ? [file(before, "test('opens', body)")] : [];
      const known = isKnown ? new Set([checkKey(each)]) : none;
      const isOwn = wrote && !held && over.propertyId === null && !isDerived && !isKnown;
      expect(ownTests([each], { files, known }).has(checkKey(each))).toBe(isOwn);
    }),
  );
});

test('a new file, a moved one and one that is too large to be read are the agent’s; a deleted one is nobody’s', () => {
  const own = (changed: ChangedFile) => [...ownTests([check({})], { files: [changed], known: none }).values()];
  expect(own(file(null, 'opens'))).toEqual(['opens']);
  expect(own({ ...file(null, null), status: 'modified' })).toEqual(['']);
  expect(own(file('opens', null))).toEqual([]);
  expect(own(file(null, 'opens', 'src/door.ts'))).toEqual([]);
});
