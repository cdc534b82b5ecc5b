import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

test('from a spec to a verified task, with a second person in the text', async ({ browser, server, owner }) => {
  test.setTimeout(180_000);
  const spec = new SpecPage(owner);

  await test.step('the sample is there, read criterion by criterion', async () => {
    await owner.goto('/');
    await owner.getByRole('link', { name: 'Order pricing' }).click();
    await expect(owner.getByRole('table', { name: 'Specs' })).toContainText('order-pricing');
    await owner.getByRole('table', { name: 'Specs' }).getByRole('link', { name: 'Order pricing' }).click();
    await spec.openPanel('Outline');
    await expect(spec.requirement('3')).toContainText('Quantity discount');
    await expect(spec.requirement('3').getByRole('listitem').first()).toContainText('State');
    await expect(spec.requirement('1').getByRole('listitem').nth(2)).toContainText('Unwanted');
  });

  await test.step('a run cannot start before the approvals: the service refuses it', async () => {
    const found = await owner.request.get(
      `/api/trpc/specs.get?input=${encodeURIComponent(JSON.stringify({ json: { organization: 'home', project: 'order-pricing', spec: 'order-pricing' } }))}`,
    );
    const { result } = (await found.json()) as { result: { data: { json: { id: string } } } };
    const answer = await owner.request.post('/api/trpc/runs.start', {
      data: { json: { organization: 'home', specId: result.data.json.id, taskId: '3.1', model: 'scripted' } },
    });
    expect(answer.status()).toBe(412);
    expect(await answer.text()).toContain('Requirements wait for an approval');
  });

  await test.step('two people type in one text and see each other', async () => {
    const mira = new SpecPage(await joinAs(browser, server, owner, { name: 'Mira', role: 'editor' }));
    await spec.open();
    await mira.open();
    await expect(spec.page.getByRole('list', { name: 'Also here' })).toContainText('M');
    await mira.typeAtEnd('Seen by Mira.');
    await spec.hasAtEnd('Seen by Mira.');
    await expect(mira.saved).toBeVisible();
    await spec.typeAtEnd(' And by the owner.');
    await mira.hasAtEnd('Seen by Mira. And by the owner.');
    await expect(spec.saved).toBeVisible();
    await spec.page.reload();
    await spec.hasAtEnd('Seen by Mira. And by the owner.');
    await mira.page.context().close();
  });

  await test.step('the stages are approved in order, each on its revision, and an edit makes one stale', async () => {
    await spec.open();
    await spec.approve();
    await spec.typeAtEnd(' Later.');
    await expect(spec.gate).toContainText('changed after they were approved');
    await spec.approve();
    await spec.show('Design');
    await spec.approve();
    await spec.show('Tasks');
    await spec.approve();
    await expect(spec.gate).toContainText(/revision [0-9a-f]{8}/);
  });

  await test.step('the agent builds task 3.1, fails its property, corrects itself and passes', async () => {
    await spec.runTask('3.1');
    await expect(owner.getByText('Scripted (not a model)').first()).toBeVisible();
    const log = owner.getByRole('tabpanel', { name: 'Log' });
    // The log follows its end: which lines are in view is a matter of how far the agent is.
    await expect(log).toContainText(/I start with what the task asks for|Finished: /);
    await owner.reload();
    await expect(owner.getByText('Verified', { exact: true }).first()).toBeVisible({ timeout: 90_000 });
  });

  await test.step('changes and evidence are on the run', async () => {
    await owner.getByRole('tab', { name: /^Changes/ }).click();
    await expect(owner.getByText('src/quantity-discount.ts').first()).toBeVisible();
    await owner.getByRole('tab', { name: /^Evidence/ }).click();
    const runs = owner.getByRole('navigation', { name: 'Executions of the checks' });
    await expect(runs.getByRole('button').first()).toBeVisible();
    await runs.getByRole('button').first().click();
    await expect(owner.getByRole('table', { name: 'Counterexample' }).first()).toContainText('10');
  });

  await test.step('a criterion leads to what established its verdict', async () => {
    await spec.open('?panel=reading');
    await expect(spec.verdictOf('3.1')).toContainText(/holds/i);
    await spec.verdictOf('3.1').click();
    const evidence = owner.getByRole('region', { name: 'Evidence for 3.1' });
    await expect(evidence).toContainText('Property 4');
    await expect(evidence).toContainText(/seed/i);
    await evidence.getByRole('link', { name: /run/i }).first().click();
    await owner.waitForURL(/\/runs\//);
  });

  await test.step('the task is ticked in the text, and the approval of the tasks still stands', async () => {
    await spec.open('?document=tasks&at=3.1');
    await expect(spec.editor).toContainText('[x] 3.1');
    await expect(spec.gate).toContainText('approved as they stand');
  });
});
