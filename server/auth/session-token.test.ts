import { serializeSignedCookie } from 'better-call';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSessionToken } from './identify.ts';

/** Cookies are signed here by the library that sets them, so that what it does and what we read cannot part. */
const secret = 'a'.repeat(64);
const name = 'plumbline.session_token';
const sign = async (value: string, key: string) => (await serializeSignedCookie(name, value, key)).slice(name.length + 1);
const token = fc.stringMatching(/^[A-Za-z0-9.]{1,40}$/);

test('reads the token of each cookie that was signed with our secret, among others and under both names', async () => {
  await fc.assert(
    fc.asyncProperty(token, fc.constantFrom(name, `__Secure-${name}`), async (value, cookie) => {
      const signed = await sign(value, secret);
      expect(readSessionToken(`theme=dark; ${cookie}=${signed}; other=a=b`, secret)).toBe(value);
    }),
  );
});

test('a cookie that was signed with another secret is nothing', async () => {
  await fc.assert(
    fc.asyncProperty(token, fc.string({ minLength: 1 }), async (value, other) => {
      fc.pre(other !== secret);
      expect(readSessionToken(`${name}=${await sign(value, other)}`, secret)).toBeNull();
    }),
  );
});

test('no change of a signed cookie gives a token, of any of its characters', async () => {
  const character = fc.stringMatching(/^[A-Za-z0-9+/=. ;]$/);
  await fc.assert(
    fc.asyncProperty(token, fc.nat(), fc.constantFrom('replace', 'remove', 'insert'), character, async (value, where, how, c) => {
      const signed = decodeURIComponent(await sign(value, secret));
      const at = where % signed.length;
      const changed = signed.slice(0, at) + (how === 'remove' ? '' : c) + signed.slice(how === 'insert' ? at : at + 1);
      const read = readSessionToken(`${name}=${encodeURIComponent(changed)}`, secret);
      // Blanks at the ends are no part of a cookie's value.
      expect(read).toBe(changed === signed ? value : null);
    }),
    { numRuns: 1_000 },
  );
});

test('a signature belongs to its token', async () => {
  await fc.assert(
    fc.asyncProperty(token, token, async (mine, theirs) => {
      fc.pre(mine !== theirs);
      const signed = decodeURIComponent(await sign(mine, secret));
      const signature = signed.slice(signed.lastIndexOf('.'));
      expect(readSessionToken(`${name}=${encodeURIComponent(theirs + signature)}`, secret)).toBeNull();
    }),
  );
});

test('a forged cookie before or behind ours does not hide ours', async () => {
  const signed = await sign('mine', secret);
  expect(readSessionToken(`${name}=forged.AAAA; ${name}=${signed}`, secret)).toBe('mine');
  expect(readSessionToken(`${name}=${signed}; ${name}=forged.AAAA`, secret)).toBe('mine');
});

test.each(['', name, `${name}=`, `${name}=.`, `${name}=a`, `${name}=a.`, `${name}=%`, `${name}=%E0%A4%A.x`, ';;;=', `x${name}=a.b`])(
  '%j is no session',
  (header) => expect(readSessionToken(header, secret)).toBeNull(),
);

test('no header of any form makes it throw', () => {
  fc.assert(fc.property(fc.string(), fc.string({ unit: 'binary' }), (a, b) => readSessionToken(`${a}${name}=${b}`, secret) === null));
});
