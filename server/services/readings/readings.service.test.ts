import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { decide } from '#server/services/approvals/decide.ts';
import { readStageFacts } from '#server/services/approvals/stage-facts.ts';
import { confirmedPart, suiteGroundOf } from '#server/services/checks/suite-system.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { analyseTexts, readMeaningTexts } from '#server/services/questions/spec-meaning.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { changeGlossary } from './change-glossary.ts';
import { defineTerm } from './define-term.ts';
import { listConfirmations } from './list-confirmations.ts';
import { getProjectGlossary } from './project-glossary.ts';
import { takeBackReadings } from './take-back-readings.ts';
import { writeReadings } from './write-readings.ts';

const requirements = `# Requirements

## Glossary

- **Total**: What all of it costs.

### Requirement 1: Fees

#### Acceptance Criteria

1. WHEN an Order is submitted, THE Shop SHALL charge a Fee of 4.90 EUR.
2. WHILE the Total exceeds 50.00 EUR, THE Shop SHALL charge no Fee.
`;

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

/** What the rules propose of each criterion, as the page would send it. */
const proposals = (readings = '') =>
  analyseSpec({ requirements, readings }).readings.map(({ criterion, sentenceHash, lines, fresh }) => ({
    criterion,
    sentenceHash,
    rules: [...(fresh ?? lines)],
  }));

async function statesOf(specId: string) {
  const texts = await readMeaningTexts(team.house.db, specId);
  if (!texts) throw new Error('no criteria');
  return (await analyseTexts(specId, texts)).readings.map(({ criterion, state }) => `${criterion} ${state}`);
}

test('confirming makes the document, says who and when, and is what suites rest on', async () => {
  const { specId } = await team.addSpec({ requirements });
  const editor = await team.as('editor');
  expect(await writeReadings(editor, { specId, readings: proposals().slice(0, 1), isConfirmed: true })).toEqual({
    written: ['1.1'],
    left: [],
  });
  expect(await statesOf(specId)).toEqual(['1.1 confirmed', '1.2 proposed']);
  expect(await listConfirmations(editor, { specId })).toMatchObject([
    { criterion: '1.1', by: 'The editor', isTakenBack: false, sentence: expect.stringContaining('4.90 EUR') },
  ]);
  const entry = await team.house.db.auditEntry.findFirst({ where: { action: 'reading.confirmed', subjectId: specId } });
  expect(entry).toMatchObject({ actorName: 'The editor', after: { sentences: { '1.1': proposals()[0]?.sentenceHash } } });
  const ground = await suiteGroundOf(team.house.db, specId);
  expect(ground?.unconfirmed).toEqual(['1.2']);
  expect(ground && confirmedPart(ground).rules.map(({ criterion }) => criterion)).toEqual(['1.1']);
});

test('a sentence that has changed is not confirmed, nor is a rule with a mistake, and the rest is', async () => {
  const { specId } = await team.addSpec({ requirements });
  const editor = await team.as('editor');
  const [first, second] = proposals();
  if (!first || !second) throw new Error('two criteria');
  const outcome = await writeReadings(editor, {
    specId,
    isConfirmed: true,
    readings: [{ ...first, sentenceHash: '00000000' }, second, { criterion: '9.9', sentenceHash: '00000000', rules: ['then x'] }],
  });
  expect(outcome.written).toEqual(['1.2']);
  expect(outcome.left.map(({ criterion, why }) => `${criterion}: ${why}`)).toEqual([
    '1.1: The sentence of 1.1 has changed meanwhile. Look at it again.',
    '9.9: There is no criterion 9.9 any more.',
  ]);
  await expect(
    writeReadings(editor, { specId, isConfirmed: true, readings: [{ ...first, rules: ['then fee = 5 min'] }] }),
  ).rejects.toMatchObject({ code: 'invalid' });
  expect(await statesOf(specId)).toEqual(['1.1 proposed', '1.2 confirmed']);
});

