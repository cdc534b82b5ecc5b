import { BlockList, isIP } from 'node:net';

const inner = new BlockList();
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inner.addSubnet(address, bits, 'ipv4');
for (const [address, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inner.addSubnet(address, bits, 'ipv6');

/** True for an address of this machine, its network or its cloud, and for what is no address at all: nothing there is meant for an agent. */
export function isInnerAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 0) return true;
  return inner.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** A host and port as `example.com:443`, `[::1]:80` or `example.com`; null where it is neither. The name comes back in lower case, without a last dot. */
export function readAuthority(text: string, usualPort: number): { host: string; port: number } | null {
  const found = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?))(?::(\d{1,5}))?$/i.exec(text);
  const host = (found?.[1] ?? found?.[2])?.toLowerCase().replace(/\.$/, '');
  const port = found?.[3] === undefined ? usualPort : Number(found[3]);
  if (!host || port < 1 || port > 65_535) return null;
  return { host, port };
}
