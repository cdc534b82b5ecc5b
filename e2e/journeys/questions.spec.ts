import type { Page } from '@playwright/test';
import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

const card = (page: Page, name: RegExp) => page.getByRole('article', { name });
const contradiction = /^4\.1 and 6\.1 cannot both be followed/;
const boundary = /exactly 50\.00 EUR/;

test('a contradiction and a boundary are asked with their scenarios; an option settles each in the text, and its answer is kept', async ({
  owner,
}) => {
  const spec = new SpecPage(owner);
  await spec.openPage();
  const asked = card(owner, contradiction);
  await expect(asked).toContainText('proved');
  const scenario = asked.getByRole('table', { name: 'Scenario' });
  await expect(scenario).toContainText('The Tier is gold.');
  await expect(scenario).toContainText('The amount of a Coupon is 20.00 EUR.');
  await expect(scenario.getByRole('row', { name: /^4\.1/ })).toContainText('is 10 percent');
  await expect(scenario.getByRole('row', { name: /^6\.1/ })).toContainText('at most 5 percent');
  await expect(owner.getByText('1 contradiction').first()).toBeVisible();

  await asked.getByRole('radio', { name: /^6\.1 wins/ }).check();
  // Another question is looked at meanwhile: what was picked is there when this one is opened again.
  await card(owner, boundary).getByRole('heading').getByRole('button').click();
  await expect(asked.getByRole('radio')).toHaveCount(0);
  await asked.getByRole('heading').getByRole('button').click();
  await expect(asked.getByRole('radio', { name: /^6\.1 wins/ })).toBeChecked();
  await asked.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(asked).toHaveCount(0);
  await expect(owner.getByRole('article', { name: 'Requirements document' })).toContainText('except where 6.1 applies');

  const open = card(owner, boundary);
  await open.getByRole('radio', { name: /^7\.1 also holds/ }).check();
  await open.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(open).toHaveCount(0);
  await expect(owner.getByRole('article', { name: 'Requirements document' })).toContainText('is at least 50.00 EUR');

  await owner.reload();
  await owner.getByText('2 answers').click();
  const answers = owner.getByRole('list', { name: 'Answers' });
  await expect(answers).toContainText('6.1 wins');
  await answers.getByRole('listitem').filter({ hasText: '6.1 wins' }).getByRole('button', { name: 'Take back' }).click();
  await expect(card(owner, contradiction)).toBeVisible();
});

test('who reviews suggests; by keys alone every tab is reached, and a question is dismissed for good', async ({
  browser,
  server,
  owner,
}) => {
  const rita = await joinAs(browser, server, owner, { name: 'Rita Review', role: 'reviewer' });
  await new SpecPage(owner).openPage();
  await rita.goto('/home/projects/order-pricing/specs/order-pricing');
  const asked = card(rita, contradiction);
  await asked.getByRole('radio', { name: /^4\.1 wins/ }).check();
  await asked.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(asked).toHaveCount(0);
  await expect(card(owner, contradiction)).toHaveCount(0);
  await expect(owner.getByTitle('Suggested: put this in')).toContainText('except where 4.1 applies');

  const tabs = rita.getByRole('tablist', { name: 'About the text' });
  await tabs.getByRole('tab', { name: 'Questions' }).focus();
  for (const name of ['Readings', 'Comments', 'Suggestions', 'Problems', 'Trace', 'Approvals', 'Agents', 'Outline', 'Questions']) {
    await rita.keyboard.press('ArrowRight');
    const tab = tabs.getByRole('tab', { name });
    await expect(tab).toBeFocused();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
    await expect(tab).toBeInViewport();
  }
  const open = card(rita, boundary);
  await open.getByRole('button', { name: 'Dismiss' }).press('Enter');
  await rita.keyboard.type('Never happens.');
  await rita.keyboard.press('ControlOrMeta+Enter');
  await expect(open).toHaveCount(0);
  await rita.reload();
  await expect(rita.getByText('2 answers')).toBeVisible();
  await expect(open).toHaveCount(0);
});

test('critics are asked by keys, agree on a question and name their voices; an answer writes the sentence', async ({ owner }) => {
  const spec = new SpecPage(owner);
  await spec.openPage();
  const panel = owner.getByRole('tabpanel', { name: 'Agents' });
  await spec.openPanel('Agents');
  await panel.getByRole('checkbox', { name: 'Accessibility' }).uncheck();
  await panel.getByRole('button', { name: 'Ask 6 critics' }).press('Enter');
  const critics = panel.getByRole('listitem').filter({ has: owner.getByRole('link', { name: '6 critics' }) });
  await expect(critics.getByRole('button', { name: 'See the questions' })).toBeVisible();
  await critics.getByRole('button', { name: 'See the questions' }).click();

  const doubted = card(owner, /how many times one Coupon may be applied/);
  await expect(doubted).toContainText('2 of 6 critics: Security, Testing');
  await doubted.getByRole('button', { name: /how many times one Coupon/ }).click();
  await doubted.getByRole('radio', { name: /^Once in all/ }).check();
  await doubted.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(doubted).toHaveCount(0);
  await expect(owner.getByRole('article', { name: 'Requirements document' })).toContainText(
    'or a Coupon has been applied to another Order',
  );
});
