import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { expect, test } from '@playwright/test';
import { TRPCClientError } from '@trpc/client';
import * as Y from 'yjs';
import { type Client, type Credentials, connect, getSample, joinByInvitation, signIn } from '../client.ts';
import { makeDataFolder, type RunningServer, startServer } from '../server.ts';

let server: RunningServer;
let removeData: () => Promise<void>;
let ownerCookie: Credentials;
let owner: Client;

// One server for all of them, and so one worker.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  const { dataPath, remove } = await makeDataFolder();
  removeData = remove;
  server = await startServer({ dataPath });
  ownerCookie = await signIn(server);
  owner = connect(server, ownerCookie);
});
test.afterAll(async () => {
  await server.stop();
  await removeData();
});

const closing: (() => void)[] = [];
test.afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Opens a live document as a program does that has a key and no cookie. */
function openDocument(documentId: string, key: string) {
  const document = new Y.Doc();
  const denials: string[] = [];
  const closeCodes: number[] = [];
  const url = `${server.url.replace('http', 'ws')}/collab`;
  const websocketProvider = new HocuspocusProviderWebsocket({ url, delay: 50, minDelay: 50, maxDelay: 500 });
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: `document:${documentId}`,
    document,
    token: key,
    onAuthenticationFailed: ({ reason }) => denials.push(reason),
  });
  websocketProvider.on('close', ({ event }: { event: { code: number } }) => closeCodes.push(event.code));
  provider.attach();
  closing.push(() => {
    provider.destroy();
    websocketProvider.destroy();
  });
  const isSaved = () => provider.isSynced && provider.unsyncedChanges === 0;
  return { text: document.getText('text'), provider, denials, closeCodes, isSaved };
}

async function makeKey(client: Client): Promise<{ id: string; key: string; asKey: Client }> {
  const { id, key } = await client.keys.create.mutate({ organization: 'home', name: 'a program' });
  return { id, key, asKey: connect(server, { 'x-api-key': key }) };
}

/** The status of an answer that is a refusal. */
async function refusalOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => null,
    (cause: unknown) => cause,
  );
  return error instanceof TRPCClientError ? String((error.data as { code?: string } | null)?.code) : 'no refusal';
}

async function requirementsOf(client: Client): Promise<{ id: string; text: string }> {
  const { documents } = await getSample(client);
  const found = documents.find(({ kind }) => kind === 'requirements');
  if (!found) throw new Error('The sample has no requirements.');
  return found;
}

test('a key opens procedures and live documents until it is revoked', async () => {
  const { id: keyId, key, asKey } = await makeKey(owner);
  const { id: documentId, text } = await requirementsOf(asKey);
  const bearer = await fetch(`${server.url}/api/trpc/viewer.me`, { headers: { authorization: `Bearer ${key}` } });
  expect(bearer.status).toBe(200);

  const live = openDocument(documentId, key);
  await expect.poll(live.isSaved).toBe(true);
  expect(live.text.toString()).toBe(text);
  live.text.insert(live.text.length, '\nWritten by a program.\n');
  await expect.poll(live.isSaved).toBe(true);
  expect((await requirementsOf(owner)).text).toContain('Written by a program.');

  await owner.keys.revoke.mutate({ organization: 'home', keyId });
  expect(await refusalOf(getSample(asKey))).toBe('UNAUTHORIZED');
  const late = openDocument(documentId, key);
  await expect.poll(() => late.denials[0]).toBe('Sign in first.');
  await expect.poll(() => late.closeCodes[0]).toBe(4401);
  expect(late.text.toString()).toBe('');
  // What it had open before ends as well, at the next look.
  await expect.poll(() => live.closeCodes[0], { timeout: 30_000 }).toBe(4401);
});

test('a key may no more than the person whose key it is', async () => {
  const cookie: Credentials = await joinByInvitation(server, owner, { name: 'Vera', role: 'viewer' });
  const { key, asKey } = await makeKey(connect(server, cookie));
  const { id: documentId, text } = await requirementsOf(asKey);
  const { id: specId } = await getSample(asKey);
  expect(await refusalOf(asKey.runs.start.mutate({ organization: 'home', specId, taskId: '3.1' }))).toBe('FORBIDDEN');
  expect(await refusalOf(asKey.keys.revoke.mutate({ organization: 'home', keyId: 'of somebody else' }))).toBe('NOT_FOUND');

  const live = openDocument(documentId, key);
  await expect.poll(() => live.provider.isSynced).toBe(true);
  expect(live.provider.authorizedScope).toBe('readonly');
  expect(live.text.toString()).toBe(text);
  live.text.insert(0, 'Written by a viewer.\n');
  await expect.poll(() => live.closeCodes[0]).toBe(4403);
  expect((await requirementsOf(owner)).text).toBe(text);
});

test('a key that is not one is refused, also beside a session that is one', async () => {
  const forged = connect(server, { ...ownerCookie, 'x-api-key': `plumb_${'a'.repeat(64)}` });
  expect(await refusalOf(getSample(forged))).toBe('UNAUTHORIZED');
  const { id: documentId } = await requirementsOf(owner);
  const live = openDocument(documentId, 'plumb_forged');
  await expect.poll(() => live.denials[0]).toBe('Sign in first.');
});
