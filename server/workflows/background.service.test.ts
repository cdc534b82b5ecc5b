import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bubblewrap } from '#server/sandbox/bubblewrap.ts';
import { type Background, backgroundCommands } from './background.ts';

let workspace = '';
let background: Background;
const signal = new AbortController().signal;

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'plumbline-background-'));
  background = backgroundCommands(() => bubblewrap.open({ workspace }));
});
afterAll(async () => {
  await background.close();
  await rm(workspace, { recursive: true, force: true });
});

test('a command goes on beside others, is read piece by piece, and says once how it ended', async () => {
  expect(await background.start('job-1', 'echo one; while [ ! -e go ]; do sleep 0.05; done; echo two; exit 3')).toBeNull();
  expect(await background.read('job-1', { waitMs: 20_000, signal })).toEqual({ text: 'one\n', isRunning: true, end: null });
  await (await bubblewrap.open({ workspace })).run({ command: 'touch go' });
  let text = '';
  for (let tries = 0; tries < 100; tries += 1) {
    const word = await background.read('job-1', { waitMs: 1_000, signal });
    text += word?.text ?? '';
    if (!word?.end) continue;
    expect(word).toMatchObject({ isRunning: false, end: { exitCode: 3 } });
    break;
  }
  expect(text).toBe('two\n');
  expect(await background.read('job-1', { waitMs: 0, signal })).toEqual({ text: '', isRunning: false, end: null });
});

test('what is stopped is gone, with all that it started; there are never too many, and none is left', async () => {
  const endless = '(while true; do date +%N >> alive; sleep 0.05; done) & wait';
  for (const name of ['a', 'b', 'c', 'd']) expect(await background.start(name, endless)).toBeNull();
  expect(await background.start('e', 'true')).toContain('stop one first');
  // Begun once more by a step that was cut off: one of its name.
  expect(await background.start('d', endless)).toBeNull();
  expect(await background.stop('d')).toMatchObject({ isRunning: false, end: { stoppedBy: 'cancelled' } });
  await background.close();
  const sandbox = await bubblewrap.open({ workspace });
  const size = async () => (await sandbox.readFile('alive'))?.byteLength;
  const before = await size();
  await sandbox.run({ command: 'sleep 0.3' });
  expect(await size()).toBe(before);
  expect(await background.read('nobody', { waitMs: 0, signal })).toBeNull();
});
