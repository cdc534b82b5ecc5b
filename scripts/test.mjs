// `npm test [-- suite...]`: everything that must hold, on a machine that has only Node and git. It installs as `npm start` does, runs the
// suites one after the other and ends with one line: how many passed and how many failed.
import { mkdir } from 'node:fs/promises';
import { checkNode } from './start/checks.mjs';
import { install } from './start/install.mjs';
import { at } from './start/project.mjs';
import { main, Refusal, seconds } from './start/report.mjs';

await main(async () => {
  await checkNode();
  await install();
  await mkdir(at('test-results'), { recursive: true });
  // Only now: it needs what was just installed.
  const { suites, sum } = await import('./test/suites.mjs');
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown) throw new Refusal(`There is no suite "${unknown}"; there are ${suites.map(({ name }) => name).join(', ')}.`);

  const results = [];
  for (const { name, run } of suites.filter((suite) => wanted.length === 0 || wanted.includes(suite.name))) {
    const startedAt = performance.now();
    console.log(`\n${name}`);
    const result = await runToTheEnd(name, run);
    console.log(`${name}: ${result.passed} passed, ${result.failed} failed in ${seconds(startedAt)}`);
    results.push(result);
  }
  const { passed, failed, failures } = sum(results);
  console.log('');
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** One suite that cannot run must not keep the others from saying what they know. */
async function runToTheEnd(name, run) {
  try {
    return await run();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    return { passed: 0, failed: 1, failures: [`${name} could not run`] };
  }
}
