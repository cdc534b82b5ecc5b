import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInnerAddress, readAuthority } from './addresses.ts';

test.each([
  '127.0.0.1',
  '127.8.8.8',
  '10.1.2.3',
  '169.254.169.254',
  '172.31.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '::1',
  '::',
  'fd00::1',
  'fe80::1',
  '::ffff:127.0.0.1',
  '::ffff:169.254.169.254',
  '64:ff9b::7f00:1',
  'not an address',
])('%s is ours or nobody’s', (address) => expect(isInnerAddress(address)).toBe(true));

test.each(['1.1.1.1', '172.32.0.1', '8.8.8.8', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is of the outside', (address) =>
  expect(isInnerAddress(address)).toBe(false),
);

test('an authority is a name and a port, or nothing', () => {
  expect(readAuthority('Example.COM.:8443', 443)).toEqual({ host: 'example.com', port: 8443 });
  expect(readAuthority('example.com', 443)).toEqual({ host: 'example.com', port: 443 });
  expect(readAuthority('[::1]:80', 443)).toEqual({ host: '::1', port: 80 });
  for (const wrong of ['', ':80', 'a b', 'a:0', 'a:70000', 'a@b', 'a/b', 'a\nb', '-a']) expect(readAuthority(wrong, 443)).toBeNull();
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = readAuthority(text, 443);
      expect(read === null || /^[a-z0-9.:_-]+$/.test(read.host)).toBe(true);
    }),
  );
});
