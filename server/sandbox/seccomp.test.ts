import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seccompFilter } from './seccomp.ts';

const allow = 0x7fff0000;
const fail = (code: number) => 0x00050000 + code;
const EPERM = 1;
const ENOSYS = 38;

type Call = { architecture: number; call: number; argument?: number };

/** What the kernel does with the filter, for the few instructions that it uses. */
function answerOf(filter: Buffer, { architecture, call, argument = 0 }: Call): number {
  const fields: Record<number, number> = { 0: call, 4: architecture, 16: argument };
  let loaded = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const value = filter.readUInt32LE(at + 4);
    const jump = (isTrue: boolean) => 8 * filter.readUInt8(at + (isTrue ? 2 : 3));
    const code = filter.readUInt16LE(at);
    if (code === 0x20) loaded = fields[value] ?? Number.NaN;
    else if (code === 0x15) at += jump(loaded === value);
    else if (code === 0x35) at += jump(loaded >= value);
    else if (code === 0x45) at += jump((loaded & value) !== 0);
    else if (code === 0x06) return value;
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error('the filter ends without an answer');
}

describe.each([
  {
    name: 'x64',
    architecture: 0xc000003e,
    unshare: 272,
    setns: 308,
    mount: 165,
    ptrace: 101,
    keyctl: 250,
    clone: 56,
    socket: 41,
    read: 0,
    execve: 59,
    setuid: 105,
  },
  {
    name: 'arm64',
    architecture: 0xc00000b7,
    unshare: 97,
    setns: 268,
    mount: 40,
    ptrace: 117,
    keyctl: 219,
    clone: 220,
    socket: 198,
    read: 63,
    execve: 221,
    setuid: 146,
  },
])('on $name', ({ name, architecture, ...calls }) => {
  const filter = seccompFilter(name) ?? Buffer.alloc(0);
  const answer = (call: number, argument = 0) => answerOf(filter, { architecture, call, argument });

  test('namespaces, mounts, tracing and keyrings are refused', () => {
    for (const call of [calls.unshare, calls.setns, calls.mount, calls.ptrace, calls.keyctl]) expect(answer(call)).toBe(fail(EPERM));
    expect([435, 425, 426, 427].map((call) => answer(call))).toEqual(Array(4).fill(fail(ENOSYS)));
  });

  test('ordinary calls are allowed', () => {
    for (const call of [calls.read, calls.execve, calls.setuid]) expect(answer(call)).toBe(allow);
  });

  test('a clone is allowed exactly where it makes no namespace', () => {
    const namespaces = [0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000];
    const bits = fc.subarray([0x100, 0x200, 0x400, 0x800, 0x10000, 0x40000, 0x1000000, 17]);
    fc.assert(
      fc.property(bits, fc.subarray(namespaces), (ordinary, fresh) => {
        const flags = [...ordinary, ...fresh].reduce((a, b) => a + b, 0);
        expect(answer(calls.clone, flags)).toBe(fresh.length > 0 ? fail(EPERM) : allow);
      }),
    );
  });

  test('sockets are of four families only', () => {
    const allowed = [1, 2, 10, 16];
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...allowed), fc.nat(64)), (family) => {
        expect(answer(calls.socket, family) === allow).toBe(allowed.includes(family));
      }),
    );
  });

  test('no other architecture gets through', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(500), (other, call) => {
        expect(answerOf(filter, { architecture: other, call })).toBe(0x80000000);
      }),
    );
  });
});

test('the x32 numbers of x64 are not known', () => {
  const filter = seccompFilter('x64') ?? Buffer.alloc(0);
  expect(answerOf(filter, { architecture: 0xc000003e, call: 0x40000000 + 165 })).toBe(fail(ENOSYS));
});

test('a processor without numbers has no filter', () => {
  expect(seccompFilter('riscv64')).toBeNull();
});
