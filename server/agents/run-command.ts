import type { CommandResult, Sandbox } from '#server/sandbox/sandbox.ts';
import type { ToolAnswer } from './agent.ts';

/** Sees a command as it runs. `ended` follows every `started`, once. */
export type CommandWatcher = {
  started(command: string): void;
  printed(stream: 'stdout' | 'stderr', text: string): void;
  ended(end: { exitCode: number | null; durationMs: number; stoppedBy?: string }): void;
};

const defaultTimeoutSeconds = 120;
const headCharacters = 6_000;
const tailCharacters = 12_000;

/** Runs a command and gives the model its exit code with the beginning and the end of what it printed. Never throws. */
export async function runCommand(
  { sandbox, signal, onCommand }: { sandbox: Sandbox; signal: AbortSignal; onCommand: CommandWatcher },
  { command, timeoutSeconds = defaultTimeoutSeconds }: { command: string; timeoutSeconds?: number },
): Promise<ToolAnswer> {
  const output = new Excerpt();
  const startedAt = performance.now();
  onCommand.started(command);
  let result: Pick<CommandResult, 'exitCode' | 'durationMs' | 'stoppedBy'>;
  let failure = '';
  try {
    result = await sandbox.run({
      command,
      signal,
      timeoutMs: timeoutSeconds * 1000,
      onOutput: (stream, text) => {
        output.add(text);
        onCommand.printed(stream, text);
      },
    });
  } catch (error) {
    const stoppedBy = signal.aborted ? 'cancelled' : undefined;
    result = { exitCode: null, durationMs: performance.now() - startedAt, ...(stoppedBy && { stoppedBy }) };
    failure = `The sandbox could not run it: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { exitCode, durationMs, stoppedBy } = result;
  onCommand.ended({ exitCode, durationMs, ...(stoppedBy && { stoppedBy }) });
  const lines = [failure || endSentence(result, timeoutSeconds), output.text() || '(it printed nothing)'];
  return { output: lines.join('\n'), isError: exitCode !== 0, change: null };
}

const stopWords: Record<NonNullable<CommandResult['stoppedBy']>, string> = {
  time: 'it took too long',
  memory: 'it used too much memory',
  disk: 'it wrote too much to the disk',
  cancelled: 'the run was cancelled',
};

function endSentence(
  { exitCode, durationMs, stoppedBy }: Pick<CommandResult, 'exitCode' | 'durationMs' | 'stoppedBy'>,
  timeoutSeconds: number,
): string {
  const took = `${(durationMs / 1000).toFixed(1)} s`;
  if (stoppedBy) return `Stopped after ${took}: ${stopWords[stoppedBy]}${stoppedBy === 'time' ? ` (limit ${timeoutSeconds} s)` : ''}.`;
  return exitCode === null ? `Killed after ${took}.` : `Exit code ${exitCode} after ${took}.`;
}

/** The beginning and the end of a long text, in bounded memory. */
class Excerpt {
  #head = '';
  #tail = '';
  #total = 0;

  add(text: string): void {
    this.#total += text.length;
    const room = headCharacters - this.#head.length;
    this.#head += text.slice(0, room);
    if (text.length > room) this.#tail = (this.#tail + text.slice(room)).slice(-tailCharacters);
  }

  text(): string {
    const left = this.#total - this.#head.length - this.#tail.length;
    return left === 0 ? this.#head + this.#tail : `${this.#head}\n(${left} characters left out)\n${this.#tail}`;
  }
}
