#!/usr/bin/env node
// Prisma's schema engine where its native binary has not been downloaded: the WebAssembly build of the same engine commit, behind the same
// protocol (JSON-RPC, a line a message, on stdin and stdout). `prisma.config.ts` names this file as the engine.
import { createInterface } from 'node:readline';
import { createDatabase, PostgresFactory, reach } from './schema-engine/postgres.mjs';
import { engineVersion, lastPanic, loadEngine } from './schema-engine/wasm.mjs';

const argv = process.argv.slice(2);
if (argv.includes('--version')) {
  console.log(`schema-engine-wasm ${engineVersion()}`);
  process.exit(0);
}

const { datasource, datamodels, command } = parseArguments(argv);
if (command) await runCommand(command);
else serve();

/** @param {string[]} args */
function parseArguments(args) {
  const parsed = { datasource: { url: 'postgresql://localhost/none' }, datamodels: [], command: undefined };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--datasource') parsed.datasource = { ...parsed.datasource, ...JSON.parse(args[++i]) };
    else if (args[i] === '--datamodels') parsed.datamodels.push(args[++i]);
    else if (args[i] === 'cli') parsed.command = args[++i];
  }
  return parsed;
}

/** One question and an exit code. On failure the caller skips the first line of stderr and reads the rest as JSON. */
async function runCommand(name) {
  try {
    if (name === 'can-connect-to-database') await reach(datasource.url);
    else if (name === 'create-database') await createDatabase(datasource.url);
    else throw new Error(`The WebAssembly engine has no command ${name}.`);
    process.exit(0);
  } catch (error) {
    log('INFO', { message: 'failed' });
    log('ERROR', { message: error.message, error_code: prismaCode(error), is_panic: false });
    process.exit(1);
  }
}

function serve() {
  const open = new Map();
  let engine;
  const getEngine = () => (engine ??= loadEngine(new PostgresFactory(datasource), datamodels));

  // A panic in Rust escapes as an uncaught error: without this the process would end with the code 0 and no answer.
  process.on('uncaughtException', (error) => void endInPanic(error, open.keys()));
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const request = JSON.parse(line);
      // Without a method it is the answer to one of our `print`s.
      if (!request.method) return;
      const answered = answer(request, getEngine).finally(() => open.delete(request.id));
      open.set(request.id, answered);
    })
    .on('close', () => void Promise.allSettled(open.values()).then(() => process.exit(0)));
}

async function endInPanic(error, ids) {
  const message = lastPanic() || error.message;
  log('ERROR', { message, backtrace: error.stack, is_panic: true });
  for (const id of ids) await send({ id, error: { code: 4466, message, data: { is_panic: true, message, error: { message } } } });
  process.exit(101);
}

async function answer({ id, method, params }, getEngine) {
  try {
    await send({ id, result: (await call(method, params ?? {}, getEngine)) ?? {} });
  } catch (error) {
    const data = {
      is_panic: error?.name === 'RuntimeError',
      message: lastPanic() || (error?.message ?? String(error)),
      meta: error?.meta ?? null,
    };
    if (error?.code) data.error_code = error.code;
    await send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } });
  }
}

async function call(method, params, getEngine) {
  if (method === 'createDatabase') return { databaseName: await createDatabase(params.datasource?.url ?? datasource.url) };
  const engine = await getEngine();
  const name = method === 'getDatabaseVersion' ? 'version' : method;
  if (typeof engine[name] !== 'function')
    throw Object.assign(new Error(`The WebAssembly engine has no method ${method}.`), { code: 'P0000' });
  const result = await engine[name](params);
  if (method !== 'diff' || result.stdout == null) return result;
  // The native engine prints a difference through its caller.
  await send({ id: 1, method: 'print', params: { content: result.stdout.replace(/\n$/, '') } });
  return { exitCode: result.exitCode, stdout: null };
}

function send(message) {
  return new Promise((done) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`, done));
}

function log(level, fields) {
  process.stderr.write(`${JSON.stringify({ level, target: 'schema_engine::logger', timestamp: new Date().toISOString(), fields })}\n`);
}

/** Prisma's name for what Postgres or the socket says. */
function prismaCode({ code }) {
  const codes = { '3D000': 'P1003', '28P01': 'P1000', 28000: 'P1000', ECONNREFUSED: 'P1001', ENOTFOUND: 'P1001', ETIMEDOUT: 'P1001' };
  return codes[code] ?? 'P1011';
}
