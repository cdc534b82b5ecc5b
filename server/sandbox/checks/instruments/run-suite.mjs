import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openHost } from './suite-host.mjs';

/**
 * Runs cases against a bound system, in the system's own folder. `node run-suite.mjs plan.json results.json` runs one plan and ends. `node run-suite.mjs folder` stays: a number
 * on standard input has `folder/plan-<number>.json` run, with `folder/results-<number>.json` written and the number printed when that is done; the system stays open from one
 * plan to the next, so that the second costs what its cases cost.
 */
const [first, resultsFile] = process.argv.slice(2);
let host = null;

async function answer(planFile, toFile) {
  const { binding, ...plan } = JSON.parse(readFileSync(planFile, 'utf8'));
  host ??= openHost(binding);
  writeFileSync(toFile, JSON.stringify(await host.run(plan)));
}

if (resultsFile) await answer(first, resultsFile);
else
  for await (const number of createInterface({ input: process.stdin })) {
    await answer(`${first}/plan-${number}.json`, `${first}/results-${number}.json`);
    process.stdout.write(`\nplumbline-answer ${number}\n`);
  }
process.exit(0);
