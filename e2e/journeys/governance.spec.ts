import { readFile } from 'node:fs/promises';
import { connect, startSampleRun } from '../client.ts';
import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

test('a policy is proposed as sentences, accepted by an owner, and a gate then waits for two', async ({ browser, server, owner }) => {
  await owner.goto('/home/projects/order-pricing/policy');
  await owner.getByRole('button', { name: 'Propose a change' }).click();
  const form = owner.getByRole('form', { name: 'Propose a policy' });
  await form.getByRole('group', { name: 'Requirements' }).getByLabel('Approvals').fill('2');
  await expect(form).toContainText('asks for 2 approvals, and 1 may decide today');
  await expect(form.getByRole('button', { name: 'Propose', exact: true })).toBeDisabled();

  const rita = await joinAs(browser, server, owner, { name: 'Rita', role: 'reviewer' });
  await owner.reload();
  await owner.getByRole('button', { name: 'Propose a change' }).click();
  await form.getByRole('group', { name: 'Requirements' }).getByLabel('Approvals').fill('2');
  await expect(form).toContainText('Requirements: two approvals; authors count, too.');
  await form.getByLabel('Why').fill('Money is involved.');
  await form.getByRole('button', { name: 'Propose', exact: true }).click();
  await owner.getByRole('button', { name: 'Accept version 1' }).click();
  await expect(owner.getByRole('heading', { name: 'In force, version 1' })).toBeVisible();

  const spec = new SpecPage(owner);
  await spec.open();
  await spec.gate.getByRole('button', { name: 'Approve', exact: true }).click();
  await spec.gate.getByRole('button', { name: /^Approve revision/ }).click();
  await expect(spec.gate).toContainText('Requirements wait for 1 of 2 approvals.');
  const reviewed = new SpecPage(rita);
  await reviewed.open();
  await expect(reviewed.gate).toContainText('1 of 2 so far');
  await reviewed.approve();
});

test('at a budget a start is refused with the sums, and the audit tells of it all', async ({ server, owner }) => {
  await owner.goto('/home/settings/costs');
  const form = owner.getByRole('form', { name: 'Set a budget' });
  await form.getByLabel('At most').fill('100');
  await form.getByLabel('Unit').selectOption('tokens');
  await form.getByRole('button', { name: 'Set the budget' }).click();
  await expect(owner.getByRole('list', { name: 'Budgets' })).toContainText('100 tokens for each project a day');
  const cookies = await owner.context().cookies();
  const client = connect(server, { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') });
  await expect(startSampleRun(client, '3.1')).rejects.toThrow(/budget of the project for a day of 100 tokens does not allow it/);

  await owner.goto('/home/settings/audit');
  const entries = owner.getByRole('list', { name: 'Entries' });
  await expect(entries).toContainText('Owner decided on Tasks of Order pricing');
  await expect(entries).toContainText('Owner changed The budget of the project for a day');
  await owner.getByRole('button', { name: 'Verify the chain' }).click();
  await expect(owner.getByText(/The chain is whole: \d+ entries/)).toBeVisible();
  const download = owner.waitForEvent('download');
  await owner.getByRole('button', { name: 'Export' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({ head: { seq: lines.length - 1 } });
});

test('a text is named, changed, compared word by word and restored', async ({ owner }) => {
  const spec = new SpecPage(owner);
  await spec.open();
  await owner.getByRole('link', { name: 'History' }).click();
  const revisions = owner.getByRole('complementary', { name: 'Revisions' });
  await owner.getByRole('button', { name: 'Name the text as it is' }).click();
  await revisions.getByLabel('Name').fill('As imported');
  await revisions.getByRole('button', { name: 'Keep' }).click();
  await expect(revisions).toContainText('As imported');
  await spec.open();
  await spec.typeAtEnd('\nAn afterthought.');
  await spec.saved.waitFor();
  await owner.getByRole('link', { name: 'History' }).click();
  const differences = owner.getByRole('region', { name: 'Differences' });
  await expect(differences).toContainText('An afterthought.');
  await revisions.getByRole('button', { name: /As imported/ }).click();
  await owner.getByRole('button', { name: /^Restore/ }).click();
  await owner.getByRole('button', { name: /^Restore/ }).click();
  await expect(owner.getByText('The text is what it was.')).toBeVisible();
  await spec.open();
  await expect(spec.editor).not.toContainText('An afterthought.');
});
