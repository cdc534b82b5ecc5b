import type { Page } from '@playwright/test';
import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

const inbox = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Inbox/ });
const thread = (page: Page, name: RegExp) => page.getByRole('article', { name });

/** Selects the words in the source by searching for them, as somebody does who has no mouse. */
async function selectWords(page: Page, words: string): Promise<void> {
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+f');
  const find = page.getByRole('textbox', { name: 'Find' });
  await find.fill(words);
  await expect(page.locator('.monaco-editor .findMatch, .monaco-editor .currentFindMatch').first()).toBeVisible();
  await page.keyboard.press('Escape');
}

test('a comment names somebody, who hears of it at once, answers, and resolves; its words go and it says so', async ({
  browser,
  server,
  owner,
}) => {
  const rita = await joinAs(browser, server, owner, { name: 'Rita Review', role: 'reviewer' });
  await rita.goto('/home');
  await expect(inbox(rita)).not.toContainText('unread');

  const spec = new SpecPage(owner);
  await spec.open();
  await selectWords(owner, 'in whole cents');
  await owner.keyboard.press('ControlOrMeta+Alt+m');
  const field = owner.getByRole('combobox', { name: 'Comment' });
  await expect(field).toBeFocused();
  await field.pressSequentially('Why not in tenths, @rit');
  await expect(owner.getByRole('option', { name: 'Rita Review' })).toHaveAttribute('aria-selected', 'true');
  await owner.reload();
  await expect(field).toHaveValue('Why not in tenths, @rit');
  await field.press('End');
  // Who can be named is read anew with the page: until then, Enter names nobody.
  await expect(owner.getByRole('option', { name: 'Rita Review' })).toHaveAttribute('aria-selected', 'true');
  await field.press('Enter');
  await field.pressSequentially('?');
  await field.press('ControlOrMeta+Enter');
  await expect(thread(owner, /Why not in tenths/)).toBeVisible();
  await expect(owner.locator('.comment-words').first()).toBeVisible();

  await expect(inbox(rita)).toContainText('1 unread');
  await rita.keyboard.press('g');
  await rita.keyboard.press('i');
  await expect(rita.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  const row = rita.getByRole('listitem').filter({ hasText: 'mentions you' });
  await expect(row).toContainText('Why not in tenths');
  await rita.keyboard.press('j');
  await rita.keyboard.press('Enter');
  await expect(rita).toHaveURL(/panel=comments&thread=/);
  await expect(thread(rita, /Why not in tenths/)).toBeVisible();
  await expect(inbox(rita)).not.toContainText('unread');
  const answer = rita.getByRole('combobox', { name: 'Reply' });
  await answer.fill('It is: see the glossary.');
  await rita.getByRole('button', { name: 'Reply', exact: true }).click();
  await expect(owner.getByText('It is: see the glossary.')).toBeVisible();
  await expect(inbox(owner)).toContainText('1 unread');

  await selectWords(owner, 'in whole cents');
  await owner.keyboard.press('Delete');
  await expect(thread(rita, /Why not in tenths/).getByText('Outdated')).toBeVisible();
  await expect(thread(rita, /Why not in tenths/).getByRole('blockquote')).toHaveText('in whole cents');

  await rita.getByRole('button', { name: 'Resolve this thread' }).click();
  await expect(owner.getByRole('button', { name: 'Open this thread again' })).toBeVisible();
  await expect(inbox(owner)).not.toContainText('unread');
});

test('a viewer reads comments and writes none; a criterion is commented from the page, and deleting leaves a stone', async ({
  browser,
  server,
  owner,
}) => {
  await owner.goto('/home/projects/order-pricing/specs/order-pricing?panel=comments');
  const row = owner.locator('.page-row', { hasText: /SHALL/ }).first();
  await row.hover();
  await row.getByRole('button', { name: 'Comment on this' }).click();
  await owner.getByRole('combobox', { name: 'Comment' }).fill('Why this?');
  await owner.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(thread(owner, /Why this/)).toBeVisible();
  await expect(row.getByRole('button', { name: '1 comment here: open' })).toBeVisible();

  const vera = await joinAs(browser, server, owner, { name: 'Vera', role: 'viewer' });
  await vera.goto('/home/projects/order-pricing/specs/order-pricing?panel=comments');
  await thread(vera, /Why this/)
    .getByRole('button', { expanded: false })
    .click();
  await expect(vera.getByRole('combobox', { name: 'Reply' })).toHaveCount(0);
  await expect(vera.getByRole('button', { name: 'Comment on this' })).toHaveCount(0);

  await owner.getByRole('combobox', { name: 'Reply' }).fill('Because.');
  await owner.keyboard.press('ControlOrMeta+Enter');
  await expect(vera.getByText('Because.')).toBeVisible();
  const first = thread(owner, /Why this/)
    .getByRole('listitem')
    .first();
  await first.hover();
  await first.getByRole('button', { name: 'Delete this comment' }).click();
  await first.getByRole('button', { name: /press again/ }).click();
  await expect(vera.getByText('deleted this comment')).toBeVisible();
});
