import { expect, test } from '../fixtures.ts';
import { weighPage } from '../page-weight.ts';

/** What a list or a report may send and ask for when it is opened for the first time. */
const most = { jsKb: 195, requests: 15 };
const project = '/home/projects/order-pricing';

test('lists and reports stay light, and a spec can be read in the first answer', async ({ browser, owner, server }) => {
  const cookies = await owner.context().cookies();
  // What the sample means is read after the first start; a page that is told of it asks once more.
  await owner.goto(`${project}/specs/order-pricing`);
  await expect(owner.getByText('cannot both be followed').first()).toBeVisible();
  await owner.goto('about:blank');
  const lists = ['/home', project, `${project}/pipeline`, '/home/specs', '/home/runs', '/home/inbox', '/home/settings/members'];
  const reports = ['matrix', 'trace', 'history'].map((report) => `${project}/specs/order-pricing/${report}`);
  for (const path of [...lists, ...reports]) {
    await test.step(path, async () => {
      const context = await browser.newContext({ baseURL: server.url });
      await context.addCookies(cookies);
      const page = await context.newPage();
      const weight = await weighPage(await context.newCDPSession(page));
      await page.goto(path, { waitUntil: 'networkidle' });
      const { jsKb, requests, styleSheets } = weight();
      expect(jsKb, 'KB of JavaScript').toBeLessThanOrEqual(most.jsKb);
      expect(jsKb).toBeGreaterThan(100);
      expect(requests, 'requests').toBeLessThanOrEqual(most.requests);
      expect(styleSheets, 'styles stand in the page').toBe(0);
      await context.close();
    });
  }
  // What React shows only when its own script has run comes behind the page.
  const answer = await owner.request.get(`${project}/specs/order-pricing`, { headers: { accept: 'text/html' } });
  const html = await answer.text();
  const shown = html.slice(0, html.indexOf('</main>'));
  expect(shown).toContain('Order pricing turns what a customer has');
  expect(html.match(/<script[^>]* async/g), 'no script runs before the first frame').toBeNull();
});
