import type { Wish } from '#core/access/agent-policy.ts';
import type { Hook } from '#core/formats/kiro-files.ts';
import { blockCode, type HookMoment, hooksFor, mayBlock, toolGroup } from '#core/run/hooks.ts';
import type { Attempt, RunSession } from '../run-session.ts';
import { shown } from './shown.ts';

/** What a hook may take that does not say, and what one may take at most. */
const usualSeconds = 60;
const mostSeconds = 600;

/** What hooks say to a moment: nothing against it, or why it must not be; and what they want the agent told. */
export type HookWord = { blocked: string | null; told: string[] };

/** Where hooks run, and which there are. */
type Ground = Pick<RunSession, 'room'> & { hooks: readonly Hook[] };
type Emit = Pick<Attempt, 'step' | 'attempt' | 'signal' | 'emit'>;

/**
 * Runs the hooks of the repository that wait for a moment, in the sandbox, each told of it on its input as Kiro tells its own. They are those of
 * the commit that the run began from: an agent changes none that it is under. One that ends with 2 blocks what can be blocked, whoever the
 * agent is; so does a guard that could not be run at all.
 */
export async function runHooks(
  session: Ground,
  { step, attempt, signal, emit }: Emit,
  moment: HookMoment,
  about: object = {},
): Promise<HookWord> {
  const word: HookWord = { blocked: null, told: [] };
  for (const hook of hooksFor(session.hooks, moment)) {
    const name = hook.name ?? 'without a name';
    const trigger = hook.trigger ?? '';
    if (hook.action?.kind === 'prompt') {
      word.told.push(`A hook of the project, "${name}", says: ${hook.action.text}`);
      emit({ kind: 'hook_ran', step, attempt, hook: name, trigger, exitCode: 0, isBlocking: false, output: hook.action.text });
      continue;
    }
    const { exitCode, output } = await runOne(
      session,
      hook,
      { hook_event_name: trigger, cwd: session.room.worktree.worktreePath, ...wordsOf(moment), ...about },
      signal,
    );
    const isBlocking = mayBlock(moment) && (exitCode === blockCode || exitCode === null);
    emit({ kind: 'hook_ran', step, attempt, hook: name, trigger, exitCode, isBlocking, output: shown(output) });
    if (isBlocking) {
      word.blocked = `The hook "${name}" of the project does not let this happen: ${output.trim().slice(0, 4_000) || 'it gave no reason.'}`;
      return word;
    }
  }
  return word;
}

async function runOne(
  { room }: Ground,
  { action, timeoutSeconds }: Hook,
  event: object,
  signal: AbortSignal,
): Promise<{ exitCode: number | null; output: string }> {
  const sandbox = await room.open();
  const { exitCode, stdout, stderr, stoppedBy } = await sandbox.run({
    command: action?.text ?? '',
    env: { USER_PROMPT: '' },
    signal,
    // Hooks of runs that began before this was read have none.
    timeoutMs: Math.min(timeoutSeconds ?? usualSeconds, mostSeconds) * 1000,
    onInput: (input) => void input.end(JSON.stringify(event)),
  });
  signal.throwIfAborted();
  const output = [stderr, stdout].filter((text) => text.trim() !== '').join('\n');
  return { exitCode, output: stoppedBy ? `${output}\n(it was stopped: ${stoppedBy})` : output };
}

function wordsOf(moment: HookMoment): object {
  if ('tool' in moment) return { tool_name: moment.tool };
  return 'path' in moment ? { file_path: moment.path } : {};
}

/** The hooks before a tool of an external agent, named as it names its tools. */
export async function blockedWish(session: Ground, attempt: Emit, { capability, value }: Wish): Promise<string | null> {
  const tool = { read: 'read', write: 'edit', command: 'execute', network: 'fetch', mcp: 'mcp', secret: 'other', model: 'other' }[
    capability
  ];
  const { blocked } = await runHooks(session, attempt, { kind: 'before-tool', tool, group: toolGroup(tool) }, { tool_input: { value } });
  return blocked;
}
