import { get, type IncomingMessage } from 'node:http';
import { now } from './line.ts';

// Viewers, in a process of their own: each reads its stream, checks that every event comes once and in order, and comes back with the last
// number that it holds when its connection breaks. A load tool needs no more than this (`server/events/README.md`).

/** Viewer `i` follows the run `i` modulo their number. `stalled` of them stop reading when told to. */
export type Viewing = { url: string; runIds: string[]; viewers: number; wire: 'superjson' | 'plain'; path: string };
export type Report = {
  deliveries: number;
  isExact: boolean;
  p50: number;
  p99: number;
  least: number;
  firstMs: number;
  lastMs: number;
  reconnects: number;
};
export type ViewerOrder = { open: Viewing } | { reset: true } | { report: true } | { cut: number } | { stall: number };

type Viewer = {
  cursor: number;
  isExact: boolean;
  rest: string;
  res: IncomingMessage | null;
  isStalled: boolean;
  openedAt: number;
  firstMs: number;
  lastMs: number;
};

const viewers: Viewer[] = [];
let latencies: number[] = [];
let deliveries = 0;
let reconnects = 0;

function open(viewing: Viewing, viewer: Viewer, index: number): void {
  const runId = viewing.runIds[index % viewing.runIds.length];
  const asked = viewing.wire === 'superjson' ? { json: { organization: 'org', runId } } : { runId, lastEventId: String(viewer.cursor) };
  const again = () => {
    viewer.res = null;
    viewer.rest = '';
    reconnects += 1;
    setTimeout(() => open(viewing, viewer, index), 20);
  };
  viewer.openedAt = now();
  const headers = { 'Last-Event-ID': String(viewer.cursor) };
  const req = get(`${viewing.url}${viewing.path}?input=${encodeURIComponent(JSON.stringify(asked))}`, { headers, agent: false }, (res) => {
    viewer.res = res;
    res.setEncoding('latin1');
    res.on('data', (chunk: string) => read(viewer, chunk));
    res.once('close', again);
    res.on('error', () => {});
    process.send?.({ opened: index });
  });
  req.once('error', () => viewer.res ?? again());
}

const seqMark = '"seq":';
const textMark = '"text":"';

function read(viewer: Viewer, chunk: string): void {
  const text = viewer.rest === '' ? chunk : viewer.rest + chunk;
  const at = now();
  let done = 0;
  for (;;) {
    const start = text.indexOf(seqMark, done);
    const inText = start < 0 ? -1 : text.indexOf(textMark, start);
    const end = inText < 0 ? -1 : text.indexOf(' ', inText);
    if (end < 0) break;
    const seq = Number.parseInt(text.slice(start + seqMark.length, start + seqMark.length + 10), 10);
    if (seq !== viewer.cursor + 1) viewer.isExact = false;
    if (viewer.firstMs === 0) viewer.firstMs = at - viewer.openedAt;
    viewer.cursor = seq;
    deliveries += 1;
    // Each eighth is enough for percentiles, and leaves the processor to the server.
    if (seq % 8 === 0) latencies.push(at - Number(text.slice(inText + textMark.length, end)));
    done = end;
  }
  viewer.lastMs = now() - viewer.openedAt;
  // What may still be the beginning of an event, and no more.
  const next = text.indexOf(seqMark, done);
  viewer.rest = next < 0 ? text.slice(-seqMark.length) : text.slice(next);
}

process.on('message', (order: ViewerOrder) => {
  if ('open' in order) {
    for (let i = 0; i < order.open.viewers; i += 1) {
      const viewer: Viewer = { cursor: 0, isExact: true, rest: '', res: null, isStalled: false, openedAt: 0, firstMs: 0, lastMs: 0 };
      viewers.push(viewer);
      open(order.open, viewer, i);
    }
  } else if ('reset' in order) {
    latencies = [];
    deliveries = 0;
  } else if ('cut' in order) {
    for (let i = 0; i < order.cut; i += 1) viewers[Math.floor(Math.random() * viewers.length)]?.res?.destroy();
  } else if ('stall' in order) {
    for (const { res } of viewers.slice(0, order.stall)) res?.pause();
  } else {
    const sorted = latencies.sort((a, b) => a - b);
    const share = (of: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? Number.NaN;
    const report: Report = {
      deliveries,
      isExact: viewers.every(({ isExact }) => isExact),
      p50: share(0.5),
      p99: share(0.99),
      least: Math.min(...viewers.map(({ cursor }) => cursor)),
      firstMs: viewers.at(-1)?.firstMs ?? 0,
      lastMs: viewers.at(-1)?.lastMs ?? 0,
      reconnects,
    };
    process.send?.({ report });
  }
});
process.once('disconnect', () => process.exit(0));
