import type { SessionNotification, ToolCallUpdate } from '@agentclientprotocol/sdk/unstable';
import type { Desk } from './acp-desk.ts';
import type { PromptOptions } from './acp-turn.ts';
import { relativePath, wishesOf } from './wishes.ts';

const longestText = 1_000_000;
const longestInput = 16 * 1024;
const longestAnswer = 8 * 1024;

type FollowOptions = Pick<PromptOptions, 'workspace' | 'watcher' | 'judge' | 'signal'> & { desk: Desk; stop(): void };

/**
 * Reads what an agent tells of its turn and hands it on as what people see: words, calls and their answers, changes, its plan. A call that it
 * begins without having asked is judged as it is seen, and where the policy does not allow it the turn ends there.
 */
export function followUpdates({ workspace, watcher, judge, signal, desk }: FollowOptions) {
  const calls = new Map<string, ToolCallUpdate>();
  const told = new Set<string>();
  let text = '';
  let usd: number | null = null;
  let onLife = () => {};
  let queue = Promise.resolve();

  async function take({ update }: SessionNotification): Promise<void> {
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        if (update.content.type !== 'text') return;
        text = (text + update.content.text).slice(-longestText);
        watcher.said(update.content.text);
        return;
      case 'plan':
        watcher.said(`\n${update.entries.map(({ status, content }) => `- [${planMarks[status] ?? ' '}] ${content}`).join('\n')}\n`);
        return;
      case 'tool_call':
      case 'tool_call_update':
        return takeCall(update);
      case 'usage_update':
        if (update.cost?.currency !== 'USD') return;
        usd = Math.max(usd ?? 0, update.cost.amount);
        if (!(await watcher.spent(usd))) desk.stopNow();
        return;
      default:
        return;
    }
  }

  async function takeCall(update: ToolCallUpdate): Promise<void> {
    const { toolCallId: callId, status } = update;
    const before = calls.get(callId);
    const given = Object.fromEntries(Object.entries(update).filter(([, value]) => value !== null && value !== undefined));
    const call: ToolCallUpdate = { ...before, ...given, toolCallId: callId };
    calls.set(callId, call);
    const tool = toolOf(call);
    if (!before) watcher.called({ callId, tool, input: inputOf(call) });
    const isBegun = status === 'in_progress' || status === 'completed' || status === 'failed';
    if (isBegun && !told.has(callId) && !desk.isPermitted(callId)) await judgeUnasked(call);
    if (isBegun) told.add(callId);
    if (status !== 'completed' && status !== 'failed') return;
    for (const part of call.content ?? []) {
      const path = part.type === 'diff' ? relativePath(workspace, part.path) : '';
      if (part.type !== 'diff' || status === 'failed' || desk.wasWritten(path)) continue;
      watcher.changed({ callId, path, before: part.oldText ?? '', after: part.newText });
    }
    watcher.answered({ callId, tool, isError: status === 'failed', output: outputOf(call) });
    calls.delete(callId);
  }

  /** What it does with tools of its own is held by the sandbox; what the policy forbids ends the turn as soon as it is seen. */
  async function judgeUnasked(call: ToolCallUpdate): Promise<void> {
    if (
      call.kind !== 'read' &&
      call.kind !== 'search' &&
      call.kind !== 'edit' &&
      call.kind !== 'delete' &&
      call.kind !== 'move' &&
      call.kind !== 'execute'
    )
      return;
    for (const wish of wishesOf(workspace, call)) {
      const word = await judge(wish, call.toolCallId);
      if (word === 'yes') continue;
      if (word !== 'stop') watcher.answered({ callId: call.toolCallId, tool: toolOf(call), isError: true, output: word.refusal });
      desk.stopNow();
      return;
    }
  }

  desk.onUpdate((notification) => {
    onLife();
    queue = queue
      .then(() => take(notification))
      // A turn that was cancelled has nobody left to be told.
      .catch((cause: unknown) => signal.aborted || console.error('An update of an external agent could not be told', cause))
      .then(() => undefined);
  });

  return {
    text: () => text,
    usd: () => usd,
    /** Resolves when all that has come is told. */
    idle: () => queue,
    onLife: (listener: () => void) => {
      onLife = listener;
    },
  };
}

const planMarks: Record<string, string> = { completed: 'x', in_progress: '-', pending: ' ' };

const toolOf = ({ name, kind }: ToolCallUpdate): string => name ?? kind ?? 'tool';

function inputOf({ title, rawInput, locations }: ToolCallUpdate): unknown {
  const places = (locations ?? []).map(({ path, line }) => (line == null ? path : `${path}:${line}`));
  const input = {
    ...(title ? { title } : {}),
    ...(rawInput === undefined ? {} : { input: rawInput }),
    ...(places.length > 0 ? { places } : {}),
  };
  return JSON.stringify(input).length > longestInput ? { title: title?.slice(0, 1_000), omitted: 'more than 16 KB' } : input;
}

function outputOf({ content, rawOutput }: ToolCallUpdate): string {
  const texts = (content ?? []).flatMap((part) => (part.type === 'content' && part.content.type === 'text' ? [part.content.text] : []));
  const written = texts.length > 0 ? texts.join('\n') : typeof rawOutput === 'string' ? rawOutput : '';
  return written.length > longestAnswer ? `${written.slice(0, longestAnswer)}…` : written;
}
