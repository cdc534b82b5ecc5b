import { setTimeout as delay } from 'node:timers/promises';
import { openStore, postgresCpuUs } from './collab/servers.ts';
import { type Kind, kinds, openHouse } from './events/servers.ts';
import { median } from './measure.ts';

/**
 * A run's log to many viewers, beside Node's bare http, tRPC 11 with `tracked` per line and tRPC with arrays, in one run: L1 to L5 of the
 * goals. Ours goes the durable way: a worker appends to a Postgres that writes to disk, the web process is told, reads and fans out. The
 * others make their lines in the process that serves them. Rounds are interleaved; what counts is the ratio.
 *
 *   node --no-warnings bench/events.ts            3 rounds, 200 cuts and kills
 *   node --no-warnings bench/events.ts --short    1 round, within two minutes
 *   node --no-warnings bench/events.ts L1 L3      parts
 */
const isShort = process.argv.includes('--short');
const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wants = (part: string) => parts.length === 0 || parts.includes(part);
const rounds = Number(process.env['ROUNDS'] ?? (isShort ? 1 : 3));
const seconds = Number(process.env['SECONDS'] ?? (isShort ? 3 : 6));
const cuts = Number(process.env['CUTS'] ?? (isShort ? 20 : 100));

type Figures = Record<string, number>;
const store = await openStore();
try {
  if (wants('L1')) await beside('L1 one run, 1,000 lines a second, 200 viewers', 'CPU us', () => stream(1, 1_000));
  if (wants('L2')) await beside('L2 50 runs, 100 lines a second each, 200 viewers', 'CPU us', () => stream(50, 100));
  if (wants('L3')) await beside('L3 100,000 lines to a late viewer', 'all ms', () => replay(100_000));
  if (wants('L5')) await beside('L5 10 of 20 viewers stop reading for 6 s, 500 lines a second', 'MB a stalled viewer', () => stall());
  if (wants('L4')) await faults();
} finally {
  await store.close();
}

