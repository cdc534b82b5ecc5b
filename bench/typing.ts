import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { git } from '#server/workspaces/git.ts';
import { connect } from '../e2e/client.ts';
import { besideBare, printTable } from './beside-bare.ts';
import { specOf } from './spec-of.ts';

/**
 * Typing into the long document (300 KB, 1,000 requirements) at 4x CPU throttle while a colleague makes 50 edits a second at places all over
 * it: P3. From the key to the task after the next frame, for each key; the same alone, and the time until the first key can be typed.
 *
 *   npm run bench:typing            KEYS=60 for less
 */
const throttle = 4;
const keys = Number(process.env['KEYS'] ?? 150);
const remotePerSecond = 50;

const at = (sorted: readonly number[], share: number) =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

await besideBare(async ({ ours, cookies, browser }) => {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-typing-'));
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const client = connect(ours, { cookie });
  const source = join(folder, 'long');
  const texts = specOf(1_000);
  await mkdir(join(source, '.kiro/specs/long'), { recursive: true });
  for (const [kind, text] of Object.entries(texts)) await writeFile(join(source, `.kiro/specs/long/${kind}.md`), text);
  await git(['init', '--quiet', '--initial-branch=main', source]);
  const env = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };
  const repository = { gitDir: join(source, '.git'), workTree: source, env };
  await git(['add', '--all'], repository);
  await git(['commit', '--quiet', '--message=long'], repository);
  await client.projects.import.mutate({ organization: 'home', source });
  const spec = await client.specs.get.query({ organization: 'home', project: 'long', spec: 'long' });
  const documentId = spec.documents.find(({ stage }) => stage === 'requirements')?.id ?? '';

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  const openedAt = performance.now();
  await page.goto(`${ours.url}/home/projects/long/specs/long?view=source`);
  await page
    .locator('.monaco-editor textarea, .monaco-editor .native-edit-context')
    .first()
    .waitFor({ state: 'attached', timeout: 120_000 });
  await page.waitForFunction(() => document.querySelector('.monaco-editor .view-line') !== null, undefined, { timeout: 120_000 });
  await page.locator('.monaco-editor .view-line').nth(6).click();
  // A key too early goes nowhere.
  for (let tries = 0; tries < 200; tries += 1) {
    await page.keyboard.press('z');
    const isTyped = await page.locator('.monaco-editor .view-line').filter({ hasText: 'zz' }).count();
    if (isTyped > 0) break;
  }
  const editableMs = performance.now() - openedAt;

  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { times });
    const channel = new MessageChannel();
    const open: number[] = [];
    channel.port1.onmessage = () => {
      const now = performance.now();
      for (const startedAt of open.splice(0)) times.push(now - startedAt);
    };
    addEventListener(
      'keydown',
      ({ timeStamp, key }) => {
        if (key.length !== 1) return;
        requestAnimationFrame(() => {
          open.push(timeStamp);
          channel.port2.postMessage(0);
        });
      },
      true,
    );
  });
  const type = async (): Promise<number[]> => {
    await page.evaluate(() => void (globalThis as unknown as { times: number[] }).times.splice(0));
    for (let key = 0; key < keys; key += 1) {
      await page.keyboard.press('abcdefghij'[key % 10] ?? 'x');
      await new Promise((resolve) => setTimeout(resolve, 90));
    }
    const times = await page.evaluate(() => (globalThis as unknown as { times: number[] }).times);
    return [...times].sort((a, b) => a - b);
  };
  const rows: [string, Record<string, number>][] = [];
  const note = (name: string, times: readonly number[]) =>
    rows.push([name, { p50: at(times, 0.5), p95: at(times, 0.95), worst: at(times, 1), keys: times.length }]);
  await type();
  note('alone', await type());

  const doc = new Y.Doc();
  class Socket extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { cookie, origin: ours.url } });
    }
  }
  const socket = new HocuspocusProviderWebsocket({ url: `${ours.url.replace('http', 'ws')}/collab`, WebSocketPolyfill: Socket });
  const provider = new HocuspocusProvider({ websocketProvider: socket, name: `document:${documentId}`, document: doc, token: null });
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('The colleague was not let in within a minute.')), 60_000);
    provider.on('synced', () => {
      clearTimeout(patience);
      resolve();
    });
    provider.attach();
  });
  const text = doc.getText('text');
  let edits = 0;
  const colleague = setInterval(() => {
    const place = (edits * 104_729) % text.length;
    edits += 1;
    text.insert(place, 'y');
    provider.awareness?.setLocalStateField('user', { id: 'colleague', name: 'Colleague' });
    const head = Y.createRelativePositionFromTypeIndex(text, place + 1);
    provider.awareness?.setLocalStateField('selection', { anchor: head, head });
  }, 1_000 / remotePerSecond);
  note(`with ${remotePerSecond} remote edits/s`, await type());
  clearInterval(colleague);
  provider.destroy();
  socket.destroy();
  printTable(`Typing into ${Math.round(texts.requirements.length / 1000)} KB, CPU at ${throttle}x, ms from key to frame`, rows);
  console.log(`first key possible after ${Math.round(editableMs)} ms; ${edits} remote edits`);
  await context.close();
  await rm(folder, { recursive: true, force: true });
});
