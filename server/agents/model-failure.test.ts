import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ModelFailure, redact, retryAfterMs, toModelFailure } from './model-failure.ts';

test('a known secret never survives, wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!'[key]'.includes(secret));
      const redacted = redact(`${before}${secret}${after}`, [secret]);
      // Pieces around it may make it up anew only out of the marker.
      expect(redacted.replaceAll('[key]', '\n')).not.toContain(secret);
    }),
  );
});

test.each(['sk-ant-api03-abcdefgh1234', 'Bearer abc.def', 'AIzaSyD-abcdefghijkl', 'AKIAIOSFODNN7EXAMPLE'])(
  'what looks like a key is taken out: %s',
  (key) => {
    expect(redact(`refused ${key} here`, [])).toBe('refused [key] here');
  },
);

test('waiting times are read as seconds, milliseconds or a date, and are bounded', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryAfterMs({ 'retry-after': '7' }, now)).toBe(7_000);
  expect(retryAfterMs({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, now)).toBe(30_000);
  expect(retryAfterMs({ 'retry-after-ms': '250', 'retry-after': '1' }, now)).toBe(250);
  expect(retryAfterMs({ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, now)).toBe(0);
  expect(retryAfterMs({ 'retry-after': '99999999' }, now)).toBe(3_600_000);
  expect(retryAfterMs({ 'retry-after': 'soon' }, now)).toBeNull();
  expect(retryAfterMs(undefined, now)).toBeNull();
});

test('whatever was thrown becomes a failure with a sentence', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.string().map((text) => new Error(text)),
      ),
      (thrown) => {
        const failure = toModelFailure(thrown);
        expect(failure).toBeInstanceOf(ModelFailure);
        expect(failure.message).toMatch(/^[A-Z][\s\S]*\.$/);
      },
    ),
  );
});
