import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { copyDataFolder, makeDataFolder, type RunningServer, startServer } from './server.ts';

type Fixtures = {
  /** A server on a data folder of the test's own, as its first start left it: no test finds what another one left. */
  server: RunningServer;
  /** A page signed in as the owner. */
  owner: Page;
};

type WorkerFixtures = {
  /** The path of a data folder after a first start. Making one anew takes longer than copying it, and each test needs one. */
  firstStart: string;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  firstStart: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const { dataPath, remove } = await makeDataFolder();
      const server = await startServer({ dataPath });
      await server.stop();
      await use(dataPath);
      await remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  server: [
    async ({ firstStart }, use) => {
      const { dataPath, remove } = await copyDataFolder(firstStart);
      const server = await startServer({ dataPath });
      await use(server);
      await server.stop();
      await remove();
    },
    { timeout: 90_000 },
  ],
  owner: async ({ browser, server }, use) => {
    const context = await browser.newContext({ baseURL: server.url });
    await failOnForeignRequests(context, server.url);
    const page = await context.newPage();
    await page.goto(server.signInLink);
    await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
    await use(page);
    await context.close();
  },
});

/** Nothing that the product shows may come from another origin. */
export async function failOnForeignRequests(context: BrowserContext, origin: string): Promise<void> {
  await context.route(
    (url) => url.origin !== new URL(origin).origin && !['data:', 'blob:'].includes(url.protocol),
    (route) => {
      throw new Error(`A request left the origin: ${route.request().url()}`);
    },
  );
}

/** Invites somebody with `role` as the owner, accepts as them in a browser of their own, and gives their page. */
export async function joinAs(browser: Browser, server: RunningServer, owner: Page, person: { name: string; role: string }): Promise<Page> {
  const email = `${person.name.toLowerCase().replace(/\W+/g, '.')}@example.com`;
  const answer = await owner.request.post('/api/trpc/members.invite', {
    data: { json: { organization: 'home', email, role: person.role } },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { result } = (await answer.json()) as { result: { data: { json: { id: string } } } };
  const context = await browser.newContext({ baseURL: server.url });
  await failOnForeignRequests(context, server.url);
  const page = await context.newPage();
  await page.goto(`/invitations/${result.data.json.id}`);
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: /join/i }).click();
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
  return page;
}

export { expect };
