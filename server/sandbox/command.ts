import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '#server/errors.ts';
import { bubblewrapArguments, descriptors, type Layout, launcher, madeFiles } from './bubblewrap-arguments.ts';
import { type Group, openGroup } from './cgroup.ts';
import { watchGrowth } from './disk-growth.ts';
import { keepOutput } from './kept-output.ts';
import type { CommandResult, RunOptions, SandboxLimits } from './sandbox.ts';

export type Command = {
  program: string;
  layout: Layout;
  limits: SandboxLimits;
  seccomp: Buffer;
  /** Off in tests only: whether memory and processes are limited by a group, where the machine allows it. */
  isGrouped: boolean;
  /** The last words of what is started: a shell with the command, or the relay that starts it. */
  wrap: (command: string) => string[];
} & Pick<RunOptions, 'command' | 'signal' | 'onOutput' | 'onInput' | 'onBytes'>;

type Stopped = NonNullable<CommandResult['stoppedBy']>;

/** Above the limit of kept output this is waited after each chunk, so that a flood does not occupy the server. */
const floodPauseMs = 2;
const memoryPollMs = 200;
/** What the kernel ends a process with that writes a larger file than it may. */
const fileTooLarge = 128 + 25;
const lastDescriptor = Math.max(...Object.values(descriptors));

/**
 * Closes what this process inherited itself and Node therefore passes on, joins the groups that come before `--`, then
 * becomes the command after it: what it starts is limited from the first instant.
 */
const enter = `
for open in /proc/self/fd/*; do n="\${open##*/}"; if [ "$n" -gt ${lastDescriptor} ]; then eval "exec $n>&-"; fi; done
while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 125; shift; done
shift
exec "$@"`;

/**
 * Runs one shell command in a sandbox of its own. When this returns, every process of it is gone, whatever it did.
 * Throws a Failure `sandbox_missing` where the sandbox itself cannot be set up.
 */
export async function runCommand(command: Command): Promise<CommandResult> {
  const { layout, limits, signal } = command;
  const startedAt = performance.now();
  if (signal?.aborted) return { exitCode: null, stdout: '', stderr: '', droppedBytes: 0, durationMs: 0, stoppedBy: 'cancelled' };
  const list = await bubblewrapArguments(layout);
  const group = command.isGrouped ? await openGroup(limits) : null;
  const output = keepOutput(limits.outputBytes, command.onOutput);
  let stoppedBy: Stopped | undefined;
  try {
    const child = start(command, list, group);
    const stop = (why: Stopped) => {
      stoppedBy ??= why;
      kill(child);
    };
    const status = collect(child.stdio[descriptors.status]);
    const growth = watchGrowth({
      workspace: layout.workspace,
      limitBytes: limits.diskMb * 1024 * 1024,
      processes: async () => (await group?.processes()) ?? [],
      onFull: () => stop('disk'),
    });
    const timer = setTimeout(() => stop('time'), limits.wallMs);
    const memory = setInterval(() => void group?.isOutOfMemory().then((isOut) => isOut && stop('memory')), memoryPollMs);
    const abort = () => stop('cancelled');
    signal?.addEventListener('abort', abort, { once: true });
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.on('data', (bytes: Buffer) => {
        output.take(stream, bytes);
        command.onBytes?.(stream, bytes);
        if (output.isOverflowing()) pauseBriefly(child[stream]);
      });
    }
    if (signal?.aborted) abort();
    if (child.stdin) {
      // It may end before it has read.
      child.stdin.on('error', () => undefined);
      command.onInput?.(child.stdin);
    }
    let spawnError: Error | undefined;
    try {
      spawnError = await ended(child);
    } finally {
      clearTimeout(timer);
      clearInterval(memory);
      signal?.removeEventListener('abort', abort);
      await goneInside(child, status());
      if (await growth.end()) stoppedBy ??= 'disk';
      if (await group?.isOutOfMemory()) stoppedBy ??= 'memory';
    }
    const exitCode = readStatus(status()).exitCode;
    if (exitCode === fileTooLarge) stoppedBy ??= 'disk';
    const kept = output.end();
    if (exitCode === null && !stoppedBy) {
      const words = spawnError?.message ?? (kept.stderr.trim() || 'bwrap ended without a word');
      throw new Failure('sandbox_missing', `The sandbox could not start the command: ${words}`);
    }
    const durationMs = performance.now() - startedAt;
    return { exitCode: stoppedBy ? null : exitCode, ...kept, durationMs, ...(stoppedBy && { stoppedBy }) };
  } finally {
    await group?.close();
  }
}

