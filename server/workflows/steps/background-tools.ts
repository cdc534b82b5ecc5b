import { toolSchemas } from '#server/agents/tool-schemas.ts';
import type { BackgroundWord } from '../background.ts';
import type { Attempt, RunSession } from '../run-session.ts';
import { shown } from './shown.ts';

type Call = { callId: string; tool: string; input: unknown };

/** Starts, reads or stops a background command for an agent; null where the tool is another one. */
export async function callOfBackground(
  { background }: RunSession,
  { step, attempt, signal, emit }: Attempt,
  { callId, tool, input }: Call,
): Promise<{ output: string; isError: boolean } | null> {
  const here = { step, attempt, callId };
  if (tool === 'start_command') {
    const { command } = toolSchemas.start_command.parse(input);
    // The same for every attempt at this step.
    const name = `job-${step.split('-').slice(1).join('-').split('.')[0]}`;
    const refusal = await background.start(name, command);
    if (refusal !== null) return { output: refusal, isError: true };
    emit({ kind: 'command_started', ...here, command });
    return { output: `It runs as ${name}. Read it with read_command; it is stopped when checks run.`, isError: false };
  }
  if (tool !== 'read_command' && tool !== 'stop_command') return null;
  const { job } = toolSchemas.read_command.parse(input);
  const { waitSeconds = 0 } = tool === 'read_command' ? toolSchemas.read_command.parse(input) : {};
  const word = tool === 'read_command' ? await background.read(job, { waitMs: waitSeconds * 1000, signal }) : await background.stop(job);
  if (word === null) return { output: `There is no background command ${job} any more. Start it again if you need it.`, isError: true };
  if (word.text !== '') emit({ kind: 'command_printed', ...here, stream: 'stdout', text: shown(word.text) });
  if (word.end) emit({ kind: 'command_ended', ...here, ...word.end });
  return { output: wordsOf(word), isError: false };
}

function wordsOf({ text, isRunning, end }: BackgroundWord): string {
  const how = isRunning
    ? 'It is running.'
    : end === null
      ? 'It had ended before.'
      : end.stoppedBy
        ? `It was stopped: ${end.stoppedBy}.`
        : `It ended with exit code ${end.exitCode ?? 'none'}.`;
  return `${how}\n${text || '(it printed nothing since it was last read)'}`;
}
