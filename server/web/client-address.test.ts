import type { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAddressOf, readProxy, type TrustedProxy } from './client-address.ts';

const from = (remoteAddress: string, forwarded?: string) => ({
  socket: { remoteAddress } as Socket,
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});
const proxies = ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32'].map(readProxy) as TrustedProxy[];
const outside = fc.tuple(fc.integer({ min: 11, max: 99 }), fc.nat(255), fc.nat(255)).map((parts) => `${parts.join('.')}.7`);

test('without a proxy of ours the socket counts, whatever a request says of itself', () => {
  fc.assert(
    fc.property(outside, fc.string(), (address, said) => {
      expect(createAddressOf([])(from(address, said))).toBe(address);
      expect(createAddressOf(proxies)(from(address, said))).toBe(address);
    }),
  );
});

test('behind proxies of ours the last address that they did not add counts, and nothing that its sender put before it', () => {
  const ours = fc.constantFrom('10.1.2.3', '127.0.0.1', '2001:db8::5');
  fc.assert(
    fc.property(
      fc.array(fc.oneof(outside, fc.string()), { maxLength: 3 }),
      outside,
      fc.array(ours, { maxLength: 3 }),
      (made, address, hops) => {
        const said = [...made.map((one) => one.replaceAll(',', '')), address, ...hops].join(', ');
        expect(createAddressOf(proxies)(from('::ffff:127.0.0.1', said))).toBe(address);
      },
    ),
  );
});

test('a proxy that says nothing stands for itself', () => {
  expect(createAddressOf(proxies)(from('10.0.0.9'))).toBe('10.0.0.9');
  expect(createAddressOf(proxies)(from('10.0.0.9', 'unknown'))).toBe('10.0.0.9');
});

test.each(['10.0.0.0/33', 'proxy.example', '10.0.0.0/x', ''])('%j is no proxy', (text) => {
  expect(readProxy(text)).toBeUndefined();
});
