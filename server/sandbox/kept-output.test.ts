import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepOutput, type Stream } from './kept-output.ts';

const words = fc.string({ unit: fc.constantFrom('a', 'ß', '→', '😀', '\n') });
const pieces = fc.array(fc.record({ stream: fc.constantFrom<Stream>('stdout', 'stderr'), text: words }));

test('below the limit all of it is kept and shown, however its characters are cut', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 5 }), (printed, chunk) => {
      const shown = { stdout: '', stderr: '' };
      const output = keepOutput(1_000_000, (stream, text) => {
        shown[stream] += text;
      });
      for (const { stream, text } of printed) {
        const bytes = Buffer.from(text);
        for (let i = 0; i < bytes.length; i += chunk) output.take(stream, bytes.subarray(i, i + chunk));
      }
      const all = (stream: Stream) =>
        printed
          .filter((piece) => piece.stream === stream)
          .map(({ text }) => text)
          .join('');
      expect(output.end()).toEqual({ stdout: all('stdout'), stderr: all('stderr'), droppedBytes: 0 });
      expect(shown).toEqual({ stdout: all('stdout'), stderr: all('stderr') });
    }),
  );
});

test('above it the beginning and the end are kept, whole characters only, and the rest is counted', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 8, max: 64 }), (printed, limit) => {
      let shown = 0;
      const output = keepOutput(limit, (_, text) => {
        shown += Buffer.byteLength(text);
      });
      for (const { stream, text } of printed) output.take(stream, Buffer.from(text));
      const total = printed.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
      const { stdout, stderr, droppedBytes } = output.end();
      expect(droppedBytes).toBe(Math.max(0, total - limit));
      expect(stdout + stderr).not.toContain('\ufffd');
      expect(shown).toBeLessThan(limit + 100);
    }),
  );
});

test('the end is there', () => {
  const output = keepOutput(100);
  for (let i = 0; i < 1000; i += 1) output.take('stdout', Buffer.from(`line ${i}\n`));
  const { stdout } = output.end();
  expect(stdout).toMatch(/^line 0\n/);
  expect(stdout).toMatch(/bytes left out …\n[\s\S]*line 999\n$/);
});
