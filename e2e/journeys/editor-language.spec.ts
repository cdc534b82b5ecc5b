import { expect, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

test('the editor knows the spec: ids are offered, followed and mended', async ({ owner }) => {
  const spec = new SpecPage(owner);
  await spec.open('?document=tasks');
  await spec.show('Tasks');
  const { keyboard } = owner;

  await test.step('an id is offered where a task names what it serves', async () => {
    await spec.typeAtEnd('\n- [ ] 9. Look again\n  - _Requirements: ');
    const offers = owner.getByRole('listbox', { name: 'Suggest' });
    await expect(offers.getByRole('listitem', { name: /^1\.1 / })).toBeVisible();
    await keyboard.type('3.');
    await expect(offers.getByRole('listitem', { name: /^3\.1 / })).toBeVisible();
    await expect(offers.getByRole('listitem', { name: /^1\.1 / })).toBeHidden();
    await keyboard.press('Enter');
    await expect(spec.editor).toContainText('_Requirements: 3.1');
  });

  await test.step('a reference that leads nowhere is a problem, and a quick fix mends it', async () => {
    await keyboard.type(', 3.9_');
    await expect(spec.editor.locator('.squiggly-error')).toBeVisible();
    await spec.openPanel('Problems');
    await expect(owner.getByRole('tabpanel', { name: 'Problems' })).toContainText('3.9 leads to no requirement or criterion.');
    await spec.editor.click();
    await keyboard.press('ControlOrMeta+End');
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowLeft');
    await keyboard.press('ControlOrMeta+.');
    await owner.getByRole('option', { name: 'Replace with 3.4' }).click();
    await expect(spec.editor).toContainText('_Requirements: 3.1, 3.4_');
    await expect(spec.editor.locator('.squiggly-error')).toHaveCount(0);
  });

  await test.step('a task folds with all that is beneath it, and the outline leads to another', async () => {
    await keyboard.press('ControlOrMeta+Home');
    await keyboard.press('ControlOrMeta+Shift+o');
    await keyboard.type('Look again');
    await expect(owner.getByRole('option', { name: /^9 Look again/ })).toBeVisible();
    await keyboard.press('Enter');
    await expect(spec.editor).toContainText('9. Look again');
    await keyboard.press('ControlOrMeta+Shift+[');
    await expect(spec.editor).not.toContainText('_Requirements: 3.1, 3.4_');
    await keyboard.press('ControlOrMeta+Shift+]');
    await expect(spec.editor).toContainText('_Requirements: 3.1, 3.4_');
    await keyboard.press('ControlOrMeta+End');
  });

  await test.step('a definition is one key away, in whichever document it stands', async () => {
    await keyboard.press('End');
    for (let step = 0; step < '3.1, 3.4_'.length - 1; step += 1) await keyboard.press('ArrowLeft');
    await keyboard.press('F12');
    await expect(owner.getByRole('tab', { name: 'Requirements' })).toHaveAttribute('aria-selected', 'true');
    const requirements = owner.getByRole('tabpanel', { name: 'Requirements' });
    await expect(requirements.locator('.monaco-editor')).toContainText('at least 10 and fewer than 50 units');
  });
});
