import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { draftProblems } from '#core/study/draft.ts';
import { type ProviderDouble, startProviderDouble } from '#server/agents/testing/provider-double.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { addModel } from '#server/services/models/add-model.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { addDocument, createSpec } from '#server/services/specs/create-spec.ts';
import { listStudies } from '#server/services/studies/list-studies.ts';
import { startStudy } from '#server/services/studies/start-study.ts';
import { decideSuggestions } from '#server/services/suggestions/decide-suggestions.ts';
import { listSuggestions } from '#server/services/suggestions/list-suggestions.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { startWorker, type Worker } from './worker.ts';

let house: TestHouse;
let worker: Worker;
let provider: ProviderDouble;
let specId: string;

beforeAll(async () => {
  house = await openTestHouse();
  worker = await startWorker({ house: house.ctx, url: house.database.url });
  provider = await startProviderDouble();
  const { slug: project } = await house.ctx.db.project.findFirstOrThrow({ where: { specs: { some: { id: house.specId } } } });
  specId = (await createSpec(house.ctx, { project, title: 'Gift cards', template: 'requirements-first' })).id;
});
afterAll(async () => {
  await worker.stop();
  await provider.close();
  await house.close();
});

const whenOver = async (runId: string) => {
  await vi.waitFor(async () => expect((await getRun(house.ctx, { runId })).finishedAt).not.toBeNull(), { timeout: 60_000, interval: 30 });
  return (await house.eventsOf(runId)).map(({ event }) => event);
};
const documentOf = (kind: 'requirements' | 'design') =>
  house.ctx.db.document.findFirstOrThrow({ where: { specId, kind }, select: { id: true } });
const textOf = async (kind: 'requirements' | 'design') => (await readDocument(house.ctx.db, (await documentOf(kind)).id)).text;
const openOn = async (documentId: string) =>
  (await listSuggestions(house.ctx, { documentId, after: 0 })).suggestions.filter(({ status }) => status === 'open');

test('an author is shown what the workbench proves of the draft, mends it, and what comes of it is a suggestion', async () => {
  const before = await textOf('requirements');
  const study = { kind: 'draft' as const, document: 'requirements' as const, wish: 'Customers pay with gift cards.' };
  const { runId } = await startStudy(house.ctx, { specId, study, model: 'scripted' });
  const events = await whenOver(runId);
  expect(events.at(-1)).toMatchObject({ kind: 'finished', outcome: 'done' });
  expect(events.flatMap((event) => (event.kind === 'step_started' ? [event.title] : []))).toEqual([
    'Drafts the requirements',
    'Mends the draft, round 2',
    'Suggests the draft',
    'Closes the study',
  ]);
  expect(await textOf('requirements')).toBe(before);
  const { id: documentId } = await documentOf('requirements');
  const [suggestion, ...more] = await openOn(documentId);
  expect(more).toEqual([]);
  expect(suggestion).toMatchObject({ source: { kind: 'run', runId }, reason: expect.stringContaining('8 criteria, 8 in EARS') });
  await decideSuggestions(house.ctx, { documentId, ids: [suggestion?.id ?? ''], decision: 'accept' });
  const after = await textOf('requirements');
  expect(after).toContain('### Requirement 3: The end of a card');
  expect(draftProblems({}, 'requirements', after)).toEqual([]);
  expect((await listStudies(house.ctx, { specId }))[0]).toMatchObject({ kind: 'draft', document: 'requirements', status: 'done' });
});

test('a document that is not there is not drafted; once added, it is, beside the requirements', async () => {
  const study = { kind: 'draft' as const, document: 'design' as const, wish: '' };
  await expect(startStudy(house.ctx, { specId, study, model: 'scripted' })).rejects.toMatchObject({ code: 'not_found' });
  const { id: documentId } = await addDocument(house.ctx, { specId, kind: 'design' });
  await whenOver((await startStudy(house.ctx, { specId, study, model: 'scripted' })).runId);
  const [suggestion] = await openOn(documentId);
  expect(suggestion?.reason).toBe('A draft of the design. 4 properties.');
});

test('a real model is told the wish, the rules of the project and the other documents; nonsense of it suggests nothing', async () => {
  const connection = { provider: 'compatible' as const, modelId: 'm', baseUrl: provider.urls.chat, key: 'key-of-a-test', region: null };
  const { id: model } = await addModel(house.ctx, connection);
  const study = { kind: 'draft' as const, document: 'design' as const, wish: 'Keep it small, says the till.' };
  provider.behave({ kind: 'answers', answer: { text: 'I would rather not.', calls: [] } });
  const { id: documentId } = await documentOf('design');
  const known = (await openOn(documentId)).length;
  const events = await whenOver((await startStudy(house.ctx, { specId, study, model })).runId);
  expect(events.at(-1)).toMatchObject({ kind: 'finished', outcome: 'failed', reason: expect.stringContaining('Nothing was suggested') });
  expect(await openOn(documentId)).toHaveLength(known);
  const asked = JSON.stringify(provider.requests.map(({ body }) => body));
  for (const told of [
    'Keep it small, says the till.',
    'The requirements of the spec',
    'Requirement 3: The end of a card',
    'Rules of the project',
    'src/price-order.ts',
  ])
    expect(asked).toContain(told);
  // Three rounds: each time it is told that this is no document.
  expect(provider.requests).toHaveLength(3);
});
