/**
 * Holds processes ready that have loaded what tests need and nothing of the repository, and gives each one test file: what `node --test` does, without
 * the wait. One run, then it ends. Each file has a process of its own; what a file leaves behind, no other sees.
 *
 * Standard input: a line with the patterns begins the run, the end of it ends everything. Standard output, a JSON line each: `ready`, what was printed,
 * and `ended` with the exit code, or null where the run is better left to the repository's own command.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const [folder, waiting, nodeOptions, script] = process.argv.slice(2);
const results = resolve(folder);
const child = join(dirname(fileURLToPath(import.meta.url)), 'ready-child.mjs');
/** As Node's own runner looks for tests where it is given no pattern. */
const everywhere = '**/{test,test/**/*,test-*,*[._-]test}.{js,mjs,cjs,ts,mts,cts}';
const mostFiles = 200;

const tell = (word) => process.stdout.write(`${JSON.stringify(word)}\n`);

/** A script of a package manager finds the programs of the repository's packages first, which may hold a Node of their own. */
const ofScript = script
  ? { PATH: `${resolve('node_modules/.bin')}:${process.env.PATH}`, npm_lifecycle_event: script, npm_package_json: resolve('package.json') }
  : {};

function start() {
  const env = { ...process.env, ...ofScript, NODE_OPTIONS: nodeOptions, PLUMBLINE_RESULTS: results };
  const started = spawn('node', [child], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], env });
  let exitCode = Number.NaN;
  started.on('error', () => undefined);
  started.stdin.on('error', () => undefined);
  const isReady = new Promise((done) => started.stdio[3].once('data', done).once('close', done));
  // A process that ends by itself says so before it takes itself apart, which takes longer than many a test.
  const hasEnded = new Promise((done) => {
    started.stdio[3].on('data', (bytes) => {
      exitCode = Number(/\d+/.exec(bytes)?.[0] ?? Number.NaN);
    });
    started.once('close', (code) => done(Number.isNaN(exitCode) ? code : exitCode));
  });
  return { started, isReady, hasEnded };
}

/** Gives the file to a process; what it prints is told as it comes, no faster than it is read. */
function runFile({ started, hasEnded }, file) {
  for (const stream of ['stdout', 'stderr']) {
    started[stream].setEncoding('utf8');
    started[stream].on('data', (text) => {
      if (tell({ stream, text })) return;
      started[stream].pause();
      process.stdout.once('drain', () => started[stream].resume());
    });
  }
  started.stdin.end(`${file}\n`);
  return hasEnded.then((code) => ({ code, pid: started.pid }));
}

/** Whether the tests that a process told are all that there is to say of it: else Node's own runner has words that we have not. */
function isWhole({ code }, at) {
  let lines = '';
  try {
    lines = readFileSync(told(at), 'utf8');
  } catch {
    return false;
  }
  return code === 0 || (code === 1 && lines.includes('"passed":false'));
}

/** Results are read in the order of their names, which is that of the files then and not of the processes. */
function inOrder(at, pid) {
  const own = join(results, `tests-${pid}.jsonl`);
  if (existsSync(own)) renameSync(own, told(at));
}

const told = (at) => join(results, `tests-${String(at + 1_000_000_000)}.jsonl`);

async function run(patterns) {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, '.gitignore'), '*\n');
  writeFileSync(join(results, 'root'), `${process.cwd()}\n`);
  const exclude = patterns.length === 0 ? (name) => name === 'node_modules' : undefined;
  const found = globSync(patterns.length === 0 ? [everywhere] : patterns, { exclude });
  const files = [...new Set(found)].sort().map((file) => resolve(file));
  if (files.length === 0 || files.length > mostFiles || !files.every((file) => statSync(file).isFile()))
    return { code: null, files: files.length };
  const ends = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < files.length; at = next++) ends[at] = await runFile(pool.shift() ?? start(), files[at]);
  };
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism() - 1) }, work));
  for (const [at, { pid }] of ends.entries()) inOrder(at, pid);
  const code = ends.every(isWhole) ? Math.max(...ends.map((end) => end.code)) : null;
  return { code, files: files.length };
}

// What is loaded at its first use is loaded now.
globSync('*.none');
const pool = Array.from({ length: Number(waiting) }, start);
await Promise.all(pool.map(({ isReady }) => isReady));
tell({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const { patterns, forget } = JSON.parse(line);
  if (patterns) tell({ ended: await run(patterns).catch(() => ({ code: null, files: 0 })) });
  if (forget) {
    rmSync(results, { recursive: true, force: true });
    tell({ forgotten: true });
  }
}
process.exit(0);
