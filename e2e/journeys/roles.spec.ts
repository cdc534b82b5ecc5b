import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

test('a viewer reads, and is told why the rest is not theirs', async ({ browser, server, owner }) => {
  const page = await joinAs(browser, server, owner, { name: 'Vera', role: 'viewer' });
  const spec = new SpecPage(page);
  await spec.open('?panel=reading');
  await expect(spec.requirement('1')).toContainText('WHEN');
  await expect(spec.gate.getByRole('button', { name: 'Reject' })).toBeDisabled();
  await expect(spec.gate).toContainText('reads but does not decide');
  await spec.editor.click();
  await page.keyboard.type('not mine to write');
  await expect(spec.editor).not.toContainText('not mine to write');
  await page.goto('/home/settings/models');
  await expect(page.getByRole('button', { name: 'Add model' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Add agent' })).toBeDisabled();
  const refused = await page.request.post('/api/trpc/projects.import', { data: { json: { organization: 'home', source: '/tmp' } } });
  expect(refused.status()).toBe(403);
});

test('somebody who is signed out is led to the sign-in, and learns nothing', async ({ browser, server, owner }) => {
  await owner.goto('/home');
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/home/projects/order-pricing');
  await expect(page).toHaveURL(/\/sign-in/);
  const refused = await page.request.get(
    `/api/trpc/projects.list?input=${encodeURIComponent(JSON.stringify({ json: { organization: 'home' } }))}`,
  );
  expect(refused.status()).toBe(401);
  // The link has let the owner in already, and works once.
  await page.goto(server.signInLink);
  await expect(page).toHaveURL(/\/sign-in\?problem=link/);
  await context.close();
});

test('a request from another site changes nothing', async ({ server, owner }) => {
  const answer = await owner.request.post(`${server.url}/api/trpc/projects.import`, {
    headers: { origin: 'https://elsewhere.example' },
    data: { json: { organization: 'home', source: '/tmp' } },
  });
  expect(answer.status()).toBe(403);
  const outside = await owner.request.post(`${server.url}/api/auth/organization/create`, { data: { name: 'Mine', slug: 'mine' } });
  expect(outside.status()).toBe(404);
});
