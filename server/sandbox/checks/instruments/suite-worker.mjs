import { parentPort, workerData } from 'node:worker_threads';
import { openService } from './http-driver.mjs';
import { openModule } from './module-driver.mjs';
import { openProgram } from './program-driver.mjs';

const { binding, root, progress } = workerData;
const kinds = { module: openModule, cli: openProgram, http: openService };

/** 2026-01-01, noon in UTC. */
const baseline = { clockStart: 1_767_268_800_000, chance: 1 };

/** `onStep` hears of what was seen before a further step is taken, which may be the last thing that this thread does. */
async function run(driver, steps, start, onStep = () => {}) {
  const trace = { initial: {}, steps: [] };
  try {
    trace.initial = await driver.reset(start);
    for (const step of steps) {
      if (trace.steps.length > 0) onStep(trace);
      const seen = await driver.step(step);
      trace.steps.push(seen);
      if (seen.trouble !== null) break;
    }
  } catch (error) {
    trace.steps.push({ outputs: {}, state: {}, trouble: String(error?.message ?? error).slice(0, 300) });
  }
  return trace;
}

let driver;
try {
  driver = await kinds[binding.adapter](binding, root);
} catch (error) {
  parentPort.postMessage({ kind: 'refused', why: String(error?.message ?? error).slice(0, 500) });
}
if (driver) {
  parentPort.postMessage({ kind: 'open' });
  // One plan after the other: a message that comes meanwhile waits.
  let turn = Promise.resolve();
  parentPort.on('message', (plan) => {
    turn = turn.then(() => runAll(plan));
  });
}

async function runAll({ cases, from, variations }) {
  const mark = () => Atomics.add(progress, 0, 1);
  for (let index = from; index < cases.length; index += 1) {
    mark();
    const trace = await run(driver, cases[index], baseline, ({ initial, steps }) =>
      parentPort.postMessage({ kind: 'begun', index, initial, steps }),
    );
    parentPort.postMessage({ kind: 'trace', index, trace });
  }
  for (const { name, ...start } of variations) {
    for (let index = 0; index < Math.min(cases.length, 60); index += 1) {
      mark();
      parentPort.postMessage({ kind: 'again', name, index, trace: await run(driver, cases[index], { ...baseline, ...start }) });
    }
  }
  parentPort.postMessage({ kind: 'done' });
}
