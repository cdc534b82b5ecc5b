import type { Page } from '@playwright/test';
import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';
import { SuggestionsPanel } from '../pages/suggestions-panel.ts';

const specInput = { organization: 'home', project: 'order-pricing', spec: 'order-pricing' };

async function ask<T>(page: Page, path: string, json: object): Promise<T> {
  const answer = await page.request.get(`/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify({ json }))}`);
  expect(answer.ok(), await answer.text()).toBe(true);
  return ((await answer.json()) as { result: { data: { json: T } } }).result.data.json;
}

/** What the requirements hold durably: the hash of their bytes, and their text. */
async function requirements(page: Page): Promise<{ id: string; sha256: string; text: string }> {
  const { documents } = await ask<{ documents: { id: string; stage: string }[] }>(page, 'specs.get', specInput);
  const documentId = documents.find(({ stage }) => stage === 'requirements')?.id ?? '';
  return ask(page, 'documents.text', { organization: 'home', documentId });
}

test('a reviewer suggests, everybody sees it, an editor decides, and no byte changes before', async ({ browser, server, owner }) => {
  const reviewer = await joinAs(browser, server, owner, { name: 'Rana', role: 'reviewer' });
  const viewer = await joinAs(browser, server, owner, { name: 'Vera', role: 'viewer' });
  const [own, theirs, seen] = [owner, reviewer, viewer].map((page) => ({ spec: new SpecPage(page), list: new SuggestionsPanel(page) }));
  if (!own || !theirs || !seen) throw new Error('Three people take part.');
  const before = await requirements(owner);

  await own.spec.open('?panel=suggestions');
  await seen.spec.open('?panel=suggestions');
  await theirs.spec.open('?panel=suggestions');
  await expect(seen.list.mode('Suggesting')).toHaveCount(0);
  await expect(theirs.list.mode('Editing')).toHaveCount(0);

  await theirs.list.suggest();
  await theirs.spec.typeAtEnd('\nSuggested sentence.');
  for (const { list } of [own, theirs, seen]) await expect(list.card('Suggested sentence.')).toContainText('Rana');
  // In the text: the author's as typed, everybody else's as words to come.
  await expect(reviewer.locator('.suggestion-typed').first()).toBeVisible();
  await own.spec.goToEnd();
  await expect(owner.locator('.suggestion-added, .suggestion-zone').first()).toBeVisible();
  await expect(seen.list.card('Suggested sentence.').getByRole('button', { name: /Accept|Reject/ })).toHaveCount(0);
  expect(await requirements(owner)).toEqual(before);

  // Another one takes a word out.
  await reviewer.keyboard.press('ControlOrMeta+Home');
  await reviewer.keyboard.press('ControlOrMeta+Delete');
  await reviewer.keyboard.press('ControlOrMeta+Delete');
  await expect(own.list.cards).toHaveCount(2);
  await own.spec.editor.click();
  await owner.keyboard.press('ControlOrMeta+Home');
  await expect(owner.locator('.suggestion-removed').first()).toBeVisible();
  expect(await requirements(owner)).toEqual(before);

  // What an editor types around it stays, and the suggestion with it.
  await own.spec.typeAtEnd('\nTyped by the owner.');
  await expect.poll(async () => (await requirements(owner)).text).toContain('Typed by the owner.');
  await expect(theirs.list.cards).toHaveCount(2);

  await own.list.accept('Suggested sentence.');
  await expect(own.list.cards.filter({ hasText: 'Rana' }).first()).toBeVisible();
  await expect.poll(async () => (await requirements(owner)).text).toContain('Suggested sentence.');
  await expect(own.list.list.getByText('1 open')).toBeVisible();
  await owner.getByRole('button', { name: 'Reject all' }).click();
  await expect(own.list.list.getByText('No open suggestions')).toBeVisible();
  await expect(theirs.list.list.getByText('No open suggestions')).toBeVisible();
  const after = await requirements(owner);
  expect(after.text.startsWith(before.text.slice(0, 200))).toBe(true);
  expect(after.text.split('Suggested sentence.')).toHaveLength(2);

  // Accepted is not the last word: opened again, the text is as it was without it.
  await own.list.list.getByText(/decided/).click();
  await own.list.card('Suggested sentence.').getByRole('button', { name: 'Open this suggestion again' }).click();
  await expect.poll(async () => (await requirements(owner)).text).toBe(`${before.text}\nTyped by the owner.`);

  // By keys alone: to the next one, once it is known to be one, and accept it.
  await expect(own.list.list.getByText('1 open')).toBeVisible();
  await own.spec.editor.click();
  await owner.keyboard.press('Alt+Period');
  await expect(owner).toHaveURL(/suggestion=/);
  await owner.keyboard.press('Alt+Shift+KeyA');
  await expect.poll(async () => (await requirements(owner)).text).toContain('Suggested sentence.');
  // Its author's draft has it once: as text of the document, no longer as a suggestion.
  for (const { spec } of [theirs, seen]) {
    await spec.goToEnd();
    await expect.poll(async () => (await spec.editor.locator('.view-lines').innerText()).split(/Suggested.sentence\./).length).toBe(2);
  }
  await expect(reviewer.locator('.suggestion-typed')).toHaveCount(0);
});

