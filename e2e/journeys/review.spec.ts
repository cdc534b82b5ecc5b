import type { Page } from '@playwright/test';
import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

/** Selects the words in the source by searching for them, as somebody does who has no mouse. */
async function selectWords(page: Page, words: string): Promise<void> {
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+f');
  await page.getByRole('textbox', { name: 'Find' }).fill(words);
  await expect(page.locator('.monaco-editor .findMatch, .monaco-editor .currentFindMatch').first()).toBeVisible();
  await page.keyboard.press('Escape');
}

test('a reviewer reads where it is risky, sends a review, sees what changed since, approves, and takes it back', async ({
  browser,
  server,
  owner,
}) => {
  test.setTimeout(150_000);
  const rita = new SpecPage(await joinAs(browser, server, owner, { name: 'Rita Review', role: 'reviewer' }));
  const spec = new SpecPage(owner);
  const sheet = (name: string) => rita.gate.getByRole('region', { name });

  await test.step('the gate says where to read first; a comment waits for the decision and goes with it', async () => {
    await rita.open('?review=1');
    const stops = sheet('Reading path').getByRole('listitem');
    await expect(stops.nth(1)).toBeVisible();
    expect(await stops.count()).toBeLessThanOrEqual(5);
    await expect(sheet('Since my last approval')).toContainText('not approved this stage before');
    await expect(sheet('What approving commits to')).toContainText('Design may be approved next');
    await rita.approve();
    await selectWords(rita.page, 'in whole cents');
    await rita.page.keyboard.press('ControlOrMeta+Alt+m');
    await rita.page.getByRole('combobox', { name: 'Comment' }).pressSequentially('Why not in tenths?');
    await rita.page.getByRole('button', { name: 'Add to review' }).click();
    await expect(sheet('Comments of this review')).toContainText('Why not in tenths?');
    await rita.gate.getByRole('button', { name: 'Request changes' }).click();
    await rita.gate.getByRole('textbox').fill('Say why.');
    await expect(rita.gate).toContainText('1 comment goes with it');
    await rita.gate.getByRole('button', { name: /^Request changes to revision/ }).click();
    await expect(rita.gate).toContainText('Changes to the requirements were requested');
    await expect(sheet('Comments of this review')).toBeHidden();
  });

  await test.step('the author reads the comment and edits', async () => {
    await spec.open('?panel=comments');
    await expect(owner.getByRole('article', { name: /Why not in tenths/ })).toBeVisible();
    await spec.typeAtEnd(' Cents are what is paid.');
    await expect(spec.saved).toBeVisible();
  });

  await test.step('the reviewer compares with what they approved, approves, and takes it back', async () => {
    await rita.open('?review=1');
    await expect(sheet('Since my last approval').getByRole('link', { name: 'Compare the requirements' })).toHaveAttribute(
      'href',
      /from=[0-9a-f]{64}/,
    );
    await rita.approve();
    await rita.page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).last().click();
    await expect(rita.gate.getByRole('button', { name: 'Approve', exact: true })).toBeVisible();
    await expect(rita.gate).not.toContainText('approved as they stand');
  });
});

test('specs stand at the stage that they wait for; several are put away at once and come back', async ({ owner }) => {
  await owner.goto('/home');
  // Keys are heard once the page is awake.
  await expect(async () => {
    await owner.keyboard.press('g');
    await owner.keyboard.press('b');
    await expect(owner).toHaveURL(/\/home\/specs$/, { timeout: 2_000 });
  }).toPass();
  const column = (name: RegExp) => owner.getByRole('region', { name });
  const card = column(/^Requirements, 1/).getByRole('link', { name: 'Order pricing' });
  await card.focus();
  await owner.keyboard.press('x');
  const chosen = owner.getByRole('region', { name: 'Chosen specs' });
  await chosen.getByRole('button', { name: 'Put away' }).click();
  await chosen.getByLabel('Put away, because').fill('Not this year');
  await chosen.getByRole('button', { name: 'Put away' }).click();
  await expect(card).toBeHidden();
  await owner.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  await expect(card).toBeVisible();
  await owner.getByRole('button', { name: 'Tasks', exact: true }).click();
  await expect(
    column(/^To do/)
      .getByRole('link')
      .first(),
  ).toBeVisible();
});