test('an edit of the sentence makes it stale; taken back it is a proposal; dropped, the rules read it', async () => {
  const { specId, documentIds } = await team.addSpec({ requirements });
  const editor = await team.as('editor');
  await writeReadings(editor, { specId, readings: proposals(), isConfirmed: true });
  const id = documentIds['requirements'] ?? '';
  await editDocument(team.house, id, (text) => ({ start: text.indexOf('4.90'), removed: 4, inserted: '5.90' }), editor.actor.userId);
  expect(await statesOf(specId)).toEqual(['1.1 stale', '1.2 confirmed']);
  await takeBackReadings(editor, { specId, criteria: ['1.2'] });
  expect(await statesOf(specId)).toEqual(['1.1 stale', '1.2 proposed']);
  expect((await listConfirmations(editor, { specId })).map(({ isTakenBack }) => isTakenBack)).toEqual([false, true]);
  await takeBackReadings(editor, { specId, criteria: ['1.1', '1.2'], isDropped: true });
  expect(await statesOf(specId)).toEqual(['1.1 proposed', '1.2 proposed']);
});

test('two who confirm at once confirm both, in one document', async () => {
  const { specId } = await team.addSpec({ requirements });
  const [editor, admin] = [await team.as('editor'), await team.as('admin')];
  const [first, second] = proposals();
  if (!first || !second) throw new Error('two criteria');
  await Promise.all([
    writeReadings(editor, { specId, readings: [first], isConfirmed: true }),
    writeReadings(admin, { specId, readings: [second], isConfirmed: true }),
  ]);
  expect(await statesOf(specId)).toEqual(['1.1 confirmed', '1.2 confirmed']);
});

test('an approval names the readings, and another confirmed reading makes it stale', async () => {
  const { specId } = await team.addSpec({ requirements });
  const [editor, owner] = [await team.as('editor'), await team.as('owner')];
  await writeReadings(editor, { specId, readings: proposals().slice(0, 1), isConfirmed: true });
  const { documents } = await readStageFacts(team.house.db, specId);
  const revisions = Object.fromEntries(documents.map(({ id, sha256 }) => [id, sha256]));
  expect(Object.keys(revisions)).toHaveLength(2);
  const { id } = await decide(owner, { specId, stage: 'requirements', revisions, decision: 'approved' });
  const named = await team.house.db.approvalDocument.findMany({ where: { approvalId: id }, include: { document: true } });
  expect(named.map(({ document }) => document.kind).sort()).toEqual(['readings', 'requirements']);
  const readings = documents.find(({ kind }) => kind === 'readings');
  expect(named.find(({ document }) => document.kind === 'readings')?.sha256).toBe(readings?.sha256);
  await writeReadings(editor, { specId, readings: proposals().slice(1), isConfirmed: true });
  await expect(decide(owner, { specId, stage: 'requirements', revisions, decision: 'approved' })).rejects.toMatchObject({
    code: 'revision_changed',
  });
});

test('the glossary changes, is shared in the project, and is written back into the text', async () => {
  const { specId, documentIds, projectId } = await team.addSpec({ requirements });
  const editor = await team.as('editor');
  await changeGlossary(editor, { specId, change: { kind: 'declare', name: null, line: 'event submit as "an Order is submitted"' } });
  await expect(changeGlossary(editor, { specId, change: { kind: 'declare', name: null, line: 'event submit' } })).rejects.toMatchObject({
    code: 'invalid',
  });
  const other = await team.house.db.spec.create({
    data: { projectId, slug: 'other', title: 'Other', kind: 'feature', folder: '.kiro/specs/other' },
  });
  expect(await getProjectGlossary(editor, { specId: other.id })).toMatchObject({
    shared: [{ name: 'submit', spec: 'spec' }],
    clashes: [],
    titles: { spec: 'Spec' },
  });
  expect(await defineTerm(editor, { specId, term: 'Fee', definition: 'What is charged.' })).toEqual({ change: 'edited' });
  const { text } = await readDocument(team.house.db, documentIds['requirements'] ?? '');
  expect(text).toContain('- **Total**: What all of it costs.\n- **Fee**: What is charged.\n');
  await expect(defineTerm(editor, { specId, term: 'Fee', definition: 'What is charged.' })).rejects.toMatchObject({ code: 'invalid' });
  expect(await defineTerm(await team.as('reviewer'), { specId, term: 'Order', definition: 'What a customer wants.' })).toEqual({
    change: 'suggested',
  });
});

test('nobody outside the organization', async () => {
  const { specId } = await team.addSpec({ requirements });
  const stranger = { ...(await team.as('owner')), organizationId: 'elsewhere' };
  await expect(writeReadings(stranger, { specId, readings: proposals(), isConfirmed: true })).rejects.toMatchObject({ code: 'not_found' });
  await expect(listConfirmations(stranger, { specId })).rejects.toMatchObject({ code: 'not_found' });
  await expect(getProjectGlossary(stranger, { specId })).rejects.toMatchObject({ code: 'not_found' });
});
