import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const left: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of left.splice(0)) await remove();
});

test('a taken port is one sentence and the code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  left.push(async () => other.close());
  const address = other.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  expect(await start({ PORT: String(port) })).toEqual({
    code: 1,
    said: `plumbline: Port ${port} is taken by another program; choose another one with PORT=${port + 1} npm start.\n`,
  });
});

test('so is a data folder that cannot be', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  left.push(() => rm(folder, { recursive: true }));
  const file = join(folder, 'file');
  await writeFile(file, 'mine');
  for (const data of [file, join(file, 'below'), '/proc/none/data']) {
    expect(await start({ PORT: '0', PLUMBLINE_DATA: data })).toEqual({
      code: 1,
      said: `plumbline: The data folder ${data} cannot be written; choose another one with PLUMBLINE_DATA.\n`,
    });
  }
});

test('and a port that is none', async () => {
  expect(await start({ PORT: 'http' })).toEqual({ code: 1, said: 'plumbline: PORT is "http"; it must be a number from 0 to 65535.\n' });
});

function start(env: Record<string, string>): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      ['scripts/start.mjs'],
      { env: { ...process.env, ...env }, timeout: 20_000 },
      (_, output, errors) => done({ code: child.exitCode ?? -1, said: output + errors }),
    );
  });
}
