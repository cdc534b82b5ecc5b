import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { emptyRun, foldRun } from '../core/run/fold-run.ts';
import { type ProviderDouble, startProviderDouble } from '../server/agents/testing/provider-double.ts';
import { openDb, openPool } from '../server/db/client.ts';
import { startEmbeddedPostgres } from '../server/db/embedded-postgres.ts';
import { migrate } from '../server/db/migrate.ts';
import { getVerdicts } from '../server/services/checks/get-verdicts.ts';
import { addModel } from '../server/services/models/add-model.ts';
import { getRun } from '../server/services/runs/get-run.ts';
import { startRun } from '../server/services/runs/start-run.ts';
import { openTestHouse, testSecret } from '../server/workflows/test-house.ts';
import { setBranch } from '../server/workspaces/merge.ts';
import { mirrorPathOf } from '../server/workspaces/mirror.ts';
import { killedPlay } from './kill-runs/play.ts';

/**
 * F2 over whole runs: the worker is killed with -9 at random moments of a run that edits, runs commands and is checked, and another one goes on. The run must end as it
 * does when nobody is killed: the same tree, the same verdicts, no command carried out twice, every event numbered 1..N and there once. `npm run bench:kill-runs --
 * --rounds 30 --minutes 7`.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, minutes: { type: 'string', default: '8' }, kills: { type: 'string', default: '4' } },
});
const endsAt = performance.now() + Number(values.minutes) * 60_000;
const mostKills = Number(values.kills);
const longestMs = 180_000;
/** What a run tells that is not killed, about. */
const usualEvents = 205;

const folder = await mkdtemp(join(tmpdir(), 'plumbline-kills-'));
const cluster = await startEmbeddedPostgres(join(folder, 'postgres'));
const url = new URL(cluster.url);
url.pathname = '/kill_runs';
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
const provider: ProviderDouble = await startProviderDouble();
const { db, dataPath } = house.ctx;
const { id: model } = await addModel(house.ctx, {
  provider: 'anthropic',
  modelId: 'claude-test',
  key: 'sk-ant-test-key-1234',
  baseUrl: provider.urls.anthropic,
  region: null,
});
const { headCommit, defaultBranch } = await db.project.findUniqueOrThrow({ where: { id: house.projectId } });
const mirror = mirrorPathOf(dataPath, house.projectId);

type Ending = { tree: string; verdicts: string };
type Round = { ending: Ending; faults: string[]; kills: string[]; events: number; resumedMs: number[] };

const still = await play(0);
if (still.faults.length > 0) throw new Error(`Without a kill: ${still.faults.join('; ')}`);
console.log(`without a kill: ${still.events} events, tree ${still.ending.tree.slice(0, 8)}`);
let good = 0;
let played = 0;
let kills = 0;
const resumed: number[] = [];
for (let round = 1; round <= Number(values.rounds) && performance.now() < endsAt; round += 1) {
  const { ending, faults, kills: killed, events, resumedMs } = await play(mostKills);
  if (ending.tree !== still.ending.tree) faults.push('another tree');
  if (ending.verdicts !== still.ending.verdicts) faults.push('other verdicts');
  played += 1;
  kills += killed.length;
  resumed.push(...resumedMs);
  if (faults.length === 0) good += 1;
  console.log(`round ${round}: ${events} events, killed after ${killed.join(', ')}${faults.length > 0 ? `: ${faults.join('; ')}` : ''}`);
}
resumed.sort((a, b) => a - b);
console.log(
  `${played} runs, ${kills} kills: ${good} passed, ${played - good} failed; gone on after p50 ${resumed[resumed.length >> 1] ?? 0}, worst ${resumed.at(-1) ?? 0} ms`,
);
await provider.close();
await house.close();
process.exit(good === played ? 0 : 1);

