import { readFile } from 'node:fs/promises';
import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

test('a criterion is edited on the page while a colleague types in its source, and nothing of either is lost', async ({
  browser,
  server,
  owner,
}) => {
  const page = new SpecPage(owner);
  const mira = new SpecPage(await joinAs(browser, server, owner, { name: 'Mira', role: 'editor' }));
  await page.openPage();
  await mira.open();
  const row = owner.locator('#page-criterion-1\\.1');

  await test.step('Monaco is not loaded for a page that is read', async () => {
    await expect(owner.locator('.monaco-editor')).toHaveCount(0);
    await expect(row).toContainText('WHEN an Order is priced');
  });

  await test.step('both write in the sentence of 1.1', async () => {
    await row.getByRole('button', { name: 'Criterion 1.1: edit' }).press('Enter');
    const field = row.getByRole('textbox', { name: 'Criterion 1.1' });
    await field.press('End');
    await field.pressSequentially(' (owner was here)');
    await mira.editor.click();
    await mira.page.keyboard.press('ControlOrMeta+f');
    await mira.page.keyboard.type('1. WHEN an Order is priced');
    await mira.page.keyboard.press('Enter');
    await mira.page.keyboard.press('Escape');
    await mira.page.keyboard.press('ArrowRight');
    await mira.page.keyboard.type(' twice');
    await field.pressSequentially(' again');
    await expect(field).toHaveValue(/WHEN an Order is priced twice, .*\(owner was here\) again$/);
    await expect(mira.editor).toContainText('priced twice');
    await expect(mira.editor).toContainText('(owner was here) again');
  });

  await test.step('the colleague is seen where she is', async () => {
    await expect(owner.locator('.page-caret')).toHaveCount(0);
    await owner.keyboard.press('Enter');
    await expect(row.locator('.page-caret-name', { hasText: 'Mira' })).toBeAttached();
    await expect(owner.getByRole('button', { name: 'Follow Mira' })).toBeVisible();
  });

  await test.step('undo takes back the own words and leaves hers', async () => {
    await row.getByRole('button', { name: 'Criterion 1.1: edit' }).focus();
    // What was typed with pauses is taken back pause by pause.
    await expect(async () => {
      await owner.keyboard.press('ControlOrMeta+z');
      expect(await row.textContent()).not.toContain('owner was here');
    }).toPass();
    await expect(row).toContainText('priced twice');
    await expect(page.saved).toBeVisible();
  });
  await mira.page.context().close();
});

