import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeAddress } from './safe-address.ts';

test('only the web, mail and places of the page can be followed', () => {
  for (const bad of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JaVaScRiPt:x',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc',
    '//evil',
    'a.md',
  ]) {
    expect(safeAddress(bad)).toBeNull();
  }
  expect(safeAddress('https://example.com/a')).toBe('https://example.com/a');
  expect(safeAddress('#req')).toBe('#req');
});

test('whatever is written, what comes out is one of the three', () => {
  fc.assert(fc.property(fc.string(), (text) => /^(?:#|https?:|mailto:)|^null$/.test(String(safeAddress(text)))));
});
