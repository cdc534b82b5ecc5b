import type { AnalysedSpec, CriterionReading, Question, WordedFinding } from '#core/analysis/analysed-spec.ts';
import { hashOf } from '#core/analysis/cells/slice-hash.ts';
import type { Proof, Witness } from '#core/analysis/finding.ts';

/** What the analysis asks people, as a card shows it. */
export type SpecQuestion = {
  /** The same cause gives the same id in every analysis. */
  id: string;
  kind: WordedFinding['kind'];
  proof: Proof;
  criteria: readonly string[];
  /** What was found, in one sentence. */
  title: string;
  why: string;
  /** Facts of the step that shows it, a line each. */
  facts: readonly string[];
  /** What each criterion asks for in that step. */
  asked: readonly { criterion: string; says: string }[];
  /** True where the step belongs to a path: then the facts name their steps. */
  isPath: boolean;
  question: Question;
  /** Whose doubt it is, and of how many who were asked; null for what engines found. */
  voices: WordedFinding['voices'] | null;
  /** Names the sentences as they are: an answer holds for these. */
  cause: string;
};

/** How much it matters, most first. */
const RANKS: Partial<Record<SpecQuestion['kind'], number>> = {
  contradiction: 0,
  conflict: 0,
  'timing-conflict': 0,
  'between-specs': 1,
  'impossible-response': 1,
  'property-contradicted': 1,
  'contradictory-assumptions': 1,
  boundary: 2,
  'never-triggerable': 3,
  gap: 4,
  'output-gap': 4,
  'offered-readings': 0,
  critique: 4,
  ambiguous: 5,
};
const GRADES: Record<Proof['grade'], number> = { proved: 0, bounded: 10, hint: 20 };

/** Kinds that say that criteria cannot be followed together. */
const CONTRADICTIONS: ReadonlySet<SpecQuestion['kind']> = new Set([
  'contradiction',
  'conflict',
  'timing-conflict',
  'between-specs',
  'impossible-response',
  'property-contradicted',
  'contradictory-assumptions',
]);

/** Whether a question is about criteria that cannot all be followed, and that is proved. */
export function isContradiction({ kind, proof }: Pick<SpecQuestion, 'kind' | 'proof'>): boolean {
  return proof.grade !== 'hint' && CONTRADICTIONS.has(kind);
}

/**
 * The questions of a spec, what matters most first: its findings, those of slower engines that came from the server, and what the words of each sentence
 * leave open. Each finding is asked once. With a memory of its own, a caller that asks again for almost the same spec gets the same objects for what
 * is the same.
 */
export function questionsOf(
  { findings, readings }: Pick<AnalysedSpec, 'findings' | 'readings'>,
  further: readonly WordedFinding[] = [],
  memory: QuestionMemory = createQuestionMemory(),
): SpecQuestion[] {
  const byId = new Map<string, SpecQuestion>();
  const sentences = new Map(readings.map(({ criterion, sentenceHash }) => [criterion, sentenceHash]));
  for (const finding of [...findings, ...further]) {
    if (byId.has(finding.id)) continue;
    const said = finding.criteria.map((id) => sentences.get(id));
    const known = memory.ofFindings.get(finding);
    const isKnown = known?.said.every((hash, at) => hash === said[at]) ?? false;
    const question = known && isKnown ? known.question : fromFinding(finding, causeOf(finding, sentences));
    if (!isKnown) memory.ofFindings.set(finding, { said, question });
    byId.set(finding.id, question);
  }
  for (const reading of readings) {
    const questions = memory.ofReadings.get(reading) ?? fromReading(reading);
    memory.ofReadings.set(reading, questions);
    for (const question of questions) byId.set(question.id, question);
  }
  const order = new Map(readings.map(({ criterion }, at) => [criterion, at]));
  const rank = ({ kind, proof }: SpecQuestion) => GRADES[proof.grade] + (RANKS[kind] ?? 6);
  const placeOf = ({ criteria }: SpecQuestion) => order.get(criteria[0] ?? '') ?? Number.MAX_SAFE_INTEGER;
  return [...byId.values()].sort((a, b) => rank(a) - rank(b) || placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1));
}

/** What `questionsOf` made of findings and readings that are still there. */
export type QuestionMemory = {
  /** With the hashes of the sentences that each was about. */
  ofFindings: WeakMap<WordedFinding, { said: readonly (string | undefined)[]; question: SpecQuestion }>;
  ofReadings: WeakMap<CriterionReading, readonly SpecQuestion[]>;
};

/** An empty memory. */
export function createQuestionMemory(): QuestionMemory {
  return { ofFindings: new WeakMap(), ofReadings: new WeakMap() };
}

/** Names the sentences that a finding is about, whatever their ids and order; `sentences` gives their hashes. */
export function causeOf({ criteria }: Pick<WordedFinding, 'criteria'>, sentences: ReadonlyMap<string, string>): string {
  return hashOf(
    [...criteria]
      .sort()
      .map((id) => `${id} ${sentences.get(id) ?? ''}`)
      .join('\n'),
  );
}

function fromFinding(finding: WordedFinding, cause: string): SpecQuestion {
  const { id, kind, proof, criteria, title, why, scenario, question, witness } = finding;
  const asked: { criterion: string; says: string }[] = [];
  const facts: string[] = [];
  for (const line of scenario) {
    const criterion = criteria.find((each) => line.startsWith(`${each} asks: `));
    if (criterion === undefined) facts.push(sentence(line));
    else asked.push({ criterion, says: sentence(line.slice(`${criterion} asks: `.length)) });
  }
  return { id, kind, proof, criteria, title, why, facts, asked, isPath: isPath(witness), question, voices: finding.voices ?? null, cause };
}

function isPath(witness: Witness | null): boolean {
  return (witness?.steps.length ?? 0) > 1;
}

/** The words of a sentence that people understand in two ways. */
function fromReading({ criterion, sentenceHash, questions }: CriterionReading): SpecQuestion[] {
  return questions.map((question, at) => ({
    id: `words-${criterion}-${at}`,
    kind: 'ambiguous',
    proof: { grade: 'hint', engine: 'rules' },
    criteria: [criterion],
    title: `${criterion} can be read in more than one way.`,
    why: 'Two people will build it in two ways.',
    facts: [],
    asked: [],
    isPath: false,
    voices: null,
    question,
    cause: hashOf(`${criterion} ${sentenceHash}`),
  }));
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An answer as it is kept. The latest that was not taken back counts. */
export type KeptAnswer = { findingId: string; cause: string; isWithdrawn: boolean };

/** Parts questions into those that are open and those that somebody has answered for these very sentences. `answers` oldest first. */
export function partByAnswers<A extends KeptAnswer>(
  questions: readonly SpecQuestion[],
  answers: readonly A[],
): { open: SpecQuestion[]; settled: { question: SpecQuestion; answer: A }[] } {
  const latest = new Map<string, A>();
  for (const answer of answers) if (!answer.isWithdrawn) latest.set(`${answer.findingId} ${answer.cause}`, answer);
  const open: SpecQuestion[] = [];
  const settled: { question: SpecQuestion; answer: A }[] = [];
  for (const question of questions) {
    const answer = latest.get(`${question.id} ${question.cause}`);
    if (answer) settled.push({ question, answer });
    else open.push(question);
  }
  return { open, settled };
}
