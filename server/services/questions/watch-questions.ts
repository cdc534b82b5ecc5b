import type { WordedFinding } from '#core/analysis/analysed-spec.ts';
import { deepSlices } from '#core/analysis/deep-slices.ts';
import { propertiesToProve, propertyFinding } from '#core/analysis/property-findings.ts';
import { readDesign } from '#core/formats/read-document.ts';
import { questionsOf, type SpecQuestion } from '#core/questions/spec-question.ts';
import type { House } from '#server/context.ts';
import { createSolver, type Solver } from '#server/solver/solver.ts';
import { readBetween } from './between-specs.ts';
import { tellQuestions } from './find-spec.ts';
import { keepFindings } from './keep-findings.ts';
import { analyseTexts, type MeaningTexts, readMeaningTexts, wordFurther } from './spec-meaning.ts';

/** How far the slower engines are with the durable texts of a spec. */
export type DeepState = 'checking' | 'done';

type Watched = { specId: string; organizationId: string; projectId: string };
type Check = { stamp: string; over: AbortController; done: Promise<void>; isDone: boolean };

/** One solver for the process, started by the first question that needs it. */
let solver: Solver | null = null;
const checks = new Map<string, Check>();
const mostChecks = 500;

/**
 * Makes sure that the durable texts of a spec have been through every engine, in the background: what is found is kept as it comes and pages are told.
 * Says how far that is. A check of texts that are no longer the latest is given up.
 */
export async function watchQuestions(house: Pick<House, 'db' | 'engine'>, watched: Watched): Promise<DeepState> {
  const texts = await readMeaningTexts(house.db, watched.specId);
  if (!texts) return 'done';
  const stamp = `${texts.stamp} ${await stampOfOthers(house, watched)}`;
  const known = checks.get(watched.specId);
  if (known?.stamp === stamp) return known.isDone ? 'done' : 'checking';
  known?.over.abort();
  const over = new AbortController();
  const check: Check = { stamp, over, isDone: false, done: Promise.resolve() };
  checks.delete(watched.specId);
  checks.set(watched.specId, check);
  const oldest = checks.entries().next().value;
  if (checks.size > mostChecks && oldest?.[1].isDone) checks.delete(oldest[0]);
  check.done = finish(house, watched, texts, check);
  return 'checking';
}

/** Runs a check to its end, and tells pages that it is there, also where it found nothing. */
async function finish(house: Pick<House, 'db' | 'engine'>, watched: Watched, texts: MeaningTexts, check: Check): Promise<void> {
  const { specId, organizationId } = watched;
  try {
    await runCheck(house, watched, texts, check.over.signal);
    check.isDone = true;
    if (!check.over.signal.aborted) await house.db.$transaction((tx) => tellQuestions(tx, organizationId, [specId]));
  } catch (cause) {
    // The next question of a page tries again.
    if (checks.get(specId) === check) checks.delete(specId);
    check.isDone = true;
    console.error(`The analysis of spec ${specId} failed`, cause);
  }
}

/** Waits until nothing more is checked of a spec. */
export async function questionsAtRest(specId: string): Promise<void> {
  await checks.get(specId)?.done;
}

async function runCheck(house: Pick<House, 'db' | 'engine'>, watched: Watched, texts: MeaningTexts, signal: AbortSignal): Promise<void> {
  const analysed = await analyseTexts(watched.specId, texts);
  const keep = async (
    tier: 'instant' | 'deep' | 'between',
    questions: readonly SpecQuestion[],
    worded: readonly WordedFinding[],
    isWhole: boolean,
  ) => {
    if (!signal.aborted) await keepFindings(house, watched, { tier, questions, worded, isWhole });
  };
  await keep('instant', questionsOf(analysed), [], true);
  const found: WordedFinding[] = [];
  const known = new Set(analysed.findings.map(({ id }) => id));
  const deep = () =>
    questionsOf({ findings: [], readings: analysed.readings }, found).filter(({ id }) => found.some((one) => one.id === id));
  const only = deepSlices(analysed);
  if (only.size > 0) {
    solver ??= createSolver();
    for await (const { findings } of solver.check(analysed.system, { signal, only })) {
      const fresh = findings.filter(({ id, criteria }) => !known.has(id) && criteria.length > 0);
      if (fresh.length === 0) continue;
      for (const { id } of fresh) known.add(id);
      // About readings that nobody has confirmed a proof says no more than they do: a hint.
      const graded = fresh.map((finding) =>
        finding.criteria.every((id) => !analysed.unconfirmed.has(id))
          ? finding
          : { ...finding, proof: { grade: 'hint' as const, engine: finding.proof.engine } },
      );
      found.push(...wordFurther(texts, analysed, graded));
      await keep('deep', deep(), found, false);
    }
  }
  for (const asked of propertiesToProve(analysed, readDesign(texts.design).tree)) {
    solver ??= createSolver();
    const finding = propertyFinding(asked, await solver.prove(asked.system, asked.claim.rule, signal), analysed.unconfirmed);
    if (finding) found.push(...wordFurther(texts, analysed, [finding]));
  }
  await keep('deep', deep(), found, true);
  const between = await readBetween(house, watched, analysed);
  await keep('between', between.questions, between.worded, true);
}

/** Texts of the other specs take part: what they say of one another changes with them. */
async function stampOfOthers({ db }: Pick<House, 'db'>, { projectId, specId }: Watched): Promise<string> {
  const rows = await db.document.findMany({
    where: { spec: { projectId, archivedAt: null, id: { not: specId } }, kind: { in: ['requirements', 'bugfix', 'readings'] } },
    select: { id: true, headSeq: true, epoch: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, headSeq, epoch }) => `${id}:${epoch}:${headSeq}`).join(' ');
}
