import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const mostPrinted = 8_000_000;
const mostRestarts = 8;
const variations = [{ name: 'nothing' }, { name: 'the clock', clockStart: 1_810_000_123_456 }, { name: 'chance', chance: 77 }];
const names = variations.map(({ name }) => name);

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Keeps a system in a worker thread, so that one that never returns, leaves the process, prints without end or takes all memory is ended and named, and the cases after it still run.
 */
export function openHost(binding) {
  /** The thread, while it lives: what it is working for, and what is known of it. */
  let live = null;

  function open() {
    const progress = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(join(dirname(fileURLToPath(import.meta.url)), 'suite-worker.mjs'), {
      workerData: { binding, root: process.cwd(), progress },
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const opened = { worker, progress, isOpen: false, why: null, printed: 0, hear: () => {}, ended: () => {} };
    worker.on('message', (message) => {
      if (message.kind === 'open') opened.isOpen = true;
      opened.hear(message);
    });
    for (const stream of [worker.stdout, worker.stderr])
      stream.on('data', (chunk) => {
        opened.printed += chunk.length;
        if (opened.printed > mostPrinted) stop(opened, `It printed more than ${mostPrinted / 1_000_000} MB.`);
      });
    worker.on('error', (error) => {
      opened.why ??=
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? 'It took more than 512 MB of memory.'
          : `It failed outside of any call: ${String(error.message).slice(0, 300)}`;
    });
    worker.on('exit', (code) => {
      opened.why ??= `It ended the process with exit code ${code}.`;
      if (live === opened) live = null;
      opened.ended();
    });
    return opened;
  }

  /** Runs the cases from one on, until all are done or the thread has ended. */
  function once(state, { cases, caseMs, isVaried }, from) {
    return new Promise((resolve) => {
      live ??= open();
      const own = live;
      // What the steps of the case under way gave so far.
      let begun = { index: -1, initial: {}, steps: [] };
      let last = -1;
      let since = performance.now();
      let cpuSince = cpuMs();
      const watchdog = setInterval(() => {
        const count = Atomics.load(own.progress, 0);
        if (count !== last) {
          since = performance.now();
          cpuSince = cpuMs();
        }
        last = count;
        // On a crowded machine time passes without work: a case is long by the work that it does, or by ten times as much waiting.
        const limit = own.isOpen ? caseMs : Math.max(caseMs, 10_000);
        if (cpuMs() - cpuSince > limit || performance.now() - since > limit * 10) stop(own, `It did not return within ${caseMs} ms.`);
      }, 20);
      const leave = (next) => {
        clearInterval(watchdog);
        own.hear = () => {};
        own.ended = () => {};
        resolve(next);
      };
      own.hear = (message) => {
        if (message.kind === 'refused') state.refused = message.why;
        else if (message.kind === 'begun') begun = message;
        else if (message.kind === 'trace') state.traces[message.index] = message.trace;
        else if (message.kind === 'again') {
          if (JSON.stringify(state.traces[message.index]) !== JSON.stringify(message.trace)) state.varied.add(message.name);
        } else if (message.kind === 'done') leave(cases.length);
      };
      own.ended = () => {
        if (!own.isOpen) state.refused ??= own.why;
        if (state.refused !== null) return leave(cases.length);
        // A finished case is never blamed: what was under way is the first without a trace.
        const at = state.traces.findIndex((trace, index) => index >= from && trace === null);
        const { initial, steps } = begun.index === at ? begun : { initial: {}, steps: [] };
        if (at >= 0) state.traces[at] = { initial, steps: [...steps, { outputs: {}, state: {}, trouble: own.why }] };
        leave(at < 0 ? cases.length : at + 1);
      };
      own.printed = 0;
      own.worker.postMessage({ cases, from, variations: isVaried ? variations : [] });
    });
  }

  return {
    /** What was seen of each case, null of those that were not run any more. `isFresh`: of a system that is opened anew, as its files are now. */
    async run({ cases, caseMs, isVaried = true, isFresh = false }) {
      if (isFresh && live) {
        const { worker } = live;
        live = null;
        await worker.terminate();
      }
      const state = { refused: null, varied: new Set(), traces: Array.from({ length: cases.length }, () => null) };
      let next = 0;
      for (let restarts = 0; next < cases.length && restarts <= mostRestarts; restarts += 1)
        next = await once(state, { cases, caseMs, isVaried }, next);
      return { refused: state.refused, varied: names.filter((name) => state.varied.has(name)), traces: state.traces };
    },
  };
}

function stop(opened, why) {
  opened.why ??= why;
  void opened.worker.terminate();
}
