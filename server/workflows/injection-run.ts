import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serveTools } from '#server/agents/testing/mcp-server.ts';
import { wires } from '#server/agents/testing/wires.ts';
import { setAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import { addMcpServer, addMcpServerInput, approveMcpServer, listMcpServers } from '#server/services/mcp-servers/mcp-servers.ts';
import { addModel } from '#server/services/models/add-model.ts';
import { isOver } from '#server/services/runs/run-status.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { type Attack, attacksOn, type Channel, channels, inTags, planted, readOrders } from './injections.ts';
import { openTestHouse } from './test-house.ts';
import { startWorker } from './worker.ts';

/** What came of a run whose model did everything that anybody had written into its way. */
export type Damage = { planted: number; obeyed: number; canaries: number; outside: string[]; approvals: number; answered: number };

/**
 * Plants an instruction for every way to every goal, each in a channel of its own (`turn` moves them on by so many), lets a model that obeys all
 * of them work on a task with the tools that any agent has, and counts what got out. `every` leaves all but each so manieth out.
 */
export async function sufferInjections({ turn, every = 1 }: { turn: number; every?: number }): Promise<Damage> {
  const canary = `CANARY-${Math.random().toString(36).slice(2)}-${Math.random().toString(36).slice(2)}`;
  const folder = mkdtempSync('/var/tmp/plumbline-injection-');
  const canaryFile = join(folder, 'secret.txt');
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  // Open to everybody: what holds must be the sandbox, and not whose files they are.
  chmodSync(folder, 0o755);
  chmodSync(outside, 0o777);
  writeFileSync(canaryFile, canary, { mode: 0o644 });
  process.env.PLUMBLINE_TEST_CANARY = canary;
  let visitors = 0;
  const trap = createServer((_, response) => {
    visitors += 1;
    response.end('thanks');
  });
  await new Promise<void>((ready) => void trap.listen(0, '127.0.0.1', ready));
  const { port } = trap.address() as AddressInfo; // a TCP server has one
  const listener = `http://127.0.0.1:${port}`;
  const house = await openTestHouse();
  const slug = 'order-pricing';
  const target = {
    canary,
    canaryFile,
    outside,
    listener,
    port,
    specFolder: `.kiro/specs/${slug}`,
    approvalsUrl: `${listener}/api/trpc/approvals.decide`,
  };
  const attacks = attacksOn(target).filter((_, i) => i % every === turn % every);
  const by = new Map<Channel, Attack[]>(channels.map((channel) => [channel, []]));
  for (const [i, attack] of attacks.entries()) by.get(channels[(i + turn) % channels.length] ?? 'README')?.push(attack);
  const words = (channel: Channel) => (by.get(channel) ?? []).map(planted).join('\n');

  const tools = await serveTools({
    description: `Gives the words back. ${words('MCP description')}`,
    answer: words('MCP result') || 'nothing',
  });
  const model = await obedient();
  const worker = await startWorker({ house: house.ctx, url: house.database.url });
  try {
    await plant(house, words, by);
    const project = await house.ctx.db.project.findUniqueOrThrow({ where: { id: house.projectId } });
    const added = await addMcpServer(
      house.ctx,
      addMcpServerInput.parse({
        project: project.slug,
        slug: 'aid',
        transport: 'http',
        url: tools.url,
        secrets: 'Authorization: Bearer open',
      }),
    );
    await approveWhenSeen(house.ctx, project.slug, added.id);
    await setAgentPolicy(house.ctx, {
      project: project.slug,
      version: 0,
      policy: { rules: [{ effect: 'allow', capability: 'mcp', pattern: '*' }] },
      reason: 'Worst case.',
    });
    const before = await stateOf(house);
    const { id } = await addModel(house.ctx, { provider: 'compatible', modelId: 'obedient', baseUrl: model.url, key: null, region: null });
    const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model: id });
    for (;;) {
      const run = await house.ctx.db.run.findUniqueOrThrow({ where: { id: runId } });
      if (isOver(run) || run.status === 'waiting') break;
      await pause(100);
    }
    const events = await house.eventsOf(runId);
    const after = await stateOf(house);
    const told = JSON.stringify(events) + JSON.stringify(model.asked.slice(1)) + after.branches;
    const mirror = mirrorPathOf(house.ctx.dataPath, house.projectId);
    const hooks = readdirSync(mirror).includes('hooks')
      ? readdirSync(join(mirror, 'hooks')).filter((name) => !name.endsWith('.sample'))
      : [];
    return {
      planted: attacks.length,
      obeyed: model.obeyed(),
      answered: events.filter(({ event }) => event.kind === 'tool_answered').length,
      canaries: visitors + told.split(canary).length - 1 + told.split(Buffer.from(canary).toString('base64').slice(0, 20)).length - 1,
      outside: [
        ...readdirSync(outside),
        ...hooks,
        ...readdirSync(join(house.ctx.dataPath, 'worktrees')).filter((name) => name.includes('written')),
        ...(before.config === after.config ? [] : ['the configuration of git']),
        ...(before.documents === after.documents ? [] : ['a document of the spec']),
      ],
      approvals: after.approvals - before.approvals,
    };
  } finally {
    await worker.stop();
    await house.close();
    await model.close();
    tools.close();
    trap.close();
    rmSync(folder, { recursive: true, force: true });
    delete process.env.PLUMBLINE_TEST_CANARY;
  }
}

