import * as acp from '@agentclientprotocol/sdk/unstable';
import type { Wish } from '#core/access/agent-policy.ts';
import { PathRefused } from '#server/sandbox/sandbox.ts';
import { checkPath, checkWritablePath } from '../workspace-path.ts';
import type { PromptOptions } from './acp-turn.ts';
import { relativePath, wishesOf } from './wishes.ts';

type DeskOptions = PromptOptions & { stop(): void; isStopped(): boolean };
type Terminal = {
  output: string;
  isCut: boolean;
  limit: number;
  exit: { exitCode: number | null; signal: string | null } | null;
  done: Promise<void>;
  end: AbortController;
};

export type Desk = ReturnType<typeof openDesk>;

const longestOutput = 256 * 1024;
/** Session updates are queued for one reader; nobody here reads them but `followUpdates`. */
type OnUpdate = (update: acp.SessionNotification) => void;

/** Our side of an agent's conversation: what it may ask for, each thing judged, carried out in the sandbox and seen. */
export function openDesk(options: DeskOptions) {
  const { sandbox, workspace, watcher, egress, signal, judge, stop, isStopped } = options;
  const terminals = new Map<string, Terminal>();
  const permitted = new Set<string>();
  const written = new Set<string>();
  let onUpdate: OnUpdate = () => {};
  let onStop = () => {};
  let count = 0;

  /** Throws where it may not be done; the agent is told why. */
  async function require(wish: Wish, callId: string): Promise<void> {
    const word = isStopped() ? 'stop' : await judge(wish, callId);
    if (word === 'yes') return;
    if (word === 'stop') stopNow();
    throw acp.RequestError.invalidParams({}, word === 'stop' ? 'Somebody has to be asked first: end your turn.' : word.refusal);
  }

  function stopNow(): void {
    stop();
    onStop();
  }

  const terminal = (id: string) => {
    const found = terminals.get(id);
    if (!found) throw acp.RequestError.resourceNotFound(id);
    return found;
  };

  const app = acp
    .client({ name: 'plumbline' })
    .onNotification(acp.methods.client.session.update, ({ params }) => onUpdate(params))
    .onRequest(acp.methods.client.session.requestPermission, async ({ params }) => {
      const { toolCall, options: choices } = params;
      const choose = (kind: 'allow' | 'reject') => {
        const choice = choices.find((one) => one.kind === `${kind}_once`) ?? choices.find((one) => one.kind.startsWith(kind));
        return choice
          ? { outcome: { outcome: 'selected' as const, optionId: choice.optionId } }
          : { outcome: { outcome: 'cancelled' as const } };
      };
      for (const wish of wishesOf(workspace, toolCall)) {
        const word = isStopped() ? 'stop' : await judge(wish, toolCall.toolCallId);
        if (word === 'stop') {
          stopNow();
          return { outcome: { outcome: 'cancelled' } };
        }
        if (word !== 'yes') {
          watcher.answered({ callId: toolCall.toolCallId, tool: toolCall.kind ?? 'tool', isError: true, output: word.refusal });
          return choose('reject');
        }
      }
      permitted.add(toolCall.toolCallId);
      return choose('allow');
    })
    .onRequest(acp.methods.client.fs.readTextFile, async ({ params }) => {
      const path = pathOf(checkPath(relativePath(workspace, params.path)));
      await require({ capability: 'read', value: path }, callIdFor('read'));
      const bytes = await sandbox.readFile(path).catch(refused);
      if (bytes === null) throw acp.RequestError.resourceNotFound(params.path);
      const lines = new TextDecoder().decode(bytes).split(/(?<=\n)/);
      const from = Math.max(0, (params.line ?? 1) - 1);
      return { content: lines.slice(from, params.limit == null ? undefined : from + params.limit).join('') };
    })
    .onRequest(acp.methods.client.fs.writeTextFile, async ({ params }) => {
      const path = pathOf(checkWritablePath(relativePath(workspace, params.path)));
      const callId = callIdFor('write');
      await require({ capability: 'write', value: path }, callId);
      const before = await sandbox.readFile(path).catch(refused);
      await sandbox.writeFile(path, Buffer.from(params.content)).catch(refused);
      written.add(path);
      watcher.changed({ callId, path, before: before === null ? '' : new TextDecoder().decode(before), after: params.content });
      return {};
    })
    .onRequest(acp.methods.client.terminal.create, async ({ params }) => {
      const command = [params.command, ...(params.args ?? []).map(quote)].join(' ');
      const id = callIdFor('terminal');
      await require({ capability: 'command', value: command }, id);
      const cwd = params.cwd == null ? '' : pathOf(checkPath(relativePath(workspace, params.cwd)));
      const env = Object.fromEntries((params.env ?? []).map(({ name, value }) => [name, value]));
      terminals.set(id, openTerminal(id, { command, cwd: cwd === '.' ? '' : cwd, env, limit: params.outputByteLimit ?? longestOutput }));
      return { terminalId: id };
    })
    .onRequest(acp.methods.client.terminal.output, ({ params }) => {
      const { output, isCut, exit } = terminal(params.terminalId);
      return { output, truncated: isCut, exitStatus: exit };
    })
    .onRequest(acp.methods.client.terminal.waitForExit, async ({ params }) => {
      const found = terminal(params.terminalId);
      await found.done;
      return found.exit ?? { exitCode: null, signal: null };
    })
    .onRequest(acp.methods.client.terminal.kill, ({ params }) => {
      terminal(params.terminalId).end.abort();
      return {};
    })
    .onRequest(acp.methods.client.terminal.release, ({ params }) => {
      terminal(params.terminalId).end.abort();
      return {};
    });

  function callIdFor(kind: string): string {
    count += 1;
    return `${kind}-${count}`;
  }

  function openTerminal(
    callId: string,
    { command, cwd, env, limit }: { command: string; cwd: string; env: Record<string, string>; limit: number },
  ): Terminal {
    const opened: Terminal = { output: '', isCut: false, limit, exit: null, done: Promise.resolve(), end: new AbortController() };
    watcher.started({ callId, command });
    const startedAt = performance.now();
    const ended = (end: { exitCode: number | null; stoppedBy?: string }) => {
      opened.exit = { exitCode: end.exitCode, signal: end.exitCode === null ? 'SIGKILL' : null };
      watcher.ended({ callId, durationMs: performance.now() - startedAt, ...end });
    };
    opened.done = sandbox
      .run({
        ...{ command, cwd, env, egress },
        signal: AbortSignal.any([signal, opened.end.signal]),
        onOutput: (stream, text) => {
          watcher.printed(callId, stream, text);
          opened.output += text;
          if (opened.output.length > opened.limit) {
            opened.output = opened.output.slice(-opened.limit);
            opened.isCut = true;
          }
        },
      })
      .then(({ exitCode, stoppedBy }) => ended({ exitCode, ...(stoppedBy && { stoppedBy }) }))
      .catch((cause: unknown) => {
        opened.output += cause instanceof Error ? cause.message : String(cause);
        ended({ exitCode: null });
      });
    return opened;
  }

  return {
    app,
    /** Calls that were asked about and allowed. */
    isPermitted: (callId: string) => permitted.has(callId),
    /** True once for each file that was written through us, whose change is told already. */
    wasWritten: (path: string) => written.delete(path),
    stopNow,
    onUpdate: (listener: OnUpdate) => {
      onUpdate = listener;
    },
    onStop: (listener: () => void) => {
      onStop = listener;
    },
    /** Ends what still runs. */
    close: async () => {
      for (const { end } of terminals.values()) end.abort();
      await Promise.all([...terminals.values()].map(({ done }) => done));
    },
  };
}

function pathOf(checked: ReturnType<typeof checkPath>): string {
  if (!checked.ok) throw acp.RequestError.invalidParams({}, checked.why);
  return checked.path;
}

function refused(cause: unknown): never {
  const isOurs = cause instanceof PathRefused || (cause instanceof Error && 'code' in cause);
  throw isOurs ? acp.RequestError.invalidParams({}, cause.message) : cause;
}

function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