async function beside(title: string, ratio: string, make: () => (kind: Kind) => Promise<Figures>): Promise<void> {
  const measure = make();
  const all = new Map<Kind, Figures[]>(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < kinds.length; turn += 1) {
      const kind = kinds[(turn + round) % kinds.length] ?? 'ours';
      all.get(kind)?.push(await measure(kind));
    }
  console.log(`\n${title}; median of ${rounds}`);
  const of = (kind: Kind, name: string) => median((all.get(kind) ?? []).map((figures) => figures[name] ?? Number.NaN));
  const names = Object.keys(all.get('ours')?.[0] ?? {});
  const rowOf = (kind: Kind) => Object.fromEntries(names.map((name) => [name, round(of(kind, name))]));
  console.table(Object.fromEntries(kinds.map((kind) => [kind, rowOf(kind)])));
  const times = kinds.filter((kind) => kind !== 'ours').map((kind) => `${kind} ${round(of(kind, ratio) / of('ours', ratio))}`);
  console.log(`  ${ratio}, times ours: ${times.join(', ')}`);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function stream(runs: number, perSecond: number) {
  return async (kind: Kind): Promise<Figures> => {
    const house = await openHouse(kind, store, runs);
    try {
      await house.open(200);
      // Compiled first, as a server is that runs for weeks.
      await house.order({ produce: { runs, perSecond, seconds: 2 }, runIds: house.runIds });
      await house.until(perSecond * 2, 4_000);
      house.view({ reset: true });
      const before = { cpu: await house.cpuUs(), postgres: await postgresCpuUs(store) };
      await house.order({ produce: { runs, perSecond, seconds }, runIds: house.runIds });
      const isWhole = await house.until(perSecond * (seconds + 2), 5_000);
      const cpu = (await house.cpuUs()) - before.cpu;
      const postgres = (await postgresCpuUs(store)) - before.postgres;
      const { deliveries, isExact, p50, p99 } = await house.report();
      return {
        'delivered %': (100 * deliveries) / (200 * perSecond * seconds),
        'whole and exact': isWhole && isExact ? 1 : 0,
        'p50 ms': p50,
        'p99 ms': p99,
        'CPU us': cpu / deliveries,
        'Postgres us': kind === 'ours' ? postgres / deliveries : 0,
      };
    } finally {
      house.close();
    }
  };
}

function replay(lines: number) {
  return async (kind: Kind): Promise<Figures> => {
    const house = await openHouse(kind, store, 2);
    const [other = '', long = ''] = house.runIds;
    try {
      await house.order({ fill: 20_000, runId: other });
      await house.order({ fill: lines, runId: long });
      // The way is warm, the run is not.
      await house.open(1, [other]);
      await house.until(20_000, 20_000);
      const cpu = await house.cpuUs();
      house.view({ reset: true });
      await house.open(1, [long]);
      for (let waits = 0; waits < 100 && (await house.report()).deliveries < lines; waits += 1) await delay(100);
      const { firstMs, lastMs, isExact, deliveries } = await house.report();
      const isWhole = deliveries === lines && isExact;
      return {
        'all ms': lastMs,
        'first ms': firstMs,
        'whole and exact': isWhole ? 1 : 0,
        'CPU ms': ((await house.cpuUs()) - cpu) / 1_000,
      };
    } finally {
      house.close();
    }
  };
}

function stall() {
  return async (kind: Kind): Promise<Figures> => {
    const house = await openHouse(kind, store, 1);
    const perSecond = 500;
    const grow = async (stalled: number): Promise<{ mb: number; p99: number }> => {
      const before = await house.rss();
      house.view({ stall: stalled });
      house.view({ reset: true });
      await house.order({ produce: { runs: 1, perSecond, seconds: 6 }, runIds: house.runIds });
      const { p99 } = await house.report();
      return { mb: ((await house.rss()) - before) / 1_048_576, p99 };
    };
    try {
      await house.open(20);
      await house.order({ produce: { runs: 1, perSecond, seconds: 2 }, runIds: house.runIds });
      const all = await grow(0);
      const some = await grow(10);
      // What the log itself takes in the memory of those that hold it is in both, and goes out of the difference.
      return { 'MB a stalled viewer': Math.max(0.01, (some.mb - all.mb) / 10), 'p99 ms': some.p99, 'p99 ms, none stalled': all.p99 };
    } finally {
      house.close();
    }
  };
}

/** Connections cut, the web process killed, the worker killed, at random, while a run goes on: every viewer holds 1 to N once each. */
async function faults(): Promise<void> {
  const house = await openHouse('ours', store, 1);
  const count = { cut: 0, server: 0, writer: 0, database: 0 };
  try {
    await house.open(20);
    for (let i = 0; i < cuts; i += 1) {
      const going = house.order({ produce: { runs: 1, perSecond: 500, seconds: 0.4 }, runIds: house.runIds }).catch(() => 0);
      await delay(Math.random() * 300);
      const chance = Math.random();
      const fault = chance < 0.7 ? 'cut' : chance < 0.82 ? 'server' : chance < 0.94 ? 'writer' : 'database';
      count[fault] += 1;
      if (fault === 'cut') house.view({ cut: 5 });
      // The bench's own process holds the database, and starts it again at the same address.
      else if (fault === 'database') process.kill(await store.postmaster(), 'SIGKILL');
      else await house.kill(fault);
      await going;
      if (i % 50 === 49) console.log(`  ${i + 1} faults, each once and in order so far: ${(await house.report()).isExact}`);
    }
    await house.order({ produce: { runs: 1, perSecond: 500, seconds: 0.2 }, runIds: house.runIds });
    const { lastSeq } = await store.db.run.findUniqueOrThrow({ where: { id: house.runIds[0] ?? '' } });
    const held = await store.db.runEvent.count({ where: { runId: house.runIds[0] ?? '' } });
    const isWhole = (await house.until(lastSeq, 60_000)) && held === lastSeq;
    const { isExact, reconnects } = await house.report();
    console.log(
      `\nL4 ${cuts} faults: ${count.cut} times 5 connections cut, ${count.server} web processes, ${count.writer} workers and ${count.database} databases killed`,
    );
    console.log(`  20 viewers, ${lastSeq} events, ${reconnects} reconnections; whole ${isWhole}, each once and in order ${isExact}`);
  } finally {
    house.close();
  }
}