test('who may not suggest is refused, and a crafted suggestion is, too', async ({ browser, server, owner }) => {
  const viewer = await joinAs(browser, server, owner, { name: 'Vera', role: 'viewer' });
  const reviewer = await joinAs(browser, server, owner, { name: 'Rana', role: 'reviewer' });
  const { id: documentId } = await requirements(owner);
  const hunk = { left: null, removed: [], original: '', inserted: 'mine', nearby: [], before: '', after: '' };
  const id = crypto.randomUUID();
  const write = (page: Page, over: object) =>
    page.request.post('/api/trpc/suggestions.write', {
      data: { json: { organization: 'home', documentId, changes: [{ id, hunks: [{ ...hunk, ...over }] }] } },
    });
  expect((await write(viewer, {})).status()).toBe(403);
  expect((await write(reviewer, { removed: [{ client: 0, clock: 0, length: 9 }], original: 'nothing real' })).status()).toBe(409);
  expect((await write(reviewer, {})).status()).toBe(200);
  const decide = (page: Page) =>
    page.request.post('/api/trpc/suggestions.decide', {
      data: { json: { organization: 'home', documentId, ids: [id], decision: 'accept' } },
    });
  expect((await decide(reviewer)).status()).toBe(403);
  expect((await decide(owner)).status()).toBe(200);
  expect((await requirements(owner)).text.startsWith('mine')).toBe(true);
});

test('on the page, typing in a row is a suggestion on its words, and an accept makes it text', async ({ browser, server, owner }) => {
  const reviewer = await joinAs(browser, server, owner, { name: 'Rana', role: 'reviewer' });
  const before = await requirements(owner);
  const list = new SuggestionsPanel(owner);
  await new SpecPage(owner).openPage('?panel=suggestions');
  await new SpecPage(reviewer).openPage('?panel=suggestions&mode=suggesting');
  const row = (page: Page) => page.locator('#page-criterion-1\\.1');

  await row(reviewer).getByRole('button', { name: 'Criterion 1.1: edit' }).press('Enter');
  const field = row(reviewer).getByRole('textbox', { name: 'Criterion 1.1' });
  await field.press('End');
  await field.pressSequentially(' and only once');
  await expect(list.card('and only once')).toContainText('Rana');
  await field.press('Enter');
  await expect(row(reviewer).locator('.suggestion-typed')).toContainText('and only once');
  await expect(row(owner).locator('.suggestion-added')).toContainText('and only once');
  expect(await requirements(owner)).toEqual(before);

  await list.accept('and only once');
  await expect(row(owner).locator('.suggestion-added')).toHaveCount(0);
  await expect(row(owner)).toContainText('and only once');
  await expect(row(reviewer).locator('.suggestion-typed')).toHaveCount(0);
  await expect(row(reviewer)).toContainText('and only once');
  expect((await requirements(owner)).text.split('and only once')).toHaveLength(2);
});

test('a spec begins with a wish: the draft is read before people see it, and what is missing is added where it is missed', async ({
  owner,
}) => {
  const list = new SuggestionsPanel(owner);
  await owner.goto('/home/projects/order-pricing');
  await owner.getByRole('button', { name: 'New spec' }).click();
  const dialog = owner.getByRole('dialog', { name: 'New spec' });
  await dialog.getByLabel('Title').fill('Gift cards');
  await dialog.getByLabel(/^Draft it for me/).fill('Customers pay with gift cards of 5 to 250 EUR.');
  await expect(dialog).toContainText('Scripted, not a model');
  await dialog.getByRole('button', { name: 'Make and draft it' }).click();
  await owner.waitForURL(/\/specs\/gift-cards\?/);
  const agents = owner.getByRole('tabpanel', { name: 'Agents' });
  await agents.getByRole('button', { name: 'See the suggestion' }).click();
  await expect(list.card('8 criteria, 8 in EARS')).toContainText('A draft of the requirements');
  await list.accept('A draft of the requirements');
  await expect(owner.getByRole('article', { name: 'Requirements document' })).toContainText('The end of a card');
  await expect(owner.getByText('8 in EARS').first()).toBeVisible();

  await owner.getByRole('tablist', { name: 'Documents' }).getByRole('tab', { name: 'Design' }).click();
  await owner.getByRole('button', { name: 'Ask an agent for a draft' }).click();
  await agents.getByRole('button', { name: 'Ask for a draft' }).click();
  const draft = agents.getByRole('listitem').filter({ hasText: 'Draft of the design' });
  await draft.getByRole('button', { name: 'See the suggestion' }).click();
  await list.accept('4 properties');
  await expect(owner.getByRole('article', { name: 'Design document' })).toContainText('Nothing is lost or made');
});
