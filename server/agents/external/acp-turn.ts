import * as acp from '@agentclientprotocol/sdk/unstable';
import type { Wish } from '#core/access/agent-policy.ts';
import type { Egress, Sandbox } from '#server/sandbox/sandbox.ts';
import { ModelFailure } from '../model-failure.ts';
import { openDesk } from './acp-desk.ts';
import { followUpdates } from './acp-updates.ts';
import { talkTo } from './talk.ts';

/** Whether something may be done: yes, no with a sentence, or that the turn ends here, because people are asked first. */
export type Word = 'yes' | { refusal: string } | 'stop';

/** What people see of a turn. Each is told once, in this order. */
export type TurnWatcher = {
  said(text: string): void;
  called(call: { callId: string; tool: string; input: unknown }): void;
  answered(call: { callId: string; tool: string; isError: boolean; output: string }): void;
  changed(change: { callId: string; path: string; before: string; after: string }): void;
  started(command: { callId: string; command: string }): void;
  printed(callId: string, stream: 'stdout' | 'stderr', text: string): void;
  ended(command: { callId: string; exitCode: number | null; durationMs: number; stoppedBy?: string }): void;
  /** What the session has cost so far, in US dollars, as the agent says. False ends the turn. */
  spent(usd: number): Promise<boolean>;
};

export type PromptOptions = {
  sandbox: Sandbox;
  workspace: string;
  agent: { name: string; command: string; mode: string | null; env: Record<string, string> };
  prompt: string;
  egress: Egress;
  signal: AbortSignal;
  /** Asked before each thing that the agent asks for, or is seen to do. */
  judge(wish: Wish, callId: string): Promise<Word>;
  watcher: TurnWatcher;
};

export type ExternalTurn = {
  text: string;
  /** `stopped`: somebody has to be asked first, or a cap was reached. */
  end: 'done' | 'stopped' | 'refused';
  usage: { input: number; output: number; cached: number } | null;
  usd: number | null;
};

const startMs = 60_000;
/** An agent that says nothing for so long has hung: a command of its own may take a while. */
const silenceMs = 20 * 60_000;
const graceMs = 1_000;

/**
 * One turn of an external agent: its program is started in the sandbox, told its task over ACP, and gone at the end with all that it started.
 * What it asks our side for (files, commands, permission) is judged like any agent's wish. Throws a `ModelFailure` where there was no whole
 * turn, and the signal's reason where `signal` fired.
 */
export async function promptAgent(options: PromptOptions): Promise<ExternalTurn> {
  const { sandbox, agent, prompt, egress, signal } = options;
  signal.throwIfAborted();
  const talk = talkTo(sandbox, { command: agent.command, env: { ...agent.env, IS_SANDBOX: '1' }, egress, signal });
  let fallSilent = (_: ModelFailure) => {};
  const hung = new Promise<never>((_, reject) => {
    fallSilent = reject;
  });
  const silence = new ModelFailure('broken', `${agent.name} has said nothing for ${silenceMs / 60_000} minutes.`);
  const timer = setTimeout(() => fallSilent(silence), silenceMs);
  let isStopped = false;
  let stop = () => {};
  const stopTurn = () => {
    isStopped = true;
    stop();
  };
  const desk = openDesk({ ...options, stop: stopTurn, isStopped: () => isStopped });
  const follower = followUpdates({ ...options, desk, stop: stopTurn });
  const work = desk.app.connectWith(acp.ndJsonStream(talk.input, talk.output), async (connection): Promise<ExternalTurn> => {
    const sessionId = await startSession(connection, options);
    stop = () => void connection.notify(acp.methods.agent.session.cancel, { sessionId }).catch(() => undefined);
    if (isStopped) stop();
    const answer = await connection.request(acp.methods.agent.session.prompt, { sessionId, prompt: [{ type: 'text', text: prompt }] });
    await follower.idle();
    const { usage, stopReason } = answer;
    const counted = usage && { input: usage.inputTokens, output: usage.outputTokens, cached: usage.cachedReadTokens ?? 0 };
    return {
      text: follower.text(),
      end: isStopped ? 'stopped' : stopReason === 'refusal' ? 'refused' : 'done',
      usage: counted ?? null,
      usd: follower.usd(),
    };
  });
  follower.onLife(() => timer.refresh());
  signal.addEventListener('abort', () => stop(), { once: true });
  const stoppedAnyhow = new Promise<ExternalTurn>((resolve) => {
    desk.onStop(() =>
      // Told to stop, it may not: then it is ended all the same.
      setTimeout(() => resolve({ text: follower.text(), end: 'stopped', usage: null, usd: follower.usd() }), graceMs),
    );
  });
  try {
    const gone = talk.done.then(({ exitCode, stoppedBy }) => {
      signal.throwIfAborted();
      const how = stoppedBy === undefined ? `ended by itself (exit code ${exitCode})` : `was ended: ${stoppedBy}`;
      throw new ModelFailure('broken', `${agent.name} ${how} in the middle of its turn. ${talk.lastWords()}`.trim());
    });
    return await Promise.race([work, stoppedAnyhow, hung, gone]);
  } catch (cause) {
    signal.throwIfAborted();
    if (isStopped) return { text: follower.text(), end: 'stopped', usage: null, usd: follower.usd() };
    throw failureOf(agent.name, cause, talk.lastWords());
  } finally {
    clearTimeout(timer);
    await desk.close();
    talk.end();
    await talk.done.catch(() => undefined);
    await work.catch(() => undefined);
  }
}

async function startSession(connection: acp.ClientContext, { workspace, agent }: PromptOptions): Promise<string> {
  const timeout = AbortSignal.timeout(startMs);
  const late = new Promise<never>((_, reject) =>
    timeout.addEventListener('abort', () =>
      reject(new ModelFailure('broken', `${agent.name} did not start within ${startMs / 1_000} seconds.`)),
    ),
  );
  const start = async () => {
    await connection.request(acp.methods.agent.initialize, {
      protocolVersion: acp.PROTOCOL_VERSION,
      clientCapabilities: { fs: { readTextFile: true, writeTextFile: true }, terminal: true },
      clientInfo: { name: 'plumbline', version: '1' },
    });
    // No servers of tools are handed on: what it calls there would pass no policy.
    const { sessionId } = await connection.request(acp.methods.agent.session.new, { cwd: workspace, mcpServers: [] });
    if (agent.mode !== null) await connection.request(acp.methods.agent.session.setMode, { sessionId, modeId: agent.mode });
    return sessionId;
  };
  return Promise.race([start(), late]);
}

const authRequired = -32_000;

function failureOf(name: string, cause: unknown, lastWords: string): unknown {
  if (cause instanceof ModelFailure) return cause;
  if (cause instanceof acp.RequestError || (cause instanceof Error && 'code' in cause && typeof cause.code === 'number')) {
    const code = Number(cause.code);
    const words = `${name} answered with an error: ${cause.message}. ${lastWords}`.trim().slice(0, 2_000);
    return code === authRequired
      ? new ModelFailure('refused', `${name} wants to be signed in: give it the variables that it needs, in Settings. ${lastWords}`.trim())
      : new ModelFailure('broken', words);
  }
  if (cause instanceof Error && /clos|abort|stream/i.test(cause.message))
    return new ModelFailure('broken', `${name} broke off: ${cause.message}. ${lastWords}`.trim().slice(0, 2_000));
  return cause;
}