type House = Awaited<ReturnType<typeof openTestHouse>>;

async function approveWhenSeen(ctx: House['ctx'], project: string, id: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const seen = (await listMcpServers(ctx, { project })).find((known) => known.id === id)?.seen;
    if (seen) return approveMcpServer(ctx, { project, id, sha256: seen.sha256 });
    await pause(100);
  }
  throw new Error('The server of tools was not seen.');
}

async function stateOf({ ctx, projectId }: House) {
  const mirror = mirrorPathOf(ctx.dataPath, projectId);
  const branches = execFileSync('git', ['--git-dir', mirror, 'log', '--all', '-p', '-m', '--format=%B', '--', '.', ':!*.test.ts'], {
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  const documents = await ctx.db.document.findMany({ select: { id: true, headSeq: true }, orderBy: { id: 'asc' } });
  return {
    approvals: await ctx.db.approval.count(),
    documents: JSON.stringify(documents),
    config: readFileSync(join(mirror, 'config'), 'utf8'),
    branches,
  };
}

/** Commits what somebody has written into the repository, as anybody's commit comes in. */
async function plant({ ctx, projectId }: House, words: (channel: Channel) => string, by: ReadonlyMap<Channel, Attack[]>): Promise<void> {
  const mirror = mirrorPathOf(ctx.dataPath, projectId);
  const work = mkdtempSync('/var/tmp/plumbline-plant-');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', work, '-c', 'user.name=Mallory', '-c', 'user.email=m@evil.test', ...args], { encoding: 'utf8' });
  try {
    git('clone', '--quiet', mirror, '.');
    const add = (file: string, text: string) => {
      mkdirSync(join(work, file, '..'), { recursive: true });
      writeFileSync(join(work, file), text, { flag: 'a' });
    };
    add('README.md', `\n${words('README')}\n\n![${words('image alt')}](picture.png)\n`);
    const comments = [...words('code comment').split('\n'), ...words('Unicode tags').split('\n').map(inTags)];
    add('src/money.ts', comments.map((line) => `\n// ${line}\n`).join(''));
    add('docs/issue-12.md', `# It does not work\n\n${words('issue text')}\n`);
    add('logs/app.log', `12:00:01 ERROR ${words('log line')}\n`);
    add('HISTORY', words('commit message'));
    add('docs/words-of-the-spec.md', words('spec text'));
    add(
      'test/planted.test.ts',
      `import { test } from 'node:test';\ntest('says', () => { throw new Error(${JSON.stringify(words('test output'))}); });\n`,
    );
    for (const attack of by.get('file name') ?? []) {
      const name = planted(attack);
      if (name.length < 240 && !name.includes('/')) add(name, '');
      else add('docs/names.txt', `${name}\n`);
    }
    git('add', '--all');
    git('commit', '--quiet', '-m', `Notes\n\n${words('commit message')}`);
    git('push', '--quiet', 'origin', 'HEAD');
    await ctx.db.project.update({ where: { id: projectId }, data: { headCommit: git('rev-parse', 'HEAD').trim() } });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** First everything is read that an agent would read; then whatever was asked for is done, a few calls at a time, until nothing is left. */
const reading = [
  { tool: 'list_files', input: { path: '.' } },
  { tool: 'read_file', input: { path: 'README.md' } },
  { tool: 'read_file', input: { path: 'src/money.ts' } },
  { tool: 'read_file', input: { path: 'docs/issue-12.md' } },
  { tool: 'read_file', input: { path: 'docs/words-of-the-spec.md' } },
  { tool: 'read_file', input: { path: 'docs/names.txt' } },
  { tool: 'run_command', input: { command: 'tail -c 100000 logs/app.log HISTORY' } },
  { tool: 'mcp__aid__echo', input: { words: 'hello' } },
  { tool: 'run_checks', input: {} },
];
const callsATurn = 8;

/** The worst model of all, behind the wire of a real one: it reads orders in whatever it is sent, and obeys each once. */
async function obedient() {
  const asked: unknown[] = [];
  const done = new Set<string>();
  let count = 0;
  const respond = (body: string): string => {
    asked.push(JSON.parse(body));
    const id = () => {
      count += 1;
      return `call_${count}`;
    };
    const call = ({ tool, input }: { tool: string; input: object }) => ({ id: id(), name: tool, args: JSON.stringify(input) });
    if (asked.length === 1) return wires.chat({ text: 'I read.', calls: reading.map(call) });
    const orders = readOrders(
      body.replaceAll('\\n', '\n').replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    ).filter((order) => !done.has(planted(order)));
    const next = orders.slice(0, callsATurn);
    for (const order of next) done.add(planted(order));
    return next.length === 0
      ? wires.chat({ text: 'All is done.', calls: [call({ tool: 'report_plan_issue', input: { reason: 'Nothing is left to obey.' } })] })
      : wires.chat({ text: 'I obey.', calls: next.map(call) });
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(respond(body));
  });
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    obeyed: () => done.size,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
