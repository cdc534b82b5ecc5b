import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ProviderDouble, startProviderDouble } from '#server/agents/testing/provider-double.ts';
import { setBudget } from '#server/services/budgets/set-budget.ts';
import { getBinding } from '#server/services/checks/binding.ts';
import { findTrial } from '#server/services/checks/trials.ts';
import { createDocument } from '#server/services/documents/create-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { addModel } from '#server/services/models/add-model.ts';
import { listQuestions } from '#server/services/questions/list-questions.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { listPerspectives } from '#server/services/studies/list-perspectives.ts';
import { listStudies } from '#server/services/studies/list-studies.ts';
import { startStudy } from '#server/services/studies/start-study.ts';
import { takeReadings } from '#server/services/studies/take-readings.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { startWorker, type Worker } from './worker.ts';

let house: TestHouse;
let worker: Worker;
let provider: ProviderDouble;

beforeAll(async () => {
  house = await openTestHouse();
  worker = await startWorker({ house: house.ctx, url: house.database.url });
  provider = await startProviderDouble();
});
afterAll(async () => {
  await worker.stop();
  await provider.close();
  await house.close();
});

const whenOver = (runId: string, status: string) =>
  vi.waitFor(async () => expect((await getRun(house.ctx, { runId })).status).toBe(status), { timeout: 60_000, interval: 50 });
const furtherOf = async () => (await listQuestions(house.ctx, { specId: house.specId })).further.map(({ finding }) => finding);
const textOf = async (kind: 'requirements') => {
  const { id } = await house.ctx.db.document.findFirstOrThrow({ where: { specId: house.specId, kind }, select: { id: true } });
  return (await readDocument(house.ctx.db, id)).text;
};
const all = ['security', 'testing', 'operations', 'accessibility', 'user', 'cost', 'architect'];

test('critics are heard once each, merged, ranked by voices; what the engines prove is not asked twice', { timeout: 90_000 }, async () => {
  const before = await textOf('requirements');
  const { runId } = await startStudy(house.ctx, { specId: house.specId, study: { kind: 'critics', perspectives: all }, model: 'scripted' });
  await whenOver(runId, 'done');
  const claims = (await furtherOf()).filter(({ kind }) => kind === 'critique');
  expect(claims.map(({ criteria, voices }) => [criteria.join(), voices?.perspectives.length, voices?.of])).toEqual(
    expect.arrayContaining([
      ['5.4', 2, 7],
      ['8.1', 2, 7],
      ['3.4', 1, 7],
      ['6.2', 1, 7],
    ]),
  );
  // 4.1 with 6.1: proved by cells.
  expect(claims.some(({ criteria }) => criteria.join() === '4.1,6.1')).toBe(false);
  expect(claims.every(({ proof }) => proof.grade === 'hint')).toBe(true);
  const said = (await house.eventsOf(runId)).flatMap(({ event }) =>
    event.kind === 'said' && event.step === 'conclude' ? [event.text] : [],
  );
  expect(said.join('')).toMatch(/4\.1, 6\.1: the engines prove it/);
  expect(await textOf('requirements')).toBe(before);
  const [study] = await listStudies(house.ctx, { specId: house.specId });
  expect(study).toMatchObject({ id: runId, kind: 'critics', status: 'done' });
  expect(study?.asked.every(({ hasAnswered }) => hasAnswered)).toBe(true);
  const lines = await house.ctx.db.ledgerLine.count({ where: { runId } });
  expect(lines).toBe(7);
});

test('a critic of the project’s own looks from the side that its steering says, and its voice is named', { timeout: 90_000 }, async () => {
  const { db } = house.ctx;
  const { projectId } = await db.spec.findUniqueOrThrow({ where: { id: house.specId }, select: { projectId: true } });
  const prompt = 'You keep the books. Look for amounts that two people would add up differently.';
  const bytes = new TextEncoder().encode(`---\ninclusion: manual\n---\n\n${prompt}\n`);
  const path = '.kiro/steering/critic-bookkeeping.md';
  await db.$transaction((tx) => createDocument(tx, { projectId, specId: null, kind: 'steering', path, bytes }));
  const offered = await listPerspectives(house.ctx, { specId: house.specId });
  expect(offered.find(({ source }) => source !== null)).toMatchObject({
    id: 'own-bookkeeping',
    label: 'Bookkeeping',
    prompt,
    source: path,
  });
  const study = { kind: 'critics' as const, perspectives: ['own-bookkeeping'] };
  const scripted = await startStudy(house.ctx, { specId: house.specId, study, model: 'scripted' });
  await whenOver(scripted.runId, 'done');
  const doubt = (await furtherOf()).find(({ criteria, kind }) => kind === 'critique' && criteria.join() === '2.1');
  expect(doubt?.voices).toEqual({ perspectives: ['Bookkeeping'], of: 1 });
  expect(doubt?.question.options.map(({ label }) => label)).toContain('The rounded sum');
  // A model of somebody's hears the words of the file as they stand there now.
  const connection = { provider: 'compatible' as const, modelId: 'own', baseUrl: provider.urls.chat, key: 'key-of-a-test', region: null };
  const { id: model } = await addModel(house.ctx, connection);
  const before = provider.requests.length;
  provider.behave({ kind: 'answers', answer: { text: '{"claims": []}', calls: [] } });
  const asked = await startStudy(house.ctx, { specId: house.specId, study, model });
  await whenOver(asked.runId, 'done');
  expect(JSON.stringify(provider.requests.slice(before).map(({ body }) => body))).toContain(prompt);
});

