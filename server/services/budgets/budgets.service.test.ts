import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#server/adapters/uuid.ts';
import { tellBudgets } from '#server/services/notices/tell-budget.ts';
import { estimateStart } from '#server/services/runs/estimate-start.ts';
import { addWebhook, addWebhookInput } from '#server/services/webhooks/webhooks.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { exportCosts, readCosts } from './read-costs.ts';
import { readBudgets, reserve, settle, standingOf } from './reserve.ts';
import { removeBudget, setBudget } from './set-budget.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

async function addRun({ projectId, specId }: AddedSpec) {
  const { actor, organizationId } = await team.as('editor');
  const id = uuidv7();
  const names = { taskId: '1', taskTitle: 'Build', model: 'scripted', modelLabel: 'Scripted', branch: id, baseCommit: '0'.repeat(40) };
  return team.house.db.run.create({ data: { id, organizationId, projectId, specId, revisions: {}, startedById: actor.userId, ...names } });
}

const perMillion = { provider: 'p', model: '*', inputPerMillion: 2, outputPerMillion: 10, cachedPerMillion: 1, readOn: '2026-11-01' };

test('fifty that put aside at once never pass a cap, in dollars or in tokens', async () => {
  const spec = await team.addSpec({ tasks: '- [ ] 1. Build\n' });
  const owner = await team.as('owner');
  const { id } = await setBudget(owner, { scope: 'project', subjectId: spec.projectId, period: 'day', unit: 'usd', limit: 1_000_000 });
  const { id: inTokens } = await setBudget(owner, { scope: 'spec', subjectId: null, period: 'ever', unit: 'tokens', limit: 90_000 });
  const runs = [];
  for (let n = 0; n < 50; n += 1) runs.push(await addRun(spec));
  const held = await Promise.allSettled(
    runs.map((run) =>
      team.house.db.$transaction((tx) => reserve(tx, run, { usd: 150_000, tokens: 10_000 }), { maxWait: 30_000, timeout: 30_000 }),
    ),
  );
  const refused = held.filter(({ status }) => status === 'rejected');
  expect(held.length - refused.length).toBe(6);
  for (const one of refused) expect(one).toMatchObject({ reason: { code: 'budget_reached' } });
  const [first] = runs;
  if (!first) throw new Error('There are runs.');
  const budgets = await readBudgets(team.house.db, first);
  const standings = await Promise.all(budgets.map((budget) => standingOf(team.house.db, budget, first)));
  expect(standings.map(({ held, spent }) => [held, spent])).toEqual([
    [900_000, 0],
    [60_000, 0],
  ]);
  for (const one of [id, inTokens]) await removeBudget(owner, { id: one });
});

test('an answer is paid once for each step, comes off what was put aside, and what is left is free when the run is over', async () => {
  const spec = await team.addSpec({ tasks: '- [ ] 1. Build\n' });
  const owner = await team.as('owner');
  const run = await addRun(spec);
  await setBudget(owner, { scope: 'spec', subjectId: spec.specId, period: 'ever', unit: 'usd', limit: 5_000 });
  const { db } = team.house;
  await db.$transaction((tx) => reserve(tx, run, { usd: 4_000, tokens: 1_000 }));
  const usage = { input: 500, output: 100, cached: 0 };
  for (let again = 0; again < 2; again += 1) await db.$transaction((tx) => settle(tx, run, { step: 'model-0', usage, price: perMillion }));
  const budget = (await readBudgets(db, run)).find(({ subjectId }) => subjectId === spec.specId);
  if (!budget) throw new Error('The budget binds the run.');
  expect(await standingOf(db, budget, run)).toMatchObject({ spent: 2_000, held: 2_000 });
  await expect(db.$transaction((tx) => reserve(tx, run, { usd: 3_500, tokens: 1_000 }))).rejects.toMatchObject({ code: 'budget_reached' });
  await db.run.update({ where: { id: run.id }, data: { status: 'stuck' } });
  expect(await standingOf(db, budget, run)).toMatchObject({ spent: 2_000, held: 0 });

  const costs = await readCosts(owner, { days: 1 });
  expect(costs.bySpec).toMatchObject([{ name: 'Spec', cost: 2_000, tokens: 600, runs: 1 }]);
  expect((await exportCosts(owner, { days: 1 })).split('\n')[1]).toMatch(/,model-0,editor-.*,Scripted,500,0,100,0\.002$/);
});

test('whoever answers for a budget is told once that it is nearly used up, and no more when it is raised', async () => {
  const spec = await team.addSpec({ tasks: '- [ ] 1. Build\n' });
  const [owner, run] = [await team.as('owner'), await addRun(spec)];
  await addWebhook(owner, addWebhookInput.parse({ url: 'https://example.com/hook', kinds: ['budget'] }));
  const budget = { scope: 'spec', subjectId: spec.specId, period: 'day', unit: 'tokens' } as const;
  await setBudget(owner, { ...budget, limit: 100_000 });
  const { db, engine } = team.house;
  const take = (tokens: number) =>
    db.$transaction(async (tx) => tellBudgets({ engine }, tx, run, await reserve(tx, run, { usd: 0, tokens })));
  const waiting = () => db.notice.findMany({ where: { kind: 'budget', settledAt: null }, select: { userId: true, title: true } });
  await take(79_000);
  expect(await waiting()).toEqual([]);
  await take(81_000);
  await take(90_000);
  const told = await waiting();
  expect(new Set(told.map(({ title }) => title))).toEqual(new Set(['The budget of the spec for a day is used up to 81%']));
  const answering = [owner, await team.as('editor')].map(({ actor }) => actor.userId);
  expect(told.map(({ userId }) => userId).toSorted((a, b) => a.localeCompare(b))).toEqual(answering.toSorted((a, b) => a.localeCompare(b)));
  expect(await db.webhookDelivery.count({ where: { kind: 'budget' } })).toBe(1);
  const ask = () => estimateStart(owner, { specId: spec.specId, model: 'scripted' });
  expect(await ask()).toMatchObject({ tokens: 60_000, usd: 0, likeRuns: 0, refusal: expect.stringMatching(/90,000 tokens put aside/) });
  await setBudget(owner, { ...budget, limit: 1_000_000 });
  expect(await waiting()).toEqual([]);
  const raised = await ask();
  expect(raised.refusal).toBeNull();
  expect(raised.budgets.map(({ left }) => left)).toContain('910,000 tokens');
});

test('a budget of each run binds each by itself', async () => {
  const spec = await team.addSpec({ tasks: '- [ ] 1. Build\n' });
  await setBudget(await team.as('owner'), { scope: 'run', subjectId: null, period: 'ever', unit: 'tokens', limit: 1_000 });
  const { db } = team.house;
  for (let n = 0; n < 3; n += 1) {
    const run = await addRun(spec);
    await db.$transaction((tx) => reserve(tx, run, { usd: 0, tokens: 1_000 }));
    await expect(db.$transaction((tx) => reserve(tx, run, { usd: 0, tokens: 1_001 }))).rejects.toMatchObject({ code: 'budget_reached' });
  }
});
