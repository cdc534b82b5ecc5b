import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

async function openApproved(owner: Page): Promise<SpecPage> {
  const spec = new SpecPage(owner);
  await spec.open();
  for (const stage of ['Requirements', 'Design', 'Tasks'] as const) {
    await spec.show(stage);
    await spec.approve();
  }
  return spec;
}

test('a run asks a person, goes on with the answer, is paused, resumed, cancelled within two seconds, and retried', async ({ owner }) => {
  test.setTimeout(180_000);
  const spec = await openApproved(owner);
  await spec.runTask('4.1');
  await owner.getByRole('button', { name: 'No shipping fee' }).click();
  await expect(owner.getByRole('tabpanel', { name: 'Log' })).toContainText('Exactly 50.00 EUR is delivered free');
  await owner.getByRole('button', { name: 'Pause' }).click();
  await expect(owner.getByRole('button', { name: 'Resume' })).toBeVisible();
  // A browser opens six connections to a host: ten tabs share one, and when the tab that reads it goes, another takes over.
  const tabs = await Promise.all(
    Array.from({ length: 9 }, async () => {
      const tab = await owner.context().newPage();
      await tab.goto(owner.url());
      return tab;
    }),
  );
  for (const tab of tabs) await expect(tab.getByText('Live', { exact: true })).toBeVisible();
  await owner.reload();
  await owner.getByLabel('Tell the agent something').fill('Mind the half cent.');
  await owner.getByRole('button', { name: 'Send' }).click();
  for (const tab of tabs) {
    await expect(tab.getByRole('tabpanel', { name: 'Log' })).toContainText('Mind the half cent.');
    await tab.close();
  }
  await owner.getByRole('button', { name: 'Resume' }).click();
  await expect(owner.getByRole('tabpanel', { name: 'Log' })).toContainText('let it go on');
  const asked = Date.now();
  await owner.getByRole('button', { name: 'Cancel run' }).click();
  await expect(owner.getByText('Cancelled', { exact: true }).first()).toBeVisible();
  expect(Date.now() - asked).toBeLessThan(5_000);
  await owner.getByRole('tab', { name: /^Changes/ }).click();
  await expect(owner.getByText('src/shipping.ts').first()).toBeVisible();
  await owner.getByRole('tab', { name: 'Timeline' }).click();
  await expect(owner.getByRole('button', { name: 'Retry from turn 1' })).toBeAttached();
  await owner.getByRole('button', { name: 'Retry', exact: true }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Retry' }).click();
  await expect(owner.getByRole('link', { name: 'goes on from an earlier run' })).toBeVisible();
  await expect(owner.getByRole('tabpanel', { name: 'Log' })).toContainText('Goes on from an earlier run');
});

test('many tasks are run in waves: the plan is shown first, how far they are while they go on, and they are stopped', async ({ owner }) => {
  test.setTimeout(120_000);
  await openApproved(owner);
  await owner.getByRole('button', { name: 'Run tasks' }).click();
  const dialog = owner.getByRole('dialog', { name: 'Run tasks' });
  await expect(dialog.getByRole('list', { name: 'What starts together' })).toContainText('3.1');
  await dialog.getByLabel('At once, at most').selectOption('2');
  await dialog.getByRole('button', { name: 'Run required' }).click();
  await expect(dialog).toBeHidden();
  await owner.getByRole('link', { name: 'Runs', exact: true }).click();
  const wave = owner.getByRole('listitem', { name: /^Wave of / });
  await expect(wave.getByRole('status')).toContainText('2 at once');
  await expect(wave.getByRole('link', { name: /Running|Queued/ }).first()).toBeVisible();
  await wave.getByRole('button', { name: 'Stop' }).click();
  await expect(owner.getByRole('region', { name: 'Waves' })).toBeHidden();
});
