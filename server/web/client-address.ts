import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Reads from a request the address that it came from. */
export type AddressOf = (req: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/**
 * The socket's address; where that is one of our proxies, the last address that they did not add themselves. Whoever is no proxy of ours may
 * say in `X-Forwarded-For` what they like: nobody reads it.
 */
export function createAddressOf(proxies: readonly TrustedProxy[]): AddressOf {
  const trusted = new BlockList();
  for (const { address, prefix, family } of proxies) trusted.addSubnet(address, prefix, family);
  const isOurs = (address: string): boolean => isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return ({ headers, socket }) => {
    let address = plain(socket.remoteAddress ?? 'unknown');
    const forwarded = headers['x-forwarded-for'];
    const passed = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').map((one) => plain(one.trim()));
    while (isOurs(address)) {
      const before = passed.pop();
      if (before === undefined || isIP(before) === 0) break;
      address = before;
    }
    return address;
  };
}

/** A machine or a network of machines, as in `10.0.0.0/8`. */
export type TrustedProxy = { address: string; prefix: number; family: 'ipv4' | 'ipv6' };

/** Reads `10.0.0.5` or `10.0.0.0/8`; undefined for what is neither. */
export function readProxy(text: string): TrustedProxy | undefined {
  const [address = '', bits] = text.split('/', 2);
  const version = isIP(address);
  if (version === 0) return undefined;
  const longest = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || prefix > longest)) return undefined;
  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** An IPv4 address that a socket for both families writes as IPv6 is that address. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
