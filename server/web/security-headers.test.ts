import { expect, test } from 'vitest';
import { contentPolicy, securityHeaders } from './http.ts';

const headersOf = (isHttps: boolean) => new Map(securityHeaders({ isDevelopment: false, isHttps }));

test('no page runs an inline script without its nonce, is framed, or talks to another origin', () => {
  const directives = new Map(
    contentPolicy({ nonce: 'abc', isDevelopment: false })
      .split('; ')
      .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
  );
  expect(directives.get('script-src')).toBe("'self' 'nonce-abc'");
  expect(directives.get('frame-ancestors')).toBe("'none'");
  expect(directives.get('base-uri')).toBe("'none'");
  expect(directives.get('object-src')).toBe("'none'");
  expect(directives.get('form-action')).toBe("'self'");
  expect(directives.get('connect-src')).toBe("'self'");
  expect(headersOf(false).get('content-security-policy')).not.toMatch(/script-src[^;]*(unsafe|nonce)/);
});

test('every answer says what browsers must not do with it, and over TLS that they stay there', () => {
  const plain = headersOf(false);
  expect(plain.get('x-content-type-options')).toBe('nosniff');
  expect(plain.get('referrer-policy')).toBe('same-origin');
  expect(plain.get('permissions-policy')).toContain('camera=()');
  expect(plain.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(plain.has('strict-transport-security')).toBe(false);
  expect(headersOf(true).get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
});
