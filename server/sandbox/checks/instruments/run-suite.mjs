import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Runs cases against a bound system: `node run-suite.mjs plan.json results.json`, in the system's own folder. The system lives in a worker thread, so that one that never returns, leaves the process,
 * prints without end or takes all memory is ended and named, and the cases after it still run.
 */
const [planFile, resultsFile] = process.argv.slice(2);
const { binding, cases, caseMs } = JSON.parse(readFileSync(planFile, 'utf8'));
const mostPrinted = 8_000_000;
const mostRestarts = 8;
const variations = [{ name: 'nothing' }, { name: 'the clock', clockStart: 1_810_000_123_456 }, { name: 'chance', chance: 77 }];

const traces = Array.from({ length: cases.length }, () => null);
const varied = new Set();
let refused = null;
let printed = 0;

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function once(from) {
  return new Promise((resolve) => {
    const progress = new Int32Array(new SharedArrayBuffer(8));
    // What the steps of the case under way gave so far.
    let begun = { index: -1, initial: {}, steps: [] };
    const worker = new Worker(join(dirname(fileURLToPath(import.meta.url)), 'suite-worker.mjs'), {
      workerData: { binding, root: process.cwd(), cases, from, variations, progress },
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    let isDone = false;
    let why = null;
    let isOpen = false;
    let last = -1;
    let since = performance.now();
    let cpuSince = cpuMs();
    const stop = (reason) => {
      why ??= reason;
      void worker.terminate();
    };
    const watchdog = setInterval(() => {
      const count = Atomics.load(progress, 1);
      if (count !== last) {
        since = performance.now();
        cpuSince = cpuMs();
      }
      last = count;
      // On a crowded machine time passes without work: a case is long by the work that it does, or by ten times as much waiting.
      const limit = isOpen ? caseMs : Math.max(caseMs, 10_000);
      if (cpuMs() - cpuSince > limit || performance.now() - since > limit * 10) stop(`It did not return within ${caseMs} ms.`);
    }, 20);
    for (const stream of [worker.stdout, worker.stderr])
      stream.on('data', (chunk) => {
        printed += chunk.length;
        if (printed > mostPrinted) stop(`It printed more than ${mostPrinted / 1_000_000} MB.`);
      });
    worker.on('message', (message) => {
      if (message.kind === 'open') isOpen = true;
      else if (message.kind === 'refused') refused = message.why;
      else if (message.kind === 'begun') begun = message;
      else if (message.kind === 'trace') traces[message.index] = message.trace;
      else if (message.kind === 'again') {
        if (JSON.stringify(traces[message.index]) !== JSON.stringify(message.trace)) varied.add(message.name);
      } else isDone = true;
    });
    worker.on('error', (error) => {
      why ??=
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? 'It took more than 512 MB of memory.'
          : `It failed outside of any call: ${String(error.message).slice(0, 300)}`;
    });
    worker.on('exit', (code) => {
      clearInterval(watchdog);
      if (isDone || refused !== null) return resolve({ next: cases.length });
      why ??= `It ended the process with exit code ${code}.`;
      if (!isOpen) {
        refused = why;
        return resolve({ next: cases.length });
      }
      // A finished case is never blamed: what was under way is the first without a trace.
      const at = traces.findIndex((trace, index) => index >= from && trace === null);
      const { initial, steps } = begun.index === at ? begun : { initial: {}, steps: [] };
      if (at >= 0) traces[at] = { initial, steps: [...steps, { outputs: {}, state: {}, trouble: why }] };
      resolve({ next: at < 0 ? cases.length : at + 1 });
    });
  });
}

let next = 0;
for (let restarts = 0; next < cases.length && restarts <= mostRestarts; restarts += 1) ({ next } = await once(next));
const order = ['nothing', 'the clock', 'chance'];
writeFileSync(resultsFile, JSON.stringify({ refused, varied: order.filter((name) => varied.has(name)), printed, traces }));
process.exit(0);