/** One run from its start to its end, its worker killed so often at most, and what is wrong with what came of it. */
async function play(mostKills: number): Promise<Round> {
  provider.behave({ kind: 'plays', turn: (_, body) => killedPlay(body) });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model });
  const killed: string[] = [];
  const resumedMs: number[] = [];
  let worker = await startWorkerProcess();
  const isOver = async () => (await getRun(house.ctx, { runId })).finishedAt !== null;
  const startedAt = performance.now();
  const lastSeqOf = async () => (await getRun(house.ctx, { runId })).lastSeq;
  // Spread over the whole run, by what was told of it so far.
  const targets = Array.from({ length: mostKills }, () => Math.random() * usualEvents).sort((a, b) => a - b);
  while (!(await isOver()) && performance.now() - startedAt < longestMs) {
    const target = targets[killed.length];
    if (target === undefined || (await lastSeqOf()) < target) {
      await pause(5);
      continue;
    }
    await pause(Math.random() * 100);
    if (await isOver()) break;
    await kill(worker);
    const { lastSeq } = await getRun(house.ctx, { runId });
    killed.push((await house.eventsOf(runId)).at(-1)?.key ?? 'its start');
    const killedAt = performance.now();
    worker = await startWorkerProcess();
    while (!(await isOver()) && (await getRun(house.ctx, { runId })).lastSeq === lastSeq && performance.now() - startedAt < longestMs)
      await pause(10);
    resumedMs.push(Math.round(performance.now() - killedAt));
  }
  await kill(worker);
  const faults = await faultsOf(runId);
  const ending = await endingOf();
  const events = (await house.eventsOf(runId)).length;
  // As if nobody had ever worked on it; the run stays, for the engine may still want to know how it ended.
  await db.evidence.deleteMany({ where: { specId: house.specId } });
  await db.project.update({ where: { id: house.projectId }, data: { headCommit } });
  await setBranch(mirror, defaultBranch, headCommit);
  return { ending, faults, kills: killed, events, resumedMs };
}

async function startWorkerProcess(): Promise<ChildProcess> {
  const args = ['--no-warnings', 'server/workflows/test-worker.ts', house.database.url, dataPath, testSecret.toString('hex')];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(started.stdout, 'data');
  return started;
}

async function kill(worker: ChildProcess): Promise<void> {
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}

async function endingOf(): Promise<Ending> {
  const { headCommit: head } = await db.project.findUniqueOrThrow({ where: { id: house.projectId } });
  // The log of commands is what differs by right: a command that was cut off is not carried out again.
  const listed = execFileSync('git', ['--git-dir', mirror, 'ls-tree', '-r', head], { encoding: 'utf8' });
  const { criteria } = await getVerdicts(house.ctx, { specId: house.specId });
  const verdicts = Object.entries(criteria).map(([id, { state, isStale, cases }]) => `${id} ${state} ${isStale} ${cases}`);
  return {
    tree: listed
      .split('\n')
      .filter((line) => !line.endsWith('\teffects.txt'))
      .join('\n'),
    verdicts: verdicts.join('\n'),
  };
}

async function faultsOf(runId: string): Promise<string[]> {
  const events = await house.eventsOf(runId);
  const faults: string[] = [];
  const must = (isSo: boolean, words: string) => void (isSo || faults.push(words));
  must(
    events.every(({ seq }, i) => seq === i + 1),
    'events are not 1..N',
  );
  must(new Set(events.map(({ key }) => key)).size === events.length, 'an event is there twice');
  const state = foldRun(emptyRun, events);
  must(state.outcome === 'verified', `ended ${state.outcome ?? 'never'}: ${state.reason ?? ''}`);
  const finished = events.flatMap(({ event }) => (event.kind === 'step_finished' ? [event.step] : []));
  must(new Set(finished).size === finished.length, 'a step finished twice');
  const { headCommit: head } = await db.project.findUniqueOrThrow({ where: { id: house.projectId } });
  const effects = execFileSync('git', ['--git-dir', mirror, 'show', `${head}:effects.txt`], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
  must(new Set(effects).size === effects.length, `a command was carried out twice: ${effects.join(' ')}`);
  for (const { attempts, step } of state.steps)
    must(
      attempts.every(({ attempt }, i) => attempt === i + 1),
      `attempts of ${step} are not 1..N`,
    );
  const { evidence } = await getRun(house.ctx, { runId });
  must(new Set(evidence.map(({ stepKey }) => stepKey)).size === evidence.length, 'evidence is there twice');
  return faults;
}
