import { expect, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';
import { makeDataFolder, startServer } from '../server.ts';

test('a run goes on where it was when the process is killed in its middle; the page comes back by itself', async ({ browser }) => {
  test.setTimeout(150_000);
  const { dataPath, remove } = await makeDataFolder();
  let server = await startServer({ dataPath });
  const port = Number(new URL(server.url).port);
  const context = await browser.newContext({ baseURL: server.url });
  try {
    const page = await context.newPage();
    await page.goto(server.signInLink);
    const spec = new SpecPage(page);
    await spec.open();
    await spec.typeAtEnd('Kept over the crash.');
    await expect(spec.saved).toBeVisible();
    for (const stage of ['Requirements', 'Design', 'Tasks'] as const) {
      await spec.show(stage);
      await spec.approve();
    }
    await spec.runTask('3.1');
    await expect(page.getByText(/^src\/quantity-discount\.ts|quantity-discount\.ts/).first()).toBeVisible();
    await server.kill();
    server = await startServer({ dataPath, port });
    await expect(page.getByText('Verified', { exact: true }).first()).toBeVisible({ timeout: 90_000 });

    const input = encodeURIComponent(JSON.stringify({ json: { organization: 'home', runId: page.url().match(/[0-9a-f-]{36}/)?.[0] } }));
    const stream = await page.request.get(`/api/events/runs.events?input=${input}`);
    const events = (await stream.text())
      .split('\n')
      .flatMap((line) =>
        line.startsWith('data: {"json":[')
          ? (JSON.parse(line.slice(6)) as { json: { seq: number; event: { kind: string; step?: string } }[] }).json
          : [],
      );
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const finished = events.flatMap(({ event }) => (event.kind === 'step_finished' ? [event.step] : []));
    expect(new Set(finished).size).toBe(finished.length);

    await spec.open();
    await spec.hasAtEnd('Kept over the crash.');
  } finally {
    await context.close();
    await server.stop();
    await remove();
  }
});