test('with keys alone: a field is opened, taken back and kept; a criterion is put together', async ({ owner }) => {
  const page = new SpecPage(owner);
  await page.openPage();
  const first = owner.locator('#page-criterion-1\\.1');
  const { keyboard } = owner;

  await test.step('Escape takes back, Enter keeps', async () => {
    const before = await first.locator('.page-words-of').textContent();
    await first.getByRole('button', { name: 'Criterion 1.1: edit' }).focus();
    await keyboard.press('Enter');
    await keyboard.type(' nonsense');
    await keyboard.press('Escape');
    await expect(first.locator('.page-words-of')).toHaveText(before ?? '');
    await expect(first.getByRole('button', { name: 'Criterion 1.1: edit' })).toBeFocused();
    await keyboard.press('Enter');
    await keyboard.type(' Kept.');
    await keyboard.press('Enter');
    await expect(first).toContainText('Kept.');
  });

  await test.step('the builder writes the next criterion in the style of the list', async () => {
    await first.getByRole('button', { name: 'Criterion 1.1: edit' }).focus();
    await keyboard.press('+');
    const builder = owner.getByRole('form', { name: 'New criterion for requirement 1' });
    await expect(builder.getByRole('radio', { name: 'Event' })).toBeFocused();
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await expect(builder.getByRole('radio', { name: 'Unwanted' })).toBeChecked();
    await keyboard.press('Tab');
    // On a busy machine keys come before the next frame: what was taken from the list must not move the caret under them.
    const late = await owner.evaluateHandle(() => {
      const { requestAnimationFrame } = window;
      const frames: FrameRequestCallback[] = [];
      window.requestAnimationFrame = (frame) => frames.push(frame);
      return () => {
        window.requestAnimationFrame = requestAnimationFrame;
        for (const frame of frames) requestAnimationFrame(frame);
      };
    });
    await keyboard.type('the Orde');
    await expect(builder.getByRole('listbox', { name: 'Words' })).toContainText('Order');
    await keyboard.press('Tab');
    await keyboard.type(' is');
    await late.evaluate((come) => come());
    await keyboard.type(' older than a year');
    await keyboard.press('Tab');
    await expect(builder.getByLabel('Who shall?')).toHaveValue('Order_Pricing');
    await keyboard.press('Tab');
    await keyboard.type('refuse it');
    await expect(builder.getByLabel('The sentence')).toHaveText(
      /^7\.IF the Order.* is older than a year, THEN THE Order_Pricing SHALL refuse it$/,
    );
    await keyboard.press('Enter');
    await expect(owner.locator('#page-criterion-1\\.7')).toContainText('SHALL refuse it');
    await expect(owner.locator('#page-criterion-1\\.7')).toContainText('Unwanted');
  });

  await test.step('it is taken out again with one key, and brought back with another', async () => {
    const added = owner.locator('#page-criterion-1\\.7');
    await added.getByRole('button', { name: 'Criterion 1.7: edit' }).focus();
    await keyboard.press('Delete');
    await expect(added).toHaveCount(0);
    await first.getByRole('button', { name: 'Criterion 1.1: edit' }).focus();
    await keyboard.press('ControlOrMeta+z');
    await expect(added).toBeVisible();
  });

  await test.step('a task is ticked by one character', async () => {
    await page.openPage('?document=tasks');
    const box = owner.getByRole('checkbox', { name: /^Task 3\.1 is/ });
    await expect(box).not.toBeChecked();
    await box.press('Space');
    await expect(box).toBeChecked();
    await box.press('Space');
    await expect(box).not.toBeChecked();
  });
});

test('a requirement gets another number in all documents, after a look at every place', async ({ owner }) => {
  const page = new SpecPage(owner);
  await page.openPage();
  await owner.locator('#requirement-3').getByRole('button', { name: 'Requirement 3: edit' }).focus();
  await owner.keyboard.press('F2');
  const dialog = owner.getByRole('dialog', { name: 'Rename requirement 3' });
  await dialog.getByLabel('New name').fill('1');
  await expect(dialog.getByRole('alert')).toContainText('taken');
  await dialog.getByLabel('New name').fill('30');
  const preview = dialog.getByRole('region', { name: 'What will change' });
  await expect(preview).toContainText('requirements.md');
  await expect(preview).toContainText('tasks.md');
  await expect(preview).toContainText(/Requirements: 30\.1/);
  await owner.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(owner.locator('#requirement-30')).toBeVisible();
  await page.openPage('?document=tasks');
  await expect(owner.getByRole('article').getByRole('button', { name: '30.1', exact: true }).first()).toBeVisible();
});

test('the matrix shows what covers each criterion, and keeps its gaps in its address', async ({ owner }) => {
  await owner.goto('/home/projects/order-pricing/specs/order-pricing?panel=trace');
  await owner.getByRole('link', { name: 'Open the matrix' }).click();
  const table = owner.getByRole('table', { name: 'Coverage of criteria' });
  await expect(table.getByRole('rowheader', { name: '1.1', exact: true })).toBeVisible();
  await owner.getByRole('button', { name: /^No test/ }).click();
  await expect(owner).toHaveURL(/show=without-test/);
  await owner.getByRole('searchbox', { name: 'Find criteria' }).fill('coupon');
  await expect(owner.getByRole('status').filter({ hasText: 'criteria' })).toHaveText(/^\d+ of 30 criteria$/);
  await owner.reload();
  await expect(owner.getByRole('searchbox', { name: 'Find criteria' })).toHaveValue('coupon');
  const [file] = await Promise.all([owner.waitForEvent('download'), owner.getByRole('button', { name: 'CSV' }).click()]);
  const csv = await readFile(await file.path(), 'utf8');
  expect(csv).toContain('requirement,criterion,text,properties,tasks,tests,verdict');
  expect(csv.toLowerCase()).toContain('coupon');
});
