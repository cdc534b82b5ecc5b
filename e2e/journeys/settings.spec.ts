import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '../fixtures.ts';

const key = 'sk-test-0123456789-do-not-show-9876';

test('a model is connected, a refused key is said, and the key is never shown again', async ({ owner }) => {
  const refusing = createServer((_, res) => {
    res.writeHead(401, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${key}`, type: 'invalid_request_error' } }));
  });
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  try {
    await owner.goto('/home/settings/models');
    await expect(owner.getByRole('list', { name: 'Models' })).toContainText('Scripted (not a model)');
    await owner.getByRole('button', { name: 'Add model' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Provider').selectOption('compatible');
    await dialog.getByLabel('Model', { exact: true }).fill('coder-1');
    await dialog.getByLabel(/^Address/).fill(`http://127.0.0.1:${(refusing.address() as AddressInfo).port}/v1`);
    await dialog.getByLabel(/^Key/).fill(key);
    await dialog.getByRole('button', { name: 'Add model' }).click();
    const models = owner.getByRole('list', { name: 'Models' });
    await expect(models).toContainText('coder-1');
    await models.getByRole('button', { name: /^Test coder-1/ }).click();
    await expect(models).toContainText(/refused|key/i);
    await owner.reload();
    await expect(models).toContainText('9876');
    expect(await owner.content()).not.toContain(key);
    await expect(owner.getByText(key)).toHaveCount(0);
  } finally {
    refusing.close();
  }
});

test('somebody is invited by a link, and their role is changed', async ({ owner }) => {
  await owner.goto('/home/settings/members');
  await owner.getByLabel('E-mail').fill('rita@example.com');
  await owner.getByLabel('Role', { exact: true }).selectOption('reviewer');
  await owner.getByRole('button', { name: /invite/i }).click();
  await expect(owner.getByRole('list', { name: 'Open invitations' })).toContainText('rita@example.com');
});

test('every page is reached from the keyboard', async ({ owner }) => {
  await owner.goto('/home');
  const palette = owner.getByRole('dialog', { name: 'Command palette' });
  // Keys are heard once the page is awake.
  await expect(async () => {
    await owner.keyboard.press('ControlOrMeta+k');
    await expect(palette.getByRole('combobox')).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await owner.keyboard.type('runs');
  await owner.keyboard.press('Enter');
  await expect(owner).toHaveURL(/\/home\/runs/);
  await owner.keyboard.press('g');
  await owner.keyboard.press('p');
  await expect(owner).toHaveURL(/\/home$/);
  await owner.keyboard.press('?');
  await expect(owner.getByRole('dialog')).toContainText(/keys/i);
});
