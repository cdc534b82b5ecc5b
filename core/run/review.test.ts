import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingLine, objectionWords, readReview } from './review.ts';

const paths = new Set(['src/a.ts']);

test('whatever a model writes gives findings or nothing, and only what can be looked at blocks', () => {
  const finding = fc.record({
    severity: fc.constantFrom('blocking', 'note', 'BLOCKING', 7),
    path: fc.constantFrom('src/a.ts', 'src/elsewhere.ts', null, 3),
    line: fc.anything(),
    against: fc.constantFrom('1.2', '', null),
    words: fc.oneof(fc.string(), fc.anything()),
  });
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(finding, fc.anything())).map((findings) => `I looked.\n\`\`\`json\n${JSON.stringify({ findings })}\n\`\`\``),
  );
  fc.assert(
    fc.property(text, (text) => {
      for (const one of readReview(text, paths) ?? []) {
        expect(one.path === null || paths.has(one.path)).toBe(true);
        if (one.isBlocking) expect(one.path ?? one.against).not.toBeNull();
        if (one.path === null) expect(one.line).toBeNull();
      }
    }),
  );
});

test('what sends the work back comes first, with its place and what it is held against', () => {
  const findings = readReview(
    JSON.stringify({
      findings: [
        { severity: 'note', words: 'Fine names.' },
        { severity: 'blocking', path: 'src/a.ts', line: 7, against: '1.2', words: 'Ten is\nleft out.' },
        { severity: 'blocking', words: 'I do not like it.' },
      ],
    }),
    paths,
  );
  expect(findings?.map(({ isBlocking }) => isBlocking)).toEqual([true, false, false]);
  expect(findings?.[0] && findingLine(findings[0])).toBe('src/a.ts:7: Ten is left out. (1.2)');
  expect(objectionWords(findings ?? [])).toMatch(/^The checks passed.*\n- src\/a\.ts:7: Ten.*\nRemarks.*\n- Fine names\.\n- I do not/);
  expect(readReview('It is all good.', paths)).toBeNull();
  expect(readReview('{"findings": []}', paths)).toEqual([]);
});
