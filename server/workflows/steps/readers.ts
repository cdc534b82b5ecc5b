import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import type { AnalysedSpec, WordedFinding } from '#core/analysis/analysed-spec.ts';
import { compareRules } from '#core/analysis/compare-rules.ts';
import { printDeclaration } from '#core/language/reading/format-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import {
  compareReaders,
  type Outcome,
  type ProposedTerm,
  type ReadersAnswer,
  readReadersAnswer,
  sharedDeclarations,
} from '#core/study/model-readings.ts';
import { agreedFinding, differenceFinding } from '#core/study/reader-findings.ts';
import { portionsOf, readers } from '#core/study/study.ts';
import { readerPrompt, repairPrompt } from '#server/agents/study-prompts.ts';
import { wordFurther } from '#server/services/questions/spec-meaning.ts';
import { keepStudy } from '#server/services/studies/keep-study.ts';
import { readStudyGround, type StudyGround } from '#server/services/studies/study-ground.ts';
import { createSolver, type Solver } from '#server/solver/solver.ts';
import { type Attempt, type Done, durableStep, type RunSession } from '../run-session.ts';
import { askStudy } from './ask-study.ts';

const numbers = Array.from({ length: readers }, (_, at) => at + 1);

/** The criteria that are asked about: those that nobody has confirmed a reading of. */
function askedOf({ criteria, analysed }: StudyGround) {
  const confirmed = new Set(analysed.readings.flatMap(({ criterion, state }) => (state === 'confirmed' ? [criterion] : [])));
  return criteria.filter(({ id }) => !confirmed.has(id));
}

/** What is declared by people and by the rules, a line each. */
const declarationsOf = ({ readings, analysed }: StudyGround) => parseReadings(`${readings}\n${analysed.proposal}`).tree.declarations;
const declaredIn = (ground: StudyGround) =>
  declarationsOf(ground)
    .map((one) => printDeclaration(one))
    .join('\n');

/** Asks each reader about each portion of the criteria, all at once; gives how many questions that is. */
export async function askReaders(session: RunSession): Promise<number> {
  const ground = await readStudyGround(session.house, session.run.specId);
  const portions = portionsOf(askedOf(ground));
  const questions = portions.flatMap((portion, at) =>
    numbers.map((reader) => ({ reader, at, prompt: readerPrompt(declaredIn(ground), ground.glossary, portion) })),
  );
  await Promise.all(
    questions.map(({ reader, at, prompt }) =>
      durableStep(session, {
        step: `reader-${reader}-${at}`,
        title: `Asks reader ${reader}${portions.length > 1 ? `, part ${at + 1} of ${portions.length}` : ''}`,
        work: askStudy(session, prompt),
      }),
    ),
  );
  return questions.length;
}

/** What each reader said in all: repaired readings in the place of those before. */
function answersOf({ memory }: RunSession, ground: StudyGround, isRepaired: boolean): ReadersAnswer[] {
  const sentences = new Map(ground.criteria.map(({ id, text }) => [id, text]));
  return numbers.map((reader) => {
    const terms: ProposedTerm[] = [];
    const rules = new Map<string, readonly string[]>();
    for (const [step, output] of memory) {
      if (output.kind !== 'heard' || output.text === null || !step.startsWith(`reader-${reader}-`)) continue;
      const answer = readReadersAnswer(output.text, sentences);
      for (const term of answer?.terms ?? []) terms.push(term);
      for (const [criterion, own] of answer?.rules ?? []) rules.set(criterion, own);
    }
    const repair = isRepaired ? memory.get(`repair-${reader}`) : undefined;
    const problems = memory.get('compare');
    if (repair?.kind === 'heard' && repair.text !== null && problems?.kind === 'heard' && problems.text !== null) {
      const answer = readReadersAnswer(repair.text, sentences);
      // Whoever leaves a sentence out now takes back what was read before.
      for (const { criterion } of problemsIn(problems.text)) {
        const own = answer?.rules.get(criterion);
        if (own) rules.set(criterion, own);
        else rules.delete(criterion);
      }
      for (const term of answer?.terms ?? []) terms.push(term);
    }
    return { terms, rules };
  });
}

async function compared(session: RunSession, ground: StudyGround, isRepaired: boolean) {
  const answers = answersOf(session, ground, isRepaired);
  const { terms, all } = sharedDeclarations(declarationsOf(ground), answers);
  const solver = createSolver({ timeoutMs: 60_000 });
  try {
    const ids = askedOf(ground).map(({ id }) => id);
    const outcomes = await compareReaders(ids, all, answers, (system, one, other) =>
      compareTwo(solver, system, one, other, session.cancelled),
    );
    return { outcomes, terms };
  } finally {
    await solver.close();
  }
}

/** Cells first: they are exact, and at once; what they leave open is the solver's. */
async function compareTwo(solver: Solver, ...[system, one, other, signal]: Parameters<Solver['compare']>): ReturnType<Solver['compare']> {
  const [a, b] = [one[0], other[0]];
  if (a && b && one.length === 1 && other.length === 1) {
    const compared = compareRules(system, a, b);
    if (compared.verdict === 'same') return compared;
    if (compared.verdict === 'different' && compared.witness) return { verdict: 'different', witness: compared.witness };
  }
  return solver.compare(system, one, other, signal);
}

type Problem = { criterion: string; text: string };
/** Written by `compareAnswers` below, and nobody else. */
const problemsIn = (text: string) => JSON.parse(text) as Problem[];