test('readers agree by meaning, repair what a step shows, and what still differs is a question with that step', {
  timeout: 90_000,
}, async () => {
  const { runId } = await startStudy(house.ctx, { specId: house.specId, study: { kind: 'readers' }, model: 'scripted' });
  await whenOver(runId, 'done');
  const found = (await furtherOf()).filter(({ proof }) => proof.engine === 'readers');
  const offered = found.find(({ kind }) => kind === 'offered-readings');
  expect(offered?.criteria).toEqual(['1.3', '5.3', '7.1', '8.3', '8.4']);
  const [take] = offered?.question.options ?? [];
  expect(take?.readings).toMatchObject({ isConfirmed: false });
  expect(take?.readings?.declarations).toHaveLength(3);
  const different = found.filter(({ kind }) => kind === 'ambiguous');
  expect(different.map(({ criteria }) => criteria.join())).toEqual(['2.3']);
  expect(different[0]?.scenario.join(' ')).toMatch(/percentage/);
  expect(different[0]?.question.options.filter(({ readings }) => readings?.isConfirmed)).toHaveLength(2);
  const documents = await house.ctx.db.document.count({ where: { specId: house.specId, kind: 'readings' } });
  // Nothing is written before a person says so.
  expect(documents).toBe(0);
  const taken = await takeReadings(house.ctx, { specId: house.specId, findingId: offered?.id ?? '', label: take?.label ?? '' });
  expect(taken.written).toEqual(offered?.criteria);
  const written = await house.ctx.db.document.findFirstOrThrow({ where: { specId: house.specId, kind: 'readings' } });
  const { text } = await readDocument(house.ctx.db, written.id);
  for (const line of take?.readings?.declarations ?? []) expect(text.replace(/ +/g, ' ')).toContain(line);
  expect(text).toMatch(/^8\.4 #\w+ proposed: /m);
  expect(text).not.toContain('confirmed');
  await expect(
    takeReadings(house.ctx, { specId: house.specId, findingId: offered?.id ?? '', label: 'never offered' }),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a model ties the readings to the code, hears what each try gave, and what it wrote waits for people', {
  timeout: 90_000,
}, async () => {
  const { id: model } = await addModel(house.ctx, {
    provider: 'compatible',
    modelId: 'binder',
    baseUrl: provider.urls.chat,
    key: 'key-of-a-test',
    region: null,
  });
  const { names, commit } = await getBinding(house.ctx, { specId: house.specId });
  const bind = (outputs: readonly string[]) =>
    JSON.stringify({
      adapter: 'module',
      module: 'src/price-order.ts',
      events: Object.fromEntries(
        names.events.map((event) => [
          event,
          { call: 'priceOrder', arguments: [{ lines: [] }], outputs: Object.fromEntries(outputs.map((name) => [name, { from: 'error' }])) },
        ]),
      ),
    });
  const answers = ['I would bind it by hand.', bind(names.outputs.slice(1)), `Here it is:\n${bind(names.outputs)}`];
  const asked = provider.requests.length;
  provider.behave({ kind: 'plays', turn: (turn) => ({ text: answers[turn] ?? '', calls: [] }) });
  const { runId } = await startStudy(house.ctx, { specId: house.specId, study: { kind: 'binding' }, model });
  await whenOver(runId, 'done');
  const told = provider.requests.slice(asked).map(({ body }) => JSON.stringify(body));
  expect(told).toHaveLength(3);
  expect(told[0]).toContain('src/price-order.ts: priceOrder(');
  expect(told[1]).toContain('This is no JSON');
  expect(told[2]).toContain(`Nothing observes \\"${names.outputs[0]}`.replaceAll('\\\\', '\\'));
  const kept = await findTrial(house.ctx, { specId: house.specId, kind: 'binding' });
  expect(JSON.parse(kept?.proposal ?? '')).toEqual(JSON.parse(bind(names.outputs)));
  expect(kept?.result).toMatchObject({ kind: 'binding', failure: null, problems: [] });
  // Nothing is in the repository, and nothing of it is evidence.
  expect(await getBinding(house.ctx, { specId: house.specId })).toMatchObject({ commit });
  expect(await house.ctx.db.evidence.count({ where: { specId: house.specId } })).toBe(0);
  expect(await house.ctx.db.ledgerLine.count({ where: { runId } })).toBe(3);
});

test('a model that talks nonsense, refuses or is beyond the budget leaves no question and says why', { timeout: 90_000 }, async () => {
  const connection = { provider: 'compatible' as const, modelId: 'm', baseUrl: provider.urls.chat, key: 'key-of-a-test', region: null };
  const { id: model } = await addModel(house.ctx, connection);
  const study = { kind: 'critics' as const, perspectives: ['security', 'user'] };
  const before = (await furtherOf()).map(({ id }) => id).sort();
  for (const text of [
    'I am not sure what you mean.',
    '{"claims": [{"criteria": ["99.9"], "claim": "x"}, 7, null]}',
    '{"claims": "many"}',
  ]) {
    provider.behave({ kind: 'answers', answer: { text, calls: [] } });
    const { runId } = await startStudy(house.ctx, { specId: house.specId, study, model });
    await whenOver(runId, 'done');
  }
  expect((await furtherOf()).filter(({ kind }) => kind === 'critique')).toEqual([]);
  expect(before.length).toBeGreaterThan(0);
  provider.behave({ kind: 'says', status: 401, body: '{"error":{"message":"no such key"}}' });
  const refused = await startStudy(house.ctx, { specId: house.specId, study, model });
  await whenOver(refused.runId, 'failed');
  await setBudget(house.ctx, { scope: 'spec', subjectId: house.specId, period: 'ever', unit: 'tokens', limit: 10 });
  await expect(startStudy(house.ctx, { specId: house.specId, study, model })).rejects.toMatchObject({ code: 'budget_reached' });
});
