import { parentPort, workerData } from 'node:worker_threads';
import { openService } from './http-driver.mjs';
import { openModule } from './module-driver.mjs';
import { openProgram } from './program-driver.mjs';

const { binding, root, cases, from, variations, progress } = workerData;
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
  for (let index = from; index < cases.length; index += 1) {
    Atomics.store(progress, 0, index);
    Atomics.add(progress, 1, 1);
    parentPort.postMessage({
      kind: 'trace',
      index,
      trace: await run(driver, cases[index], baseline, ({ initial, steps }) =>
        parentPort.postMessage({ kind: 'begun', index, initial, steps }),
      ),
    });
  }
  for (const { name, ...start } of variations) {
    for (let index = 0; index < Math.min(cases.length, 60); index += 1) {
      Atomics.add(progress, 1, 1);
      parentPort.postMessage({ kind: 'again', name, index, trace: await run(driver, cases[index], { ...baseline, ...start }) });
    }
  }
  driver.close();
  parentPort.postMessage({ kind: 'done' });
}
