import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, failOnForeignRequests, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

const password = 'a sentence that nobody guesses';

test('the first owner gives an e-mail and a password, comes back with them, and ends what else is open', async ({
  browser,
  server,
  owner,
}) => {
  await owner.goto('/home/settings/account');
  await expect(owner.getByText('You signed in by a link that works once')).toBeVisible();
  await owner.getByRole('textbox', { name: 'Name', exact: true }).fill('Mira Berg');
  await owner.getByRole('button', { name: 'Save name' }).click();
  await expect(owner.getByText('Your name is changed.')).toBeVisible();
  await owner.getByRole('textbox', { name: 'E-mail' }).fill('mira@example.com');
  await owner.getByRole('button', { name: 'Save e-mail' }).click();
  await expect(owner.getByText('Your e-mail is changed.')).toBeVisible();
  await owner.getByLabel('New password', { exact: true }).fill(password);
  await owner.getByLabel('The new password again').fill(password);
  await owner.getByRole('button', { name: 'Set password' }).click();
  await expect(owner.getByText('Your password is set.')).toBeVisible();
  await expect(owner.getByText('You signed in by a link that works once')).toHaveCount(0);

  const context = await browser.newContext({ baseURL: server.url });
  await failOnForeignRequests(context, server.url);
  const second = await context.newPage();
  await second.goto('/sign-in');
  await second.getByLabel('E-mail').fill('mira@example.com');
  await second.getByLabel('Password').fill(password);
  await second.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(second.getByRole('heading', { name: 'Projects' })).toBeVisible();

  await owner.reload();
  await expect(owner.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(2);
  await owner.getByRole('button', { name: 'End all other sessions' }).click();
  await owner.getByRole('button', { name: /press again/ }).click();
  await expect(owner.getByText('1 other session ended.')).toBeVisible();
  await second.goto('/home');
  await expect(second).toHaveURL(/sign-in/);

  await owner.getByRole('button', { name: 'Sign out' }).click();
  await expect(owner).toHaveURL(/sign-in/);
  await owner.goto('/home');
  await expect(owner).toHaveURL(/sign-in/);
});

test('a passkey is added and signs in', async ({ browser, server }) => {
  // Browsers bind a passkey to a name, and take no address of digits for one.
  const named = server.url.replace('127.0.0.1', 'localhost');
  const context = await browser.newContext({ baseURL: named });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  await page.goto(server.signInLink.replace('127.0.0.1', 'localhost'));
  await page.goto('/home/settings/account');
  await page.getByLabel('Name of the passkey').fill('laptop');
  await page.getByRole('button', { name: 'Add passkey' }).click();
  await expect(page.getByRole('list', { name: 'Passkeys' })).toContainText('laptop');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
  await page.goto('/home/settings/account');
  await page.getByRole('button', { name: 'Remove the passkey laptop' }).click();
  await page.getByRole('button', { name: /press again/ }).click();
  await expect(page.getByRole('list', { name: 'Passkeys' })).toHaveCount(0);
  await context.close();
});

test('no page breaks its own content policy, and a script that is put in does not run', async ({ owner, server }) => {
  const broken: string[] = [];
  owner.on('console', (message) => {
    if (/content security policy/i.test(message.text())) broken.push(message.text());
  });
  const seen = await owner.request.get('/home', { headers: { accept: 'text/html' } });
  const policy = seen.headers()['content-security-policy'] ?? '';
  const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
  expect(nonce).toBeTruthy();
  expect((await owner.request.get('/home', { headers: { accept: 'text/html' } })).headers()['content-security-policy']).not.toBe(policy);
  for (const [tag] of (await seen.text()).matchAll(/<script(?![^>]*\bsrc=)[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
  for (const path of [
    '/home',
    '/home/projects/order-pricing/specs/order-pricing',
    '/home/settings/members',
    '/home/settings/keys',
    '/home/runs',
    '/nowhere',
  ]) {
    await owner.goto(path);
    await expect(owner.locator('body')).not.toBeEmpty();
  }
  await new SpecPage(owner).open();
  expect(broken).toEqual([]);
  await owner.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.body.append(script);
  });
  expect(await owner.evaluate(() => 'wasRun' in window)).toBe(false);
  await expect.poll(() => broken.length).toBe(1);
  const [cookie] = (await owner.context().cookies()).filter(({ name }) => name.endsWith('session_token'));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  const foreign = await fetch(`${server.url}/api/trpc/account.endOtherSessions`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', cookie: `${cookie?.name}=${cookie?.value}`, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(foreign.status).toBe(403);
});

test('a database that is killed under the running server comes back, and health says so', async ({ owner, server }) => {
  await owner.goto('/home');
  const [pid] = (await readFile(join(server.dataPath, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  const health = async () => (await fetch(`${server.url}/api/health`)).status;
  await expect.poll(health, { intervals: [20] }).toBe(503);
  await expect.poll(health, { timeout: 60_000 }).toBe(200);
  await owner.goto('/home/settings/account');
  await expect(owner.getByRole('list', { name: 'Sessions' })).toBeVisible();
});
