/** Why these: each either makes new namespaces (and with them a kernel that trusts the caller) or reaches past the ones we made. */
const refused: Record<string, [x64: number, arm64: number]> = {
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  pidfd_getfd: [438, 438],
  // The session keyring comes from whoever started the server, and no namespace hides it.
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  quotactl: [179, 60],
  syslog: [103, 116],
  acct: [163, 89],
  swapon: [167, 224],
  swapoff: [168, 225],
  reboot: [169, 142],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
};

/** Answered as if the kernel were too old for them: callers then use the older call, whose arguments a filter can see. */
const unknown: Record<string, [x64: number, arm64: number]> = {
  clone3: [435, 435],
  // A ring opens files and sockets without the calls that are filtered here.
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
};

const socketCall: [number, number] = [41, 198];
const cloneCall: [number, number] = [56, 220];
/** unix, inet, inet6, netlink. Others are not held by the network namespace: vsock reaches the host of a virtual machine. */
const socketFamilies = [1, 2, 10, 16];
/** CLONE_NEW*: time, mount, cgroup, uts, ipc, user, pid, net. */
const newNamespaces = 0x7e020080;

const errno = { EPERM: 1, ENOSYS: 38, EAFNOSUPPORT: 97 };
const op = { load: 0x20, isEqual: 0x15, isAtLeast: 0x35, hasAnyBit: 0x45, answer: 0x06 };
const allow = 0x7fff0000;
const killProcess = 0x80000000;
const fail = (code: number) => 0x00050000 | code;
/** Offsets in `struct seccomp_data`. */
const at = { call: 0, architecture: 4, firstArgument: 16 };

type Instruction = { code: number; ifTrue: number; ifFalse: number; value: number };
const step = (code: number, value: number, ifTrue = 0, ifFalse = 0): Instruction => ({ code, ifTrue, ifFalse, value });

/** Instructions that run only for the system call `call`; the last of them must answer. */
const forCall = (call: number, body: Instruction[]) => [step(op.isEqual, call, 0, body.length), ...body];

/**
 * A seccomp filter (classic BPF, as `bwrap --seccomp` reads it) that refuses new namespaces, mounts, other
 * people's memory, kernel keyrings and exotic sockets. Null for a processor it has no numbers for.
 */
export function seccompFilter(architecture: string): Buffer | null {
  const index = architecture === 'x64' ? 0 : architecture === 'arm64' ? 1 : null;
  if (index === null) return null;
  const numbers = (table: Record<string, [number, number]>) => Object.values(table).map((call) => call[index]);
  const program = [
    step(op.load, at.architecture),
    // Another architecture's calls have other numbers: whoever uses them goes round the filter.
    step(op.isEqual, index === 0 ? 0xc000003e : 0xc00000b7, 1, 0),
    step(op.answer, killProcess),
    step(op.load, at.call),
    // The x32 numbering of the same processor.
    ...(index === 0 ? [step(op.isAtLeast, 0x40000000, 0, 1), step(op.answer, fail(errno.ENOSYS))] : []),
    ...forCall(socketCall[index], [
      step(op.load, at.firstArgument),
      ...socketFamilies.flatMap((family) => [step(op.isEqual, family, 0, 1), step(op.answer, allow)]),
      step(op.answer, fail(errno.EAFNOSUPPORT)),
    ]),
    ...forCall(cloneCall[index], [
      step(op.load, at.firstArgument),
      step(op.hasAnyBit, newNamespaces, 0, 1),
      step(op.answer, fail(errno.EPERM)),
      step(op.answer, allow),
    ]),
    ...numbers(unknown).flatMap((call) => forCall(call, [step(op.answer, fail(errno.ENOSYS))])),
    ...numbers(refused).flatMap((call) => forCall(call, [step(op.answer, fail(errno.EPERM))])),
    step(op.answer, allow),
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [i, { code, ifTrue, ifFalse, value }] of program.entries()) {
    bytes.writeUInt16LE(code, i * 8);
    bytes.writeUInt8(ifTrue, i * 8 + 2);
    bytes.writeUInt8(ifFalse, i * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, i * 8 + 4);
  }
  return bytes;
}