function start({ program, command, layout, limits, seccomp, wrap, onInput }: Command, list: string[], group: Group | null): ChildProcess {
  const inside = [...launcher(layout, limits, group !== null), ...wrap(command)];
  const wrapped = [program, '--args', `${descriptors.arguments}`, '--', ...inside];
  // Fed through a socket, bash takes itself for a remote shell and would run the server's own start-up file.
  const args = ['--norc', '-c', enter, 'bash', ...(group?.folders ?? []), '--', ...wrapped];
  const pipes = Object.values(descriptors).map(() => 'pipe' as const);
  // A session of its own: no terminal to type into, and one signal reaches all of it. No variable of ours goes along.
  const child = spawn('bash', args, {
    detached: true,
    stdio: [onInput ? 'pipe' : 'ignore', 'pipe', 'pipe', ...pipes],
    env: { NODE_ENV: 'production', PATH: '/usr/local/bin:/usr/bin:/bin' },
  });
  const give = (descriptor: number, bytes: Buffer | string) => {
    const pipe = child.stdio[descriptor];
    if (!pipe || !('end' in pipe)) return;
    // It may be killed before it has read.
    pipe.on('error', () => undefined);
    pipe.end(bytes);
  };
  give(descriptors.arguments, list.map((argument) => `${argument}\0`).join(''));
  give(descriptors.seccomp, seccomp);
  for (const name of ['passwd', 'group', 'hosts', 'nsswitch'] as const) give(descriptors[name], madeFiles[name]);
  return child;
}

/** Ends the outer bwrap and what shares its session; the kernel then ends the process namespace with all that is in it. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** Waits until the process is gone and its output read to the end; gives the error where it could not be started. */
function ended(child: ChildProcess): Promise<Error | undefined> {
  return new Promise((resolve) => {
    child.on('error', resolve);
    child.on('close', () => resolve(undefined));
  });
}

/**
 * Waits until the first process of the namespace is gone: the kernel lets it go only after all others. It may stay a
 * zombie for ever where the machine's init does not reap.
 */
async function goneInside(child: ChildProcess, status: string): Promise<void> {
  const { childPid } = readStatus(status);
  kill(child);
  if (childPid === null) return;
  for (let tries = 0; tries < 1000; tries += 1) {
    const state = /^\d+ \(.*\) (\S)/s.exec(await readFile(`/proc/${childPid}/stat`, 'utf8').catch(() => ''))?.[1];
    if (state === undefined || state === 'Z' || state === 'X') return;
    await wait(2);
  }
}

/** bwrap reports in JSON lines: first the process inside, at the end its exit code. */
function readStatus(text: string): { childPid: number | null; exitCode: number | null } {
  const find = (name: string) => {
    const value = new RegExp(`"${name}": *(\\d+)`).exec(text)?.[1];
    return value === undefined ? null : Number(value);
  };
  return { childPid: find('child-pid'), exitCode: find('exit-code') };
}

function collect(pipe: unknown): () => string {
  let text = '';
  if (isReadable(pipe)) {
    pipe.on('error', () => undefined);
    pipe.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
    });
  }
  return () => text;
}

function isReadable(pipe: unknown): pipe is Readable {
  return typeof pipe === 'object' && pipe !== null && 'on' in pipe;
}

function pauseBriefly(stream: Readable | null): void {
  stream?.pause();
  setTimeout(() => stream?.resume(), floodPauseMs);
}
