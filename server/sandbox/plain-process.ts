import { spawn } from 'node:child_process';
import { keepOutput } from './kept-output.ts';
import type { CommandResult, RunOptions, SandboxLimits } from './sandbox.ts';

export type PlainProcess = {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  limits: Pick<SandboxLimits, 'wallMs' | 'outputBytes'>;
  /** Ends what the program started where a signal to its own group does not reach it, such as a container. */
  onStop?: () => Promise<void>;
} & Pick<RunOptions, 'signal' | 'onOutput' | 'onInput' | 'onBytes'>;

/** Runs a program in a process group of its own and gives what came of it; the whole group is gone when this returns. Throws where it cannot be started. */
export async function runPlain(process_: PlainProcess): Promise<CommandResult> {
  const { program, args, cwd, env, limits, signal, onStop, onOutput, onInput, onBytes } = process_;
  const startedAt = performance.now();
  if (signal?.aborted) return { exitCode: null, stdout: '', stderr: '', droppedBytes: 0, durationMs: 0, stoppedBy: 'cancelled' };
  const output = keepOutput(limits.outputBytes, onOutput);
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: [onInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { NODE_ENV: 'production', ...env },
  });
  let stoppedBy: CommandResult['stoppedBy'];
  let stopping: Promise<void> | undefined;
  const killGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  const stop = (why: NonNullable<typeof stoppedBy>) => {
    stoppedBy ??= why;
    stopping ??= onStop?.().catch(() => undefined);
    killGroup();
  };
  const timer = setTimeout(() => stop('time'), limits.wallMs);
  const abort = () => stop('cancelled');
  signal?.addEventListener('abort', abort, { once: true });
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (bytes: Buffer) => {
      output.take(stream, bytes);
      onBytes?.(stream, bytes);
    });
  }
  if (child.stdin) {
    // It may end before it has read.
    child.stdin.on('error', () => undefined);
    onInput?.(child.stdin);
  }
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      // What it left running may hold its output open: the group goes as soon as it has ended itself.
      child.on('exit', killGroup);
      child.on('close', (code, killedBy) => resolve(code ?? (killedBy === 'SIGKILL' && stoppedBy ? null : 128)));
    });
    await stopping;
    const durationMs = performance.now() - startedAt;
    return { exitCode: stoppedBy ? null : exitCode, ...output.end(), durationMs, ...(stoppedBy && { stoppedBy }) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
