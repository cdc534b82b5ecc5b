import { lineDifferences } from '#core/edits/line-differences.ts';
import type { SpecTexts } from '#core/language/diagnose.ts';
import { describeDraft, draftProblems, readDraft } from '#core/study/draft.ts';
import type { Study } from '#core/study/study.ts';
import { type DraftGround, draftPrompt, mendPrompt } from '#server/agents/draft-prompts.ts';
import { Failure } from '#server/errors.ts';
import { readDocument, type StoredDocument } from '#server/services/documents/read-document.ts';
import { listFiles, mirrorPathOf } from '#server/workspaces/mirror.ts';
import { guidanceFor } from '../read-brief.ts';
import { type Attempt, type Done, durableStep, type RunSession } from '../run-session.ts';
import { askStudy } from './ask-study.ts';
import { specDesk } from './spec-desk.ts';

type Draft = Extract<Study, { kind: 'draft' }>;

/** How often an author is shown what the workbench found in the draft. What is left then, people see. */
const mostRounds = 3;
const stepOf = (document: Draft['document'], round: number) => `draft-${document}-${round}`;

/**
 * Asks an author for a draft, reads it as every text of the workbench is read, and shows the author what is wrong in it, until nothing is or the rounds are
 * used up. Gives how often the author was asked.
 */
export async function askAuthor(session: RunSession, draft: Draft): Promise<number> {
  const texts = await textsBeside(session, draft);
  const first = draftPrompt(draft.document, await readDraftGround(session, draft));
  let prompt = first;
  for (let round = 1; ; round += 1) {
    const title = round === 1 ? `Drafts the ${draft.document}` : `Mends the draft, round ${round}`;
    const output = await durableStep(session, { step: stepOf(draft.document, round), title, work: askStudy(session, prompt) });
    const answer = output.kind === 'heard' ? output.text : null;
    if (answer === null || round === mostRounds) return round;
    const text = readDraft(answer);
    const problems = text === null ? ['It is no document: it begins with "# " and its title.'] : draftProblems(texts, draft.document, text);
    if (problems.length === 0) return round;
    prompt = mendPrompt(first, text ?? answer, problems);
  }
}

/** Suggests the last draft that can be read, as a change of the text that its author was shown. */
export function concludeDraft(session: RunSession, draft: Draft) {
  return async ({ step, attempt, emit }: Attempt): Promise<Done> => {
    const heard = Array.from({ length: mostRounds }, (_, at) => session.memory.get(stepOf(draft.document, at + 1)));
    const text = heard
      .flatMap((output) => (output?.kind === 'heard' && output.text !== null ? [readDraft(output.text)] : []))
      .findLast(Boolean);
    if (!text) throw new Failure('invalid', 'The model wrote nothing that could be read as the document. Nothing was suggested.');
    const texts = await textsBeside(session, draft);
    const problems = draftProblems(texts, draft.document, text);
    const { id: documentId } = await findDocument(session, draft.document);
    const edits = lineDifferences(draft.base, text);
    if (edits.length === 0) throw new Failure('invalid', 'The draft is the text as it stands. Nothing was suggested.');
    const reason = `A draft of the ${draft.document}. ${describeDraft(texts, draft.document, text)}`;
    await specDesk(session, { step, attempt, callId: 'draft' }, emit).propose({ documentId, base: draft.base, edits, reason });
    const left =
      problems.length > 0 ? `\nThe workbench still finds in it:\n${problems.join('\n')}` : '\nThe workbench finds no problem in it.';
    emit({ kind: 'said', step, attempt, text: `${reason}${left}` });
    return { output: { kind: 'ready' } };
  };
}

async function findDocument({ house, run }: RunSession, kind: Draft['document']): Promise<{ id: string }> {
  const found = await house.db.document.findUnique({ where: { specId_kind: { specId: run.specId, kind } }, select: { id: true } });
  if (!found) throw new Failure('not_found', 'The document that was to be drafted is not there any more.');
  return found;
}

async function documentsOf({ house, run }: RunSession): Promise<StoredDocument[]> {
  const rows = await house.db.document.findMany({ where: { specId: run.specId }, select: { id: true } });
  return Promise.all(rows.map(({ id }) => readDocument(house.db, id)));
}

/** The other documents, as far as a draft is read together with them. */
async function textsBeside(session: RunSession, { document }: Draft): Promise<SpecTexts> {
  const documents = (await documentsOf(session)).filter(({ kind }) => kind !== document);
  const text = (...kinds: string[]) => documents.find(({ kind }) => kinds.includes(kind))?.text;
  const asked = document === 'bugfix' ? 'requirements' : document;
  return {
    ...(asked !== 'requirements' && { requirements: text('requirements', 'bugfix') }),
    ...(asked === 'tasks' && { design: text('design') }),
  };
}

async function readDraftGround(session: RunSession, { document, wish, base }: Draft): Promise<DraftGround> {
  const { house, run } = session;
  const documents = (await documentsOf(session)).filter(({ kind }) => kind !== document && kind !== 'readings');
  const guidance = await guidanceFor(house, run, wish);
  const files = await listFiles(mirrorPathOf(house.dataPath, run.projectId), run.baseCommit);
  return {
    title: run.spec.title,
    wish,
    base,
    beside: [
      ...guidance.map(({ path, text }) => ({ name: `Rules of the project, ${path}`, text })),
      ...documents.map(({ kind, text }) => ({ name: `The ${kind} of the spec`, text })),
    ],
    files: files.map(({ path }) => path),
  };
}
