import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameOrigin } from './http.ts';

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const host = fc
  .tuple(label, label, fc.option(fc.integer({ min: 1024, max: 65_535 })))
  .map(([a, b, port]) => `${a}.${b}${port ? `:${port}` : ''}`);
const scheme = fc.constantFrom('http', 'https');

test('a page of the host that was asked may change things, and no other page may', () => {
  fc.assert(
    fc.property(scheme, host, host, (protocol, asked, other) => {
      expect(isSameOrigin({ headers: { host: asked, origin: `${protocol}://${asked}` } })).toBe(true);
      expect(isSameOrigin({ headers: { host: asked, origin: `${protocol}://${other}` } })).toBe(asked === other);
    }),
  );
});

test('what a proxy passes on as the host that was asked counts as well', () => {
  const headers = { host: '10.0.0.7:3000', 'x-forwarded-host': 'plumbline.example' };
  expect(isSameOrigin({ headers: { ...headers, origin: 'https://plumbline.example' } })).toBe(true);
  expect(isSameOrigin({ headers: { ...headers, origin: 'https://evil.example' } })).toBe(false);
});

test('a program sends no origin, and no cookies of somebody else', () => {
  expect(isSameOrigin({ headers: { host: 'plumbline.example' } })).toBe(true);
  expect(isSameOrigin({ headers: {} })).toBe(true);
});

test.each<Record<string, string>>([
  { origin: 'null' },
  { origin: '' },
  { origin: 'plumbline.example' },
  { origin: 'file://' },
  { origin: 'data:text/html,x' },
  { origin: 'https://plumbline.example.evil.example' },
  { origin: 'https://plumbline.example@evil.example' },
  { origin: 'https://evil.example/plumbline.example' },
  { origin: 'https://plumbline.example:8443' },
  // Some browsers leave the origin out of old kinds of requests, and say this.
  { 'sec-fetch-site': 'cross-site' },
])('%j is another site', (headers) => {
  expect(isSameOrigin({ headers: { host: 'plumbline.example', ...headers } })).toBe(false);
  // Without a host there is nothing that it could be the same as.
  expect(isSameOrigin({ headers: headers })).toBe(false);
});
