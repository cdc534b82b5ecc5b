import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '#core/access/access.ts';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { differencesOf } from '#core/questions/edit-preview.ts';
import { partByAnswers, questionsOf, type SpecQuestion } from '#core/questions/spec-question.ts';
import type { Ctx } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { createDocument } from '#server/services/documents/create-document.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { answerQuestion } from './answer-question.ts';
import { assignQuestion } from './assign-question.ts';
import { configureQuestions } from './configure-questions.ts';
import { getQuestion } from './get-question.ts';
import { listQuestions } from './list-questions.ts';
import { reopenQuestion } from './reopen-question.ts';
import { questionsAtRest } from './watch-questions.ts';

const text = `# Pricing

## Glossary

- **Tier**: The standing of a customer: none, silver or gold.
- **Discount**: What is taken off the Total.
- **Total**: The sum of an order, in cents.
- **Coupon**: A code that is worth a fixed amount.

## Requirements

### Requirement 1: Discount

1. WHILE the Tier is gold, THE Shop SHALL grant a Discount of 10 percent of the Total.
2. IF the amount of a Coupon is at least 20.00 EUR, THEN THE Shop SHALL grant a Discount of at most 5 percent of the Total.
`;

let database: TestDatabase;
const people = new Map<Role, string>();

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  await db.organization.create({ data: { id: 'home', slug: 'home', name: 'Home' } });
  for (const role of ['owner', 'editor', 'reviewer'] as const) {
    const userId = randomUUID();
    people.set(role, userId);
    await db.user.create({ data: { id: userId, name: role, email: `${role}@example.com` } });
    await db.member.create({ data: { id: randomUUID(), organizationId: 'home', userId, role } });
  }
});
const made: string[] = [];
afterAll(async () => {
  // What is checked in the background still writes.
  await Promise.all(made.map(questionsAtRest));
  await database.close();
});

const engine: Ctx['engine'] = {
  startSegment: () => Promise.reject(new Error('no runs in this test')),
  startStudy: () => Promise.resolve(),
  startCheck: () => Promise.reject(new Error('no checks in this test')),
  startJob: () => Promise.resolve(),
  cancelRun: () => Promise.reject(new Error('no runs in this test')),
};

function as(role: Role): Ctx {
  const { db, pool } = database;
  const actor = { userId: people.get(role) ?? '', name: role, role };
  return { db, pool, engine, dataPath: '/nonexistent', secret: new Uint8Array(32), organizationId: 'home', actor };
}

async function makeSpec(hasClarifications = false) {
  const { db } = database;
  const slug = randomUUID().slice(0, 8);
  const project = await db.project.create({
    data: {
      organizationId: 'home',
      slug,
      name: slug,
      source: '/x',
      defaultBranch: 'main',
      headCommit: '0',
      importNotes: [],
      hasClarifications,
    },
  });
  return { projectId: project.id, ...(await addSpec(project.id, 'pricing', text)) };
}

async function addSpec(projectId: string, slug: string, words: string) {
  const { db } = database;
  const spec = await db.spec.create({ data: { projectId, slug, title: slug, kind: 'feature', folder: `.kiro/specs/${slug}` } });
  made.push(spec.id);
  const bytes = new TextEncoder().encode(words);
  const { id } = await db.$transaction((tx) =>
    createDocument(tx, { projectId, specId: spec.id, kind: 'requirements', path: `${slug}.md`, bytes }),
  );
  return { specId: spec.id, documentId: id };
}

const textOf = async (documentId: string) => (await readDocument(database.db, documentId)).text;
const ask = (words: string) => questionsOf(analyseSpec({ requirements: words }));
function contradictionIn(words: string): SpecQuestion {
  const found = ask(words).find(({ kind }) => kind === 'contradiction');
  if (!found) throw new Error('There is no contradiction in this text.');
  return found;
}

function optionOf(specId: string, question: SpecQuestion, at: number, base: string, isSuggested = false) {
  const option = question.question.options[at];
  if (!option) throw new Error('There is no such option.');
  return {
    id: randomUUID(),
    specId,
    findingId: question.id,
    cause: question.cause,
    criteria: [...question.criteria],
    question: question.question.text,
    answer: { kind: 'option' as const, label: option.label, base, edits: differencesOf(option, base), isSuggested },
  };
}

