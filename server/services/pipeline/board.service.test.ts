import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnOf } from '#core/pipeline/board.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { archiveSpecs, restoreSpecs, setEpics } from './change-specs.ts';
import { listBoard } from './list-board.ts';
import { listViews, removeView, saveView } from './saved-views.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const texts = {
  requirements: '### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. THE A SHALL be.\n',
  tasks: '- [ ] 1. Group\n  - [x] 1.1 Build it\n    - _Requirements: 1.1_\n',
};

test('a board shows every spec with its tasks, what was put away by its name, and asks twice at most once it is warm', async () => {
  const owner = await team.as('owner');
  const [one, two] = [await team.addSpec(texts), await team.addSpec(texts)];
  expect(await archiveSpecs(owner, { specIds: [two.specId], reason: 'Later' })).toEqual([{ specId: two.specId, refusedBecause: null }]);
  const board = await listBoard(owner, {});
  const card = (specId: string) => board.find(({ id }) => id === specId);
  expect(card(one.specId)).toMatchObject({
    plan: [{ id: '1.1', isTicked: true, progress: 'open' }],
    waitsFor: 'Requirements wait for an approval.',
  });
  expect(card(two.specId)).toMatchObject({ isArchived: true, plan: [] });
  expect(board.map(columnOf).sort()).toEqual([':archive', 'requirements']);
  let statements = 0;
  const pool = new Proxy(owner.pool, {
    get: (target, name) => {
      if (name === 'query') statements += 1;
      const value: unknown = Reflect.get(target, name);
      const bound: unknown = typeof value === 'function' ? value.bind(target) : value;
      return bound;
    },
  });
  expect(await listBoard({ ...owner, pool }, {})).toEqual(board);
  expect(statements).toBe(2);
  expect(await restoreSpecs(owner, { specIds: [two.specId] })).toMatchObject([{ refusedBecause: null }]);
  expect((await listBoard(owner, {})).every(({ isArchived }) => !isArchived)).toBe(true);
  await expect(listBoard(owner, { project: 'none' })).rejects.toMatchObject({ code: 'not_found' });
});

test('a bulk act tells of each spec, and another organization sees and changes nothing', async () => {
  const owner = await team.as('owner');
  const { specId } = await team.addSpec(texts);
  await setEpics(owner, { specs: [{ specId, epic: 'Checkout' }] });
  expect((await listBoard(owner, {})).find(({ id }) => id === specId)?.epic).toBe('Checkout');
  const stranger = { ...owner, organizationId: 'another' };
  expect(await listBoard(stranger, {})).toEqual([]);
  const refused = [{ specId, refusedBecause: 'There is no such spec in this organization.' }];
  expect(await archiveSpecs(stranger, { specIds: [specId], reason: 'x' })).toEqual(refused);
  expect(await setEpics(stranger, { specs: [{ specId, epic: null }] })).toEqual(refused);
});

test('views are kept by name for a board and forgotten', async () => {
  const owner = await team.as('owner');
  await saveView(owner, { name: 'Stale', query: 'state=stale' });
  const { id } = await saveView(owner, { name: 'Stale', query: 'state=stale&kind=bugfix' });
  expect(await listViews(await team.as('viewer'), {})).toEqual([{ id, name: 'Stale', query: 'state=stale&kind=bugfix' }]);
  await removeView(owner, { viewId: id });
  expect(await listViews(owner, {})).toEqual([]);
});
