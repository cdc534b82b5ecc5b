import { readFile, rm } from 'node:fs/promises';
import { build, generate } from '../start/build.mjs';
import { at, pinnedNode } from '../start/project.mjs';
import { Refusal } from '../start/report.mjs';
import { capture } from '../start/run.mjs';
import { getBrowser, getRedis, getSandbox } from './machine.mjs';

/**
 * What a suite came to. `failures` are named for the end of the report.
 *
 * @typedef {{ passed: number, failed: number, failures: string[] }} Result
 * @typedef {{ name: string, run: () => Promise<Result> }} Suite
 */

/** @type {Suite[]} in the order in which they run: what is quick to say no comes first */
export const suites = [
  { name: 'lint', run: lint },
  { name: 'types', run: checkTypes },
  { name: 'unit', run: () => runVitest('unit') },
  {
    name: 'service',
    run: () =>
      getSandbox()
        .then(getRedis)
        .then(() => runVitest('service')),
  },
  { name: 'build', run: runBuild },
  { name: 'browser', run: runBrowser },
];

/** Each linter counts as one test; the arrows between rooms are tests of the unit suite. */
async function lint() {
  // The linter that reads types reads those of the database client too.
  await generate();
  const results = [
    await tool('biome', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
    await tool('oxlint', 'node_modules/oxlint/bin/oxlint', ['--deny-warnings', '.']),
    await tool('knip', 'node_modules/knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  ];
  return sum(results);
}

async function checkTypes() {
  await generate();
  // Next writes the types of its own: without them a fresh clone does not know what an image import is.
  await capture(pinnedNode, [at('node_modules/next/dist/bin/next'), 'typegen']);
  return tool('tsc', 'node_modules/typescript/bin/tsc', ['--noEmit', '--project', '.']);
}

/** Real Postgres, git and sandbox for `service`; neither for `unit`. */
async function runVitest(project) {
  await generate();
  const report = `test-results/${project}.json`;
  await rm(at(report), { force: true });
  const args = ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await capture(pinnedNode, [at('node_modules/vitest/vitest.mjs'), ...args], { echo: true });
  const { numPassedTests, testResults } = await readReport(report, { numPassedTests: 0, testResults: [] });
  const failures = testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed').map((test) => `${shorten(name)} > ${test.fullName}`);
    // A file that cannot even be loaded has no tests to fail.
    return failed.length === 0 && status === 'failed' ? [shorten(name)] : failed;
  });
  return whole({ passed: numPassedTests, failures, code, name: `${project} suite` });
}

async function runBuild() {
  try {
    await build({ isDevelopment: false });
    return { passed: 1, failed: 0, failures: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { passed: 0, failed: 1, failures: [error.message] };
  }
}

async function runBrowser() {
  await getBrowser();
  await build({ isDevelopment: false });
  const report = 'test-results/browser.json';
  await rm(at(report), { force: true });
  const { code } = await capture(pinnedNode, [at('node_modules/@playwright/test/cli.js'), 'test'], { echo: true });
  const tests = listTests(await readReport(report, { suites: [] }));
  const failures = tests.filter(({ status }) => status === 'unexpected' || status === 'flaky').map(({ title }) => title);
  return whole({ passed: tests.filter(({ status }) => status === 'expected').length, failures, code, name: 'browser suite' });
}

function listTests({ suites: nested = [], specs = [], title: outer = '' }) {
  const own = specs.flatMap(({ title, tests }) => tests.map(({ status }) => ({ title: `${outer} > ${title}`, status })));
  return [...own, ...nested.flatMap(listTests)];
}

/** A suite that ends badly without a failed test, or that ran no test, has failed itself. */
function whole({ passed, failures, code, name }) {
  const all = [...failures];
  if (all.length === 0 && code !== 0) all.push(`${name} ended with ${code}`);
  if (all.length === 0 && passed === 0) all.push(`${name} ran no test`);
  return { passed, failed: all.length, failures: all };
}

/** Runs a tool that says yes or no; what it says is shown only with a no. */
async function tool(name, script, args) {
  const { code, output } = await capture(pinnedNode, [at(script), ...args]);
  if (code === 0) return { passed: 1, failed: 0, failures: [] };
  console.log(output.trim());
  return { passed: 0, failed: 1, failures: [name] };
}

/** Adds results up. */
export function sum(results) {
  const total = { passed: 0, failed: 0, failures: [] };
  for (const { passed, failed, failures } of results) {
    total.passed += passed;
    total.failed += failed;
    total.failures.push(...failures);
  }
  return total;
}

async function readReport(path, none) {
  const text = await readFile(at(path), 'utf8').catch(() => undefined);
  return text ? JSON.parse(text) : none;
}

function shorten(path) {
  return path.replace(at(''), '');
}
