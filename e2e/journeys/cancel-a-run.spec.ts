import { expect, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

test('a run asks a person, goes on with the answer, and is cancelled within two seconds', async ({ owner }) => {
  test.setTimeout(120_000);
  const spec = new SpecPage(owner);
  await spec.open();
  for (const stage of ['Requirements', 'Design', 'Tasks'] as const) {
    await spec.show(stage);
    await spec.approve();
  }
  await spec.runTask('4.1');
  await owner.getByRole('button', { name: 'No shipping fee' }).click();
  await expect(owner.getByRole('tabpanel', { name: 'Log' })).toContainText('Exactly 50.00 EUR is delivered free');
  const asked = Date.now();
  await owner.getByRole('button', { name: 'Cancel run' }).click();
  await expect(owner.getByText('Cancelled', { exact: true }).first()).toBeVisible();
  expect(Date.now() - asked).toBeLessThan(5_000);
  await owner.getByRole('tab', { name: /^Changes/ }).click();
  await expect(owner.getByText('src/shipping.ts').first()).toBeVisible();
});
