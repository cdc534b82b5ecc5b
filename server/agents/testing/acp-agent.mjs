// An external agent for tests, written with the protocol's own SDK. What it does is in PART: a part of its own, or `task 3.1` for the sample's
// script, which it plays with its own hands, ours and a terminal, as real agents mix them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import * as acp from '@agentclientprotocol/sdk/unstable';

const { client: ours, agent: theirs } = acp.methods;
const part = process.env.PART ?? 'nothing';
let workspace = process.cwd();
let isCancelled = false;

const choices = [
  { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
  { optionId: 'no', name: 'Reject', kind: 'reject_once' },
];

function hands(client, sessionId) {
  const tell = (update) => client.notify(ours.session.update, { sessionId, update });
  const say = (text) => tell({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
  const may = async (toolCall) => {
    const { outcome } = await client.request(ours.session.requestPermission, { sessionId, toolCall, options: choices });
    return outcome.outcome === 'selected' && outcome.optionId === 'yes';
  };
  let calls = 0;
  const call = (kind, title, more) => {
    calls += 1;
    return { toolCallId: `call-${calls}`, kind, title, status: 'pending', ...more };
  };
  return {
    tell,
    say,
    /** Asks, then writes through the other side. */
    write: async (path, content) => {
      const edit = call('edit', `Write ${path}`, {
        content: [{ type: 'diff', path: join(workspace, path), oldText: null, newText: content }],
      });
      await tell({ sessionUpdate: 'tool_call', ...edit });
      if (!(await may(edit))) return say(`not allowed to write ${path}. `);
      await client.request(ours.fs.writeTextFile, { sessionId, path: join(workspace, path), content });
      return tell({ sessionUpdate: 'tool_call_update', toolCallId: edit.toolCallId, status: 'completed' });
    },
    /** Does it itself, and tells of it while it does. */
    edit: async (path, from, to) => {
      const before = readFileSync(join(workspace, path), 'utf8');
      // It may have been interrupted after this and begun again.
      if (before.includes(to)) return;
      const after = before.replace(from, () => to);
      const edit = call('edit', `Edit ${path}`, { status: 'in_progress', locations: [{ path: join(workspace, path) }] });
      await tell({ sessionUpdate: 'tool_call', ...edit });
      writeFileSync(join(workspace, path), after);
      const content = [{ type: 'diff', path: join(workspace, path), oldText: before, newText: after }];
      await tell({ sessionUpdate: 'tool_call_update', toolCallId: edit.toolCallId, status: 'completed', content });
    },
    run: async (command) => {
      const execute = call('execute', command, { rawInput: { command } });
      if (!(await may(execute))) return say(`not allowed to run ${command}. `);
      const { terminalId } = await client.request(ours.terminal.create, { sessionId, command: 'bash', args: ['-c', command] });
      const { exitCode } = await client.request(ours.terminal.waitForExit, { sessionId, terminalId });
      const { output } = await client.request(ours.terminal.output, { sessionId, terminalId });
      await client.request(ours.terminal.release, { sessionId, terminalId });
      return say(`exit ${exitCode}: ${output.trim().slice(0, 200)} `);
    },
    request: (method, params) =>
      client.request(method, { sessionId, ...params }).then(
        (answer) => JSON.stringify(answer),
        (error) => error.message,
      ),
  };
}

/** The turns of the sample's script: up to its first check in the first turn, what it corrects after that in the second. */
async function play(taskId, isAgain, { write, edit, run, say }) {
  const { plays } = JSON.parse(readFileSync(new URL('../../../prisma/scenarios/sample/plays.json', import.meta.url), 'utf8'));
  const calls = plays.find((known) => known.taskId === taskId).turns.flatMap((turn) => turn.calls);
  const first = calls.findIndex(({ tool }) => tool === 'run_checks');
  for (const { tool, input } of isAgain ? calls.slice(first + 1) : calls.slice(0, first)) {
    if (tool === 'write_file') await write(input.path, input.content);
    if (tool === 'edit_file') await edit(input.path, input.old, input.new);
    if (tool === 'run_command') await run(input.command);
  }
  await say(isAgain ? 'Corrected.' : 'Done.');
}

const parts = {
  nothing: ({ say }) => say('I did nothing.'),
  hangs: async ({ say }) => {
    await say('I wait for a tool. ');
    while (!isCancelled) await new Promise((resolve) => setTimeout(resolve, 20));
  },
  'hangs for good': async ({ say }) => {
    await say('I wait for a tool. ');
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
  },
  dies: () => {
    process.stderr.write('out of luck\n');
    process.exit(3);
  },
  garbage: () => process.stdout.write('this is no JSON\n{"jsonrpc": "2.0", "id": \n'),
  spends: async ({ tell, say }) => {
    await tell({ sessionUpdate: 'usage_update', used: 100, size: 1000, cost: { amount: 4.2, currency: 'USD' } });
    for (let i = 0; i < 500 && !isCancelled; i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await say(isCancelled ? 'stopped' : 'went on');
  },
  asks: ({ say }) => say('QUESTION: What now?\n- this\n- that'),
  escapes: async ({ request, say }) => {
    const own = (command) => {
      try {
        return execFileSync('bash', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      } catch (error) {
        return `failed: ${error.stderr}`;
      }
    };
    const secret = process.env.SECRET_FILE;
    await say(`own hands: ${own(`cat ${secret}`)} ${own(`echo x > ${secret}.written`)} ${own('echo x > .git/config')} `);
    for (const path of [secret, `${workspace}/../secret`, `${workspace}/.git/config`, `${workspace}/.kiro/specs/a/tasks.md`])
      await say(
        `read ${await request(ours.fs.readTextFile, { path })} write ${await request(ours.fs.writeTextFile, { path, content: 'x' })} `,
      );
    await say(own('env'));
  },
  'does as it likes': async ({ edit, say }) => {
    await edit('forbidden.txt', 'a', 'b');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await say('and went on');
  },
};

acp
  .agent({ name: 'test-agent' })
  .onRequest(theirs.initialize, () => ({ protocolVersion: acp.PROTOCOL_VERSION, agentCapabilities: {} }))
  .onRequest(theirs.session.new, ({ params }) => {
    workspace = params.cwd;
    if (part === 'wants to be signed in') throw acp.RequestError.authRequired();
    return { sessionId: 'one' };
  })
  .onNotification(theirs.session.cancel, () => {
    isCancelled = true;
  })
  .onRequest(theirs.session.prompt, async ({ params, client }) => {
    const given = hands(client, params.sessionId);
    const prompt = params.prompt.map((block) => block.text ?? '').join('');
    const task = /^task (.+)$/.exec(part)?.[1];
    if (task) await play(task, prompt.includes('the platform answered'), given);
    else if (part.startsWith('{')) for (const [name, ...args] of JSON.parse(part).do) await given[name](...args);
    else await parts[part](given);
    return {
      stopReason: isCancelled ? 'cancelled' : 'end_turn',
      usage: { totalTokens: 150, inputTokens: 100, outputTokens: 50, cachedReadTokens: 10 },
    };
  })
  .connect(acp.ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));