/** Where readings do not go together, each reader is told on which step they differ and reads those sentences once more. */
export async function repairReaders(session: RunSession): Promise<void> {
  const ground = await readStudyGround(session.house, session.run.specId);
  const found = await durableStep(session, { step: 'compare', title: 'Compares the readings', work: compareAnswers(session, ground) });
  const problems = found.kind === 'heard' && found.text !== null ? problemsIn(found.text) : [];
  if (problems.length === 0) return;
  const named = new Set(problems.map(({ criterion }) => criterion));
  const [portion = []] = portionsOf(ground.criteria.filter(({ id }) => named.has(id)));
  const inPortion = new Set(portion.map(({ id }) => id));
  const prompt = repairPrompt(
    readerPrompt(declaredIn(ground), ground.glossary, portion),
    problems.filter(({ criterion }) => inPortion.has(criterion)),
  );
  await Promise.all(
    numbers.map((reader) =>
      durableStep(session, { step: `repair-${reader}`, title: `Asks reader ${reader} again`, work: askStudy(session, prompt) }),
    ),
  );
}

function compareAnswers(session: RunSession, ground: StudyGround) {
  return async (): Promise<Done> => {
    const { outcomes } = await compared(session, ground, false);
    const problems = [...outcomes].flatMap(([criterion, outcome]): Problem[] => {
      if (outcome.kind === 'agreed' || (outcome.kind === 'unread' && outcome.why === 'No reader read it.')) return [];
      if (outcome.kind === 'unread') return [{ criterion, text: outcome.why }];
      const ways = outcome.variants.map(({ rules }) => rules.join(' ; ')).join(' — or — ');
      return [{ criterion, text: `${stepIn(outcome)} It was read as: ${ways}` }];
    });
    return { output: { kind: 'heard', text: JSON.stringify(problems), reason: null } };
  };
}

function stepIn({ witness }: Extract<Outcome, { kind: 'differs' }>): string {
  const [step] = witness?.steps ?? [];
  if (!step) return 'The readings differ.';
  const facts = Object.entries(step.before).map(([name, value]) => `${name} = ${String(value)}`);
  return `The readings differ in a step with event ${step.event}${facts.length > 0 ? ` and ${facts.join(', ')}` : ''}.`;
}

/** Puts the answers together: one offer of all that the readers agree on, and a question for each sentence on which they differ. */
export function concludeReaders(session: RunSession) {
  return async ({ step, attempt, emit }: Attempt): Promise<Done> => {
    const { house, run } = session;
    const ground = await readStudyGround(house, run.specId);
    const { outcomes, terms } = await compared(session, ground, true);
    const hashes = new Map(ground.criteria.map(({ id, text }) => [id, sentenceHash(text)]));
    const findings: WordedFinding[] = [];
    const agreed = [...outcomes].flatMap(([criterion, outcome]) =>
      outcome.kind === 'agreed' ? [{ criterion, sentenceHash: hashes.get(criterion) ?? '', rules: outcome.rules }] : [],
    );
    if (agreed.length > 0) findings.push(agreedFinding(agreed, terms, { all: outcomes.size, readers }));
    findings.push(...differences(ground, outcomes, terms, hashes));
    await keepStudy(house, run, { tier: 'readers', findings, analysed: ground.analysed });
    const unread = [...outcomes].flatMap(([criterion, outcome]) => (outcome.kind === 'unread' ? [`${criterion}: ${outcome.why}`] : []));
    const counts = `${agreed.length} of ${outcomes.size} criteria are read alike, ${outcomes.size - agreed.length - unread.length} in several ways, ${unread.length} by nobody.`;
    emit({ kind: 'said', step, attempt, text: [counts, ...unread].join('\n') });
    return { output: { kind: 'ready' } };
  };
}

function differences(
  ground: StudyGround,
  outcomes: ReadonlyMap<string, Outcome>,
  terms: readonly ProposedTerm[],
  hashes: ReadonlyMap<string, string>,
): WordedFinding[] {
  const open = [...outcomes].flatMap(([criterion, outcome]) => (outcome.kind === 'differs' ? [{ criterion, ...outcome }] : []));
  const most = Math.max(0, ...open.map(({ variants }) => variants.length));
  // Each way to read at once, for all criteria: what it says in plain English comes from the analysis of a text that has it.
  const ways = Array.from({ length: most }, (_, at): AnalysedSpec => {
    const lines = open.flatMap(
      ({ criterion, variants }) => (variants[at] ?? variants[0])?.rules.map((rule) => `${criterion}: ${rule}`) ?? [],
    );
    const declared = terms.map(({ line }) => line);
    return analyseSpec({
      requirements: ground.text,
      format: ground.format,
      readings: [declaredIn(ground), ...declared, ...lines].join('\n'),
    });
  });
  const [first] = ways;
  return open.map(({ criterion, variants, witness }) => {
    const bare = {
      id: '',
      kind: 'ambiguous',
      proof: { grade: 'hint', engine: 'readers' },
      criteria: [],
      event: null,
      variable: null,
      region: [],
      witness,
    } as const;
    const [worded] = first
      ? wordFurther({ requirements: ground.text, format: ground.format, readings: ground.readings }, first, [bare])
      : [];
    const said = variants.map((variant, at) => ({
      ...variant,
      english: ways[at]?.readings.find((reading) => reading.criterion === criterion)?.english ?? variant.rules.join('; '),
    }));
    return differenceFinding({ criterion, sentenceHash: hashes.get(criterion) ?? '' }, said, terms, {
      witness,
      scenario: worded?.scenario ?? [],
      readers,
    });
  });
}