test('an option of somebody who edits is in the text and kept, once, and the question is gone', async () => {
  const { specId, documentId } = await makeSpec();
  const question = contradictionIn(text);
  expect(await getQuestion(as('reviewer'), { specId, findingId: question.id })).toMatchObject({
    question: { cause: question.cause },
    text,
  });
  const input = optionOf(specId, question, 1, text);
  expect(await answerQuestion(as('editor'), input)).toMatchObject({ change: 'edited' });
  expect(await answerQuestion(as('editor'), input)).toMatchObject({ change: 'edited' });
  expect(await getQuestion(as('reviewer'), { specId, findingId: question.id })).toBeNull();
  const after = await textOf(documentId);
  expect(after).toContain('10 percent of the Total, except where 1.2 applies.');
  expect(ask(after).filter(({ kind }) => kind === 'contradiction')).toEqual([]);
  const { answers } = await listQuestions(as('reviewer'), { specId });
  expect(answers).toMatchObject([
    { findingId: question.id, kind: 'option', words: '1.2 wins', by: { name: 'editor' }, isWithdrawn: false },
  ]);
  await reopenQuestion(as('editor'), { specId, answerId: input.id });
  expect(await textOf(documentId)).toBe(text);
  expect((await listQuestions(as('editor'), { specId })).answers).toMatchObject([{ isWithdrawn: true }]);
});

test('an option of somebody who reviews is a suggestion; the text stays until it is accepted', async () => {
  const { specId, documentId } = await makeSpec();
  const answered = await answerQuestion(as('reviewer'), optionOf(specId, contradictionIn(text), 0, text));
  expect(answered.change).toBe('suggested');
  expect(await textOf(documentId)).toBe(text);
  const row = await database.db.suggestion.findUniqueOrThrow({ where: { id: answered.suggestionId ?? '' } });
  expect(row).toMatchObject({ status: 'open', authorId: people.get('reviewer'), source: { kind: 'finding' } });
  expect(await answerQuestion(as('editor'), optionOf(specId, contradictionIn(text), 1, text, true))).toMatchObject({ change: 'suggested' });
});

test('where the text has changed under an option, nothing is kept and nothing is changed', async () => {
  const { specId, documentId } = await makeSpec();
  const input = optionOf(specId, contradictionIn(text), 1, text);
  await editDocument(database, documentId, (now) => ({ start: now.indexOf('10 percent'), removed: 2, inserted: '12' }), null);
  await editDocument(database, documentId, (now) => ({ start: now.indexOf(' of the Total.'), removed: 14, inserted: '!' }), null);
  await expect(answerQuestion(as('editor'), input)).rejects.toMatchObject({ code: 'revision_changed' });
  expect((await listQuestions(as('editor'), { specId })).answers).toEqual([]);
});

test('a dismissed question stays away for the same sentences, and comes back with others', async () => {
  const { specId } = await makeSpec();
  const question = contradictionIn(text);
  const { answer: _, ...rest } = optionOf(specId, question, 0, text);
  await answerQuestion(as('reviewer'), { ...rest, answer: { kind: 'dismissed', reason: 'Gold members get no coupons.' } });
  const { answers } = await listQuestions(as('editor'), { specId });
  expect(partByAnswers(ask(text), answers).open.some(({ id }) => id === question.id)).toBe(false);
  const elsewhere = text.replace('# Pricing', '# Prices');
  expect(partByAnswers(ask(elsewhere), answers).open.some(({ id }) => id === question.id)).toBe(false);
  const here = text.replace('10 percent', '12 percent');
  expect(partByAnswers(ask(here), answers).open.some(({ id }) => id === question.id)).toBe(true);
  await expect(
    answerQuestion(as('editor'), { ...rest, id: answers[0]?.id ?? '', answer: { kind: 'free', words: 'Mine.' } }),
  ).rejects.toMatchObject({ code: 'invalid' });
});

