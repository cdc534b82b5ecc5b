import { type CutsFigures, cut } from './collab/cuts.ts';
import { attack, attacks } from './collab/hostile.ts';
import { longHistory, open } from './collab/opening.ts';
import { type Kind, kinds, makeStates, openStore } from './collab/servers.ts';
import { type Typing, type } from './collab/typing.ts';
import { median } from './measure.ts';

/**
 * Live documents beside bare Hocuspocus and y-websocket's server, in one run: C1, C3, C5, C6 and C7 of the goals. Ours checks access, keeps each
 * update in a Postgres that writes to disk, and keeps history; the others do not. Rounds are interleaved, each in a server process of
 * its own; figures are medians, and what counts is the ratio.
 *
 *   node bench/collab.ts            all of it, some 15 minutes
 *   node bench/collab.ts --short    some 2 minutes
 *   node bench/collab.ts typing opening cuts hostile    parts
 */
const isShort = process.argv.includes('--short');
const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wants = (part: string) => parts.length === 0 || parts.includes(part);
const rounds = Number(process.env['ROUNDS'] ?? (isShort ? 1 : 5));
const seconds = Number(process.env['SECONDS'] ?? (isShort ? 4 : 10));

const store = await openStore();
const states = await makeStates();
try {
  if (wants('typing')) {
    await typing('C1 one document, 20 editors', { documents: 1, editors: 20, seconds });
    await typing('C1 one document, 100 editors', { documents: 1, editors: 100, seconds, probes: 2 });
    if (!isShort || parts.length > 0) await typing('C7 125 documents, 4 editors each', { documents: 125, editors: 4, seconds, probes: 2 });
  }
  if (wants('opening')) await opening(isShort ? 1 : 3);
  if (wants('cuts')) await cuts(isShort ? 20 : 100);
  if (wants('hostile')) await hostile();
} finally {
  await store.close();
  await states.close();
}

async function typing(title: string, scenario: Typing): Promise<void> {
  const figures = await measure(rounds, (kind) => type(kind, store, states.folder, scenario));
  print(`${title}, 5 keys/s each; median of ${rounds}`, figures, {
    'p50 ms': ({ p50 }) => p50,
    'p95 ms': ({ p95 }) => p95,
    'p99 ms': ({ p99 }) => p99,
    'CPU us/key': ({ cpuUsPerKey }) => cpuUsPerKey,
    'Postgres us/key': ({ postgresUsPerKey }) => postgresUsPerKey,
    'RSS MB': ({ rssMb }) => rssMb,
  });
}

async function opening(times: number): Promise<void> {
  const state = longHistory(100_000);
  const figures = await measure(times, (kind) => open(kind, store, states, state, 5));
  print(`C3 opening a document after 100,000 edits (${(state.length / 1024).toFixed(0)} KB of history); median of ${times}`, figures, {
    'cold ms': ({ coldMs }) => coldMs,
    'warm ms': ({ warmMs }) => warmMs,
    'memory KB': ({ memoryKb }) => memoryKb,
    'state KB': ({ bytes }) => bytes / 1_024,
  });
}

async function cuts(seeds: number): Promise<void> {
  console.log(`\nC5 ${seeds} documents of 5 editors whose sockets are cut while they type`);
  for (const kind of kinds) {
    const figures: CutsFigures = await cut(kind, store, states.folder, seeds);
    const { equal, diverged, cuts: count, convergedMs } = figures;
    const at = (share: number) => convergedMs[Math.floor((convergedMs.length - 1) * share)]?.toFixed(0);
    console.log(
      `  ${kind.padEnd(14)} ${equal} equal, ${diverged} diverged after ${count} cuts; converged p50 ${at(0.5)}, p99 ${at(0.99)} ms`,
    );
  }
}

async function hostile(): Promise<void> {
  console.log('\nC6 hostile editor: worst stall of another; characters of others lost; how the sender was dropped');
  for (const name of attacks) {
    const cells: string[] = [];
    for (const kind of kinds) {
      const figures = await attack(kind, store, states.folder, name).catch((cause: unknown) => String(cause));
      if (typeof figures === 'string') cells.push(`${kind}: ${figures}`);
      else {
        const { worstStallMs, lost, droppedWith, isNamed } = figures;
        cells.push(`${kind} ${worstStallMs.toFixed(0)} ms, ${lost} lost, ${droppedWith ?? 'kept'}${isNamed ? ' named' : ''}`);
      }
    }
    console.log(`  ${name.padEnd(14)} ${cells.join(' | ')}`);
  }
}

async function measure<T>(times: number, work: (kind: Kind) => Promise<T>): Promise<Map<Kind, T[]>> {
  const figures = new Map<Kind, T[]>(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < times; round += 1) {
    for (let turn = 0; turn < kinds.length; turn += 1) {
      const kind = kinds[(turn + round) % kinds.length] ?? 'ours';
      figures.get(kind)?.push(await work(kind));
    }
  }
  return figures;
}

function print<T>(title: string, figures: Map<Kind, T[]>, columns: Record<string, (figure: T) => number>): void {
  console.log(`\n${title}`);
  for (const [name, read] of Object.entries(columns)) {
    const of = (kind: Kind) => median((figures.get(kind) ?? []).map(read));
    // The ratio of each round, which one busy minute does not spoil.
    const ratios = (figures.get('ours') ?? []).map((ours, i) => read(ours) / read((figures.get('hocuspocus') ?? [])[i] as T));
    const cells = kinds.map((kind) => `${kind} ${of(kind).toFixed(1)}`).join('   ');
    console.log(`  ${name.padEnd(16)} ${cells}   ours/hocuspocus ${median(ratios).toFixed(2)}`);
  }
}
