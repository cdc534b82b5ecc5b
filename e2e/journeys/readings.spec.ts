import type { Page } from '@playwright/test';
import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

const readingOf = (page: Page, id: string) => page.getByRole('button', { name: new RegExp(`^Reading of ${id.replace('.', '\\.')}:`) });
const criterion = (page: Page, id: string) => page.locator(`[id="page-criterion-${id}"]`);

test('readings are confirmed beside their sentences and all at once; another sentence makes one stale for everybody, with what changed', async ({
  browser,
  server,
  owner,
}) => {
  const spec = new SpecPage(owner);
  await spec.openPage();
  await readingOf(owner, '2.1').click();
  const beside = criterion(owner, '2.1');
  await expect(beside).toContainText('That is as it should be.');
  await expect(beside).toContainText('That must not be.');
  await beside.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(readingOf(owner, '2.1')).toHaveAccessibleName('Reading of 2.1: confirmed');
  await expect(beside).toContainText(/Confirmed by .+/);

  await spec.openPanel('Readings');
  await owner.getByRole('button', { name: /^Confirm \d+…$/ }).click();
  const dialog = owner.getByRole('dialog', { name: 'Confirm readings' });
  await expect(dialog.getByText(/left out: something is open about each/)).toBeVisible();
  await expect(dialog.getByRole('checkbox', { name: /^4\.1/ })).toHaveCount(0);
  await dialog.getByRole('checkbox', { name: /^3\.2/ }).uncheck();
  await dialog.getByRole('button', { name: /^Confirm \d+ readings$/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(readingOf(owner, '3.2')).not.toHaveAccessibleName('Reading of 3.2: confirmed');

  const edda = await joinAs(browser, server, owner, { name: 'Edda Editor', role: 'editor' });
  await edda.goto('/home/projects/order-pricing/specs/order-pricing');
  await expect(readingOf(edda, '2.1')).toHaveAccessibleName('Reading of 2.1: confirmed');
  await criterion(edda, '2.1').getByRole('button', { name: 'Criterion 2.1: edit' }).press('Enter');
  await edda.keyboard.press('End');
  await edda.keyboard.press('ArrowLeft');
  await edda.keyboard.type(' in whole cents');
  await edda.keyboard.press('ControlOrMeta+Enter');
  await expect(readingOf(owner, '2.1')).toHaveAccessibleName('Reading of 2.1: stale');
  await expect(beside.locator('ins')).toContainText('in whole cents');
  await beside.getByRole('button', { name: 'Edit', exact: true }).click();
  const area = beside.getByRole('textbox', { name: 'Reading of 2.1' });
  const rule = await area.inputValue();
  await area.fill(`${rule} within 5 EUR`);
  await expect(beside.getByRole('alert')).toContainText('Expected a time');
  await area.fill(rule);
  await area.press('ControlOrMeta+Enter');
  await expect(readingOf(edda, '2.1')).toHaveAccessibleName('Reading of 2.1: confirmed');
  await beside.getByRole('button', { name: 'Take back' }).click();
  await expect(readingOf(edda, '2.1')).not.toHaveAccessibleName('Reading of 2.1: confirmed');
});

test('the glossary is declared, renamed and written back, and stands in readings.spec as text', async ({ owner }) => {
  const spec = new SpecPage(owner);
  await owner.goto('/home/projects/order-pricing/specs/order-pricing?document=readings');
  const glossary = owner.getByRole('region', { name: 'Glossary' });
  await glossary.getByRole('searchbox', { name: 'Find a word' }).fill('shipping');
  const entry = glossary.getByRole('listitem').filter({ hasText: 'Shipping_Fee' }).first();
  await entry.getByRole('button').first().click();
  await entry.getByLabel('Name in readings').fill('fee for shipping');
  await expect(entry.getByText(/too many|Expected/)).toBeVisible();
  await entry.getByLabel('Name in readings').fill('delivery');
  await entry.getByLabel('At least').fill('0.00 EUR');
  await entry.getByRole('button', { name: 'Declare it so' }).click();
  await expect(glossary.getByRole('button', { name: 'delivery', exact: true })).toBeVisible();

  await owner.getByRole('button', { name: 'Source', exact: true }).click();
  await expect(owner.locator('.monaco-editor').first()).toContainText('delivery');
  await owner.reload();
  const editor = owner.locator('.monaco-editor').first();
  await expect(editor).toContainText('delivery');
  await editor.click();
  await owner.keyboard.press('ControlOrMeta+End');
  await owner.keyboard.type('9.9 confirmed: then nobody\n');
  await expect(owner.locator('.squiggly-error, .squiggly-warning').first()).toBeVisible();
  await spec.openPanel('Readings');
  await expect(owner.getByText('There is no criterion 9.9 any more.')).toBeVisible();

  await owner.getByRole('button', { name: 'Page', exact: true }).click();
  await glossary.getByRole('button', { name: 'delivery', exact: true }).click();
  await glossary.getByLabel('Name in readings').fill('bringing');
  await glossary.getByRole('button', { name: /^(?:Declare it so|Save)$/ }).click();
  const renamed = glossary.getByRole('button', { name: 'bringing', exact: true });
  await expect(renamed).toBeVisible();
  // One's own edit of readings.spec: undone like any other, and done again.
  await renamed.press('ControlOrMeta+z');
  await expect(glossary.getByRole('button', { name: 'delivery', exact: true })).toBeVisible();
  await glossary.getByRole('button', { name: 'delivery', exact: true }).press('ControlOrMeta+Shift+z');
  await expect(renamed).toBeVisible();
  await renamed.press('ControlOrMeta+z');
  await glossary.getByRole('button', { name: 'delivery', exact: true }).click();
  await glossary.getByLabel(/^In the text: |^Not in the text yet: /).fill('What is charged for bringing it.');
  await glossary.getByRole('button', { name: 'Write into the text' }).click();
  await owner.getByRole('tab', { name: 'Requirements' }).click();
  await expect(owner.getByRole('article', { name: 'Requirements document' })).toContainText('What is charged for bringing it.');
});

test('readers are asked what criteria mean; what they agree on is written with a click, and the reading that somebody chooses is confirmed', async ({
  owner,
}) => {
  const spec = new SpecPage(owner);
  await spec.openPage();
  await spec.openPanel('Agents');
  const agents = owner.getByRole('tabpanel', { name: 'Agents' });
  await agents.getByRole('button', { name: 'Ask 3 readers what it means' }).click();
  const study = agents.getByRole('listitem').filter({ has: owner.getByRole('link', { name: '3 readers' }) });
  await study.getByRole('button', { name: 'See the questions' }).click();

  const offer = owner.getByRole('article', { name: /readers agree on what \d+ of \d+ criteria mean/ });
  await offer.getByRole('button', { expanded: false }).click();
  await offer.getByRole('radio', { name: /^Yes: it belongs into the readings/ }).check();
  await offer.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(offer).toHaveCount(0);
  await expect(readingOf(owner, '8.4')).toHaveAccessibleName('Reading of 8.4: proposed');

  const differs = owner.getByRole('article', { name: /^2\.3 is read in \d ways/ });
  await differs.getByRole('button', { expanded: false }).click();
  await differs.getByRole('radio').first().check();
  await differs.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(differs).toHaveCount(0);
  await expect(readingOf(owner, '2.3')).toHaveAccessibleName('Reading of 2.3: confirmed');
});
