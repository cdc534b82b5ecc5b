import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startProviderDouble } from '#server/agents/testing/provider-double.ts';
import { openDb, openPool } from '#server/db/client.ts';
import { startEmbeddedPostgres } from '#server/db/embedded-postgres.ts';
import { migrate } from '#server/db/migrate.ts';
import { startCheck } from '#server/services/checks/start-check.ts';
import { addModel } from '#server/services/models/add-model.ts';
import { cancelRun } from '#server/services/runs/cancel-run.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { openTestHouse } from '#server/workflows/test-house.ts';
import { startWorker } from '#server/workflows/worker.ts';
import { setBranch } from '#server/workspaces/merge.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';

/**
 * The self-correction loop with faults planted in twenty ways: an agent builds task 3.1 of the sample with a fault in it. In the even ones it corrects itself once it is told what
 * fails; in the odd ones it never does. A run has to end verified in the first, and in the others stuck, failed or asking: never verified. `npm run bench:self-correction
 * [fault...]`, the faults by (part of) their names.
 */
const right = `import { type LineItem, lineTotal } from './line-item.ts';
import { type Cents, percentOf } from './money.ts';

/** What is taken off a line because many units of one article are bought. */
export function quantityDiscount(line: LineItem): Cents {
  return percentOf(lineTotal(line), percentFor(line.quantity));
}

function percentFor(quantity: number): number {
  if (quantity >= 50) return 10;
  if (quantity >= 10) return 5;
  return 0;
}
`;
const faults: readonly [string, string, string][] = [
  ['exactly 50 units', 'quantity >= 50', 'quantity > 50'],
  ['exactly 10 units', 'quantity >= 10', 'quantity > 10'],
  ['one unit late', 'quantity >= 50', 'quantity >= 51'],
  ['one unit early', 'quantity >= 50', 'quantity >= 49'],
  ['one unit late below', 'quantity >= 10', 'quantity >= 11'],
  ['one unit early below', 'quantity >= 10', 'quantity >= 9'],
  ['too much', 'return 10', 'return 11'],
  ['too little', 'return 5', 'return 4'],
  ['always something', 'return 0', 'return 1'],
  [
    'steps turned round',
    'if (quantity >= 50) return 10;\n  if (quantity >= 10) return 5;',
    'if (quantity >= 10) return 5;\n  if (quantity >= 50) return 10;',
  ],
  ['never', 'quantity >= 10', 'quantity < 0'],
  ['always', 'quantity >= 50', 'quantity >= 0'],
  ['of the price of one', 'lineTotal(line)', 'line.unitPrice'],
  [
    'twice',
    'return percentOf(lineTotal(line), percentFor(line.quantity))',
    'return 2 * percentOf(lineTotal(line), percentFor(line.quantity))',
  ],
  ['of the wrong sign', 'return percentOf', 'return -percentOf'],
  [
    'no whole cent',
    'return percentOf(lineTotal(line), percentFor(line.quantity))',
    'return (lineTotal(line) * percentFor(line.quantity)) / 100',
  ],
  ['throws', 'return 0;', "throw new Error('too few');"],
  ['does not parse', 'return 0;\n}', 'return 0;'],
  ['exits the process', 'return 0;', 'process.exit(0);'],
  ['never returns', 'return 0;', 'for (;;);'],
];

/** Longer than any run needs, on a busy machine, too. */
const WAIT_MS = 400_000;

type Call = { tool: string; input: Record<string, unknown> };
const plays = JSON.parse(readFileSync('prisma/scenarios/sample/plays.json', 'utf8')) as {
  plays: { taskId: string; turns: { calls: Call[] }[] }[];
};
const written = plays.plays.find(({ taskId }) => taskId === '3.1')?.turns.flatMap(({ calls }) => calls) ?? [];
/** The edits of the task but for the discount itself, and its tests. */
const rest = written.filter(
  ({ tool, input }) =>
    (tool === 'write_file' || tool === 'edit_file') && input['path'] !== 'src/quantity-discount.ts' && input['path'] !== 'README.md',
);
const put = (content: string): Call => ({ tool: 'write_file', input: { path: 'src/quantity-discount.ts', content } });
const finish: Call = { tool: 'finish', input: { summary: 'Done.' } };

const folder = await mkdtemp(join(tmpdir(), 'plumbline-self-'));
const cluster = await startEmbeddedPostgres(join(folder, 'postgres'));
const url = new URL(cluster.url);
url.pathname = '/self_correction';
await migrate(url.href);
const house = await openTestHouse({
  url: url.href,
  db: openDb(url.href),
  pool: openPool(url.href),
  close: async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  },
});
const provider = await startProviderDouble();
const worker = await startWorker({ house: house.ctx, url: house.database.url });
const { id: model } = await addModel(house.ctx, {
  provider: 'anthropic',
  modelId: 'claude-test',
  key: 'sk-ant-test-key-1234',
  baseUrl: provider.urls.anthropic,
  region: null,
});
const { db } = house.ctx;
const { headCommit, defaultBranch } = await db.project.findUniqueOrThrow({ where: { id: house.projectId } });
// How long its checks take is known, as of any project that was ever checked.
await startCheck(house.ctx, { specId: house.specId });
while ((await db.evidence.count({ where: { specId: house.specId } })) === 0) await pause(100);
const wanted = process.argv.slice(2);
const rows = [];
for (const [number, [name, from, to]] of faults.entries()) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const faulty = right.replace(from, to);
  if (faulty === right) throw new Error(`${name} changes nothing.`);
  const isCorrected = number % 2 === 0;
  const answer = (calls: readonly Call[], turn: number) => ({
    text: '',
    calls: calls.map(({ tool, input }, at) => ({ id: `call-${number}-${turn}-${at}`, name: tool, args: JSON.stringify(input) })),
  });
  provider.behave({
    kind: 'plays',
    turn: (turn) =>
      turn === 0
        ? answer([put(faulty), ...rest, finish], turn)
        : isCorrected
          ? answer([put(right), finish], turn)
          : answer([put(`${faulty}// another try, ${turn}\n`), finish], turn),
  });
  const startedAt = performance.now();
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model });
  let run = await getRun(house.ctx, { runId });
  while (!run.finishedAt && run.status !== 'waiting' && performance.now() - startedAt < WAIT_MS) {
    await pause(100);
    run = await getRun(house.ctx, { runId });
  }
  const turns = await db.runStep.count({ where: { runId, step: { startsWith: 'model-' } } });
  const isHonest = isCorrected
    ? run.status === 'verified'
    : run.status !== 'verified' && (run.finishedAt !== null || run.status === 'waiting');
  rows.push({
    fault: name,
    agent: isCorrected ? 'corrects itself' : 'never does',
    ended: run.status,
    turns,
    s: Math.round((performance.now() - startedAt) / 1000),
    'as it should': isHonest,
  });
  console.log(JSON.stringify(rows.at(-1)));
  if (!run.finishedAt) await cancelRun(house.ctx, { runId });
  while (!(await getRun(house.ctx, { runId })).finishedAt) await pause(100);
  // As if nobody had ever worked on it.
  await db.run.deleteMany({ where: { id: runId } });
  await db.project.update({ where: { id: house.projectId }, data: { headCommit } });
  await setBranch(mirrorPathOf(house.ctx.dataPath, house.projectId), defaultBranch, headCommit);
}
await worker.stop();
await provider.close();
await house.close();
console.table(rows);
console.log(`${rows.filter((row) => row['as it should']).length} of ${rows.length} ended verified or honestly stuck`);
process.exit(0);