test('answers are written beneath Clarifications where the project wants them, and nowhere else', async () => {
  const { specId, documentId } = await makeSpec(true);
  const question = contradictionIn(text);
  await answerQuestion(as('editor'), optionOf(specId, question, 1, text));
  const after = await textOf(documentId);
  expect(after).toMatch(/## Clarifications\n\n- \d{4}-\d\d-\d\d 1\.1, 1\.2: .+ \*\*1\.2 wins\*\* \(editor\)\n$/);
  const { answer: _, ...rest } = optionOf(specId, question, 0, text);
  await answerQuestion(as('editor'), { ...rest, findingId: 'other', answer: { kind: 'free', words: 'Both.' } });
  expect((await textOf(documentId)).match(/^- /gm)).toHaveLength((text.match(/^- /gm)?.length ?? 0) + 2);
});

test('who wrote in a spec hears of a proved contradiction once, and no longer when it is answered', async () => {
  const { specId, documentId } = await makeSpec();
  await editDocument(database, documentId, () => ({ start: 0, removed: 0, inserted: '\n' }), people.get('owner') ?? null);
  await listQuestions(as('editor'), { specId });
  await questionsAtRest(specId);
  const notices = () => database.db.notice.findMany({ where: { specId, kind: 'finding' } });
  expect(await notices()).toMatchObject([{ userId: people.get('owner'), settledAt: null }]);
  await listQuestions(as('editor'), { specId });
  await questionsAtRest(specId);
  expect(await notices()).toHaveLength(1);
  const now = await textOf(documentId);
  await answerQuestion(as('editor'), optionOf(specId, contradictionIn(now), 1, now));
  expect((await notices())[0]?.settledAt).not.toBeNull();
  await listQuestions(as('editor'), { specId });
  await questionsAtRest(specId);
  expect(await database.db.finding.findMany({ where: { specId, kind: 'contradiction', goneAt: null } })).toEqual([]);
});

test('a question is asked of a person, of another instead, and of nobody outside', async () => {
  const { specId } = await makeSpec();
  const question = contradictionIn(text);
  const { id: findingId, kind, proof, criteria, title, cause } = question;
  const card = { kind, grade: proof.grade, criteria: [...criteria], title, cause, question: question.question.text };
  const userId = people.get('reviewer') ?? '';
  await assignQuestion(as('editor'), { specId, findingId, userId, card });
  expect((await listQuestions(as('editor'), { specId })).assigned).toEqual([{ findingId, userId, name: 'reviewer' }]);
  const notices = (who: string) =>
    database.db.notice.findMany({ where: { specId, userId: who, settledAt: null, key: { startsWith: 'assigned:' } } });
  expect(await notices(userId)).toHaveLength(1);
  await assignQuestion(as('editor'), { specId, findingId, userId: people.get('owner') ?? '', card });
  expect(await notices(userId)).toHaveLength(0);
  await expect(assignQuestion(as('editor'), { specId, findingId, userId: 'stranger', card })).rejects.toMatchObject({ code: 'invalid' });
  const abroad = { ...as('owner'), organizationId: 'elsewhere' };
  await expect(listQuestions(abroad, { specId })).rejects.toMatchObject({ code: 'not_found' });
});

test('what two open specs disagree on is asked of both, and one answer is enough', async () => {
  const { specId, projectId, documentId } = await makeSpec();
  const [glossary = '', criteria = ''] = text.split('## Requirements');
  const [first, second] = criteria.split(/\n(?=2\. )/);
  await editDocument(
    database,
    documentId,
    (now) => ({ start: 0, removed: now.length, inserted: `${glossary}## Requirements${first ?? ''}\n` }),
    null,
  );
  const head = '\n\n### Requirement 1: Limits\n\n';
  const other = await addSpec(projectId, 'limits', `${glossary}## Requirements${head}${(second ?? '').replace('2. ', '1. ')}`);
  const between = async (id: string) => {
    await listQuestions(as('editor'), { specId: id });
    await questionsAtRest(id);
    return (await listQuestions(as('editor'), { specId: id })).further.filter(({ isBetween }) => isBetween);
  };
  const [mine] = await between(specId);
  const [theirs] = await between(other.specId);
  expect(mine?.finding).toMatchObject({ kind: 'between-specs', criteria: ['pricing#1.1', 'limits#1.1'] });
  expect(theirs?.finding.id).toBe(mine?.finding.id);
  expect(theirs?.cause).toBe(mine?.cause);
  const { id: findingId, question } = mine?.finding ?? { id: '', question: { text: '' } };
  await answerQuestion(as('editor'), {
    id: randomUUID(),
    specId,
    findingId,
    cause: mine?.cause ?? '',
    criteria: [],
    question: question.text,
    answer: { kind: 'free', words: 'The limit wins.' },
  });
  expect((await listQuestions(as('editor'), { specId: other.specId })).answers).toMatchObject([{ findingId, words: 'The limit wins.' }]);
});

test('whether answers are written down is set once for a project, and remembered who set it', async () => {
  const { specId, projectId } = await makeSpec();
  await configureQuestions(as('owner'), { specId, hasClarifications: true });
  expect((await listQuestions(as('reviewer'), { specId })).hasClarifications).toBe(true);
  expect(await database.db.auditEntry.count({ where: { projectId, action: 'project.configured' } })).toBe(1);
});
