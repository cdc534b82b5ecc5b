import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';

const address = '/home/projects/order-pricing/specs/order-pricing';

test('the cases of a sentence are read before anything runs, a change that nothing would notice is asked about, and the suite is taken home', async ({
  owner,
}) => {
  await owner.goto(address);
  await owner.getByRole('link', { name: 'Tests' }).click();
  await expect(owner.getByRole('status').filter({ hasText: 'cases from 30 criteria' })).toBeVisible();
  await owner.getByRole('button', { name: /^3\.1/ }).click();
  const cases = owner.getByRole('table', { name: 'Cases' });
  await expect(cases.getByRole('row').filter({ hasText: 'is 49' }).first()).toContainText('is 5 percent');
  await expect(owner.getByText('4 of 4').first()).toBeVisible();
  await expect(owner).toHaveURL(/criterion=3\.1/);

  const saving = owner.waitForEvent('download');
  await owner.getByRole('button', { name: 'Test file' }).click();
  await owner.getByRole('menuitem', { name: 'node:test' }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toBe('order-pricing.suite.test.mjs');
  expect(await readFile(await file.path(), 'utf8')).toContain("import { test } from 'node:test'");

  await owner.getByRole('tab', { name: /Would anything notice/ }).click();
  const silent = owner.getByRole('list', { name: 'Changes that nothing would notice' });
  await silent
    .getByRole('button', { name: /^Ask about: 6\.1/ })
    .first()
    .click();
  await expect(owner.getByText('Asked in a thread on the criterion.')).toBeVisible();
});

test('a binding is tried, and committed to the repository', async ({ owner }) => {
  await owner.goto(`${address}/suite?view=binding`);
  await expect(owner.getByRole('region', { name: /^Binding of/ })).toContainText('priceOrder');
  await owner.getByRole('button', { name: 'Try it' }).click();
  // By names alone the order gets its tier and nothing else: the code says so at once.
  await expect(owner.getByRole('table', { name: 'Case of 3.1' })).toContainText('It threw', { timeout: 60_000 });
  await owner.getByRole('button', { name: 'Commit' }).click();
  await expect(owner.getByText('as in the repository')).toBeVisible();
  await owner.reload();
  await expect(owner.getByText('as in the repository')).toBeVisible();
});
