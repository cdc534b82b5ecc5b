import type { Writable } from 'node:stream';

/** Limits of one command. All are held by the kernel, not by the command's goodwill. */
export type SandboxLimits = {
  memoryMb: number;
  processes: number;
  wallMs: number;
  /** Largest single file, and how much the workspace may grow in one command. */
  diskMb: number;
  /** Bytes of output kept; the rest is counted and dropped. */
  outputBytes: number;
};

export const defaultLimits: SandboxLimits = { memoryMb: 2048, processes: 256, wallMs: 10 * 60_000, diskMb: 1024, outputBytes: 200_000 };

export type SandboxSpec = {
  /** The only folder that a command may write, absolute. */
  workspace: string;
  /** Further folders to show read-only: host path to path inside. */
  readOnly?: { from: string; to: string }[];
  env?: Record<string, string>;
  limits?: Partial<SandboxLimits>;
};

export type CommandResult = {
  /** Null when the command was killed. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** Bytes that were printed and not kept. */
  droppedBytes: number;
  durationMs: number;
  /** Why the sandbox ended it, if it did. */
  stoppedBy?: 'time' | 'memory' | 'disk' | 'cancelled';
};

export type RunOptions = {
  command: string;
  /** Relative to the workspace. */
  cwd?: string;
  env?: Record<string, string>;
  signal?: AbortSignal;
  timeoutMs?: number;
  onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Gets the command's standard input, to write to and to end. Without it the command reads nothing. */
  onInput?: (input: Writable) => void;
  /** What it prints, byte for byte: for programs that talk to us, and never for people. */
  onBytes?: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  /** The hosts that the command may reach, through a proxy of ours. Without it there is no network. */
  egress?: Egress;
};

/** Who decides about each connection of a command, and who hears of it. */
export type Egress = {
  /** Null lets it through; a sentence says why not. */
  judge(host: string, port: number): string | null | Promise<string | null>;
  seen?(connection: { host: string; port: number; refusal: string | null }): void;
};

/**
 * One place where commands of agents and tests run: no network but what `egress` opens, writes only in the workspace. Paths of the file
 * methods are relative to the workspace; one that leaves it, by `..`, an absolute path or a link, is refused with
 * a `PathRefused`. File methods work on the host's side and follow no link.
 */
export type Sandbox = {
  run(options: RunOptions): Promise<CommandResult>;
  readFile(path: string): Promise<Uint8Array | null>;
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  deleteFile(path: string): Promise<boolean>;
  /** Entries of a folder, sorted, with a slash after folders; null where there is none. `.git` is never listed. */
  listFolder(path: string): Promise<string[] | null>;
};

/** `trusted` is none: commands run as the server's own user. */
export type SandboxKind = 'bubblewrap' | 'container' | 'trusted';

export type SandboxProvider = {
  kind: SandboxKind;
  /** Whether it works on this machine; if not, a sentence that says what to install. */
  probe(): Promise<{ ok: true } | { ok: false; why: string }>;
  open(spec: SandboxSpec): Promise<Sandbox>;
};

export class PathRefused extends Error {
  override readonly name = 'PathRefused';
}
