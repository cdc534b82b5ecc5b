import { constants, existsSync } from 'node:fs';
import { access, mkdir, readFile, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, isAbsolute, resolve } from 'node:path';
import { at, root } from './project.mjs';
import { Refusal } from './report.mjs';

const leastFreeMegabytes = 500;
/** What the packages and the build take, on a first start. */
const firstStartMegabytes = 3_000;

/** Refuses a Node that cannot even run npm on our lockfile. */
export async function checkNode() {
  const { engines } = JSON.parse(await readFile(at('package.json'), 'utf8'));
  const least = engines.node.replace('>=', '');
  if (isOlder(process.versions.node, least))
    throw new Refusal(`Node ${process.versions.node} is too old: Plumbline starts with ${least} or newer.`);
}

/** Refuses a port that another program has. Port 0 means any free one, and a worker listens on none. */
export async function checkPort(env) {
  if (env.ROLE === 'worker') return;
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Refusal(`PORT is "${env.PORT}"; it must be a number from 0 to 65535.`);
  const failure = await tryListen(port, env.HOST ?? '127.0.0.1');
  if (failure === 'EADDRINUSE')
    throw new Refusal(`Port ${port} is taken by another program; choose another one with PORT=${port + 1} npm start.`);
  if (failure === 'EACCES') throw new Refusal(`Port ${port} is reserved; choose one above 1023, as in PORT=3001 npm start.`);
}

/** Refuses a data folder that cannot be written, and a disk that is nearly full. */
export async function checkDataFolder(env, { isFirstStart }) {
  const folder = dataFolder(env);
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new Refusal(`The data folder ${folder} cannot be written; choose another one with PLUMBLINE_DATA.`);
  }
  await requireFree(folder, leastFreeMegabytes);
  if (isFirstStart) await requireFree(root, firstStartMegabytes);
}

/** Not `recursive`: on a file system that can make no folder, such as /proc, Node would try for ever. */
async function makeFolder(path) {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) await makeFolder(dirname(path));
  await mkdir(path).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

function dataFolder({ PLUMBLINE_DATA: path = '.plumbline' }) {
  return isAbsolute(path) ? path : resolve(root, path);
}

async function requireFree(folder, megabytes) {
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / 1_000_000);
  if (free < megabytes) throw new Refusal(`Only ${free} MB are free on the disk of ${folder}, and at least ${megabytes} MB are needed.`);
}

function tryListen(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error) => done(error.code));
    server.listen(port, host, () => server.close(() => done(undefined)));
  });
}

function isOlder(version, least) {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  const at = b.findIndex((part, i) => (a[i] ?? 0) !== part);
  return at >= 0 && (a[at] ?? 0) < b[at];
}
