import { applyDifference, type Difference, difference } from '#core/edits/difference.ts';
import { spanMover } from '#core/edits/moved-span.ts';
import { isSame } from '#core/language/is-same.ts';
import type { Span } from '#core/language/span.ts';
import type { AnalysedSpec, CriterionReading, Question, WordedFinding } from './analysed-spec.ts';

/** The texts that were analysed. */
type Texts = { text: string; readingsText: string | undefined };

/** What a page shows of an analysed spec, with the texts that it is true of. */
export type Meaning = Texts & Pick<AnalysedSpec, 'readings' | 'findings' | 'counts' | 'proposal' | 'diagnostics'>;

/** A list as the one before it: an item of its own, or the place of one of those before, which has moved with the text. */
type ListPatch<T> = readonly (number | T)[];

/**
 * What is new in a meaning beside the one before. The whole of a long spec is megabytes, which take longer to be handed from one thread to another
 * than a frame lasts; a key changes a few of them.
 */
export type MeaningPatch = {
  readings: ListPatch<CriterionReading>;
  findings: ListPatch<WordedFinding>;
  counts: Meaning['counts'];
  proposal: Difference;
  /** Null where they are as they were. */
  diagnostics: Meaning['diagnostics'] | null;
};

/** What leads from one meaning to the next. Linear. */
export function meaningPatch(before: Meaning, after: Meaning): MeaningPatch {
  const moved = spanMover(before.text, after.text);
  return {
    readings: listPatch(before.readings, after.readings, readingKey, (one) => movedReading(one, moved)),
    findings: listPatch(before.findings, after.findings, findingKey, (one) => movedFinding(one, moved)),
    counts: after.counts,
    proposal: difference(before.proposal, after.proposal),
    diagnostics: isSame(before.diagnostics, after.diagnostics) ? null : after.diagnostics,
  };
}

/**
 * The next meaning: `applyMeaning(before, meaningPatch(before, after), after)` equals `after`. What neither changed nor moved is the same object as before.
 */
export function applyMeaning(before: Meaning, patch: MeaningPatch, { text, readingsText }: Texts): Meaning {
  const moved = spanMover(before.text, text);
  return {
    readings: applyList(before.readings, patch.readings, (one) => movedReading(one, moved)),
    findings: applyList(before.findings, patch.findings, (one) => movedFinding(one, moved)),
    counts: patch.counts,
    proposal: applyDifference(before.proposal, patch.proposal),
    diagnostics: patch.diagnostics ?? before.diagnostics,
    text,
    readingsText,
  };
}

const readingKey = ({ criterion }: CriterionReading) => criterion;
const findingKey = ({ id }: WordedFinding) => id;

function listPatch<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string, move: (item: T) => T): ListPatch<T> {
  const places = new Map<string, number[]>();
  for (const [at, item] of before.entries()) {
    const key = keyOf(item);
    const known = places.get(key);
    if (known) known.push(at);
    else places.set(key, [at]);
  }
  return after.map((item) => {
    // Two may have one id, for texts say anything: each stands for one.
    const at = places.get(keyOf(item))?.shift();
    const known = at === undefined ? undefined : before[at];
    return at !== undefined && known !== undefined && isSame(move(known), item) ? at : item;
  });
}

function applyList<T extends object>(before: readonly T[], patch: ListPatch<T>, move: (item: T) => T): T[] {
  return patch.flatMap((one) => {
    if (typeof one !== 'number') return [one];
    const known = before[one];
    return known === undefined ? [] : [move(known)];
  });
}

type Move = (span: Span) => Span;

function movedReading(reading: CriterionReading, move: Move): CriterionReading {
  const span = movedOrSame(reading.span, move);
  const questions = mapOrSame(reading.questions, (question) => movedQuestion(question, move));
  return span === reading.span && questions === reading.questions ? reading : { ...reading, span, questions };
}

function movedFinding(finding: WordedFinding, move: Move): WordedFinding {
  const question = movedQuestion(finding.question, move);
  return question === finding.question ? finding : { ...finding, question };
}

function movedQuestion(question: Question, move: Move): Question {
  const options = mapOrSame(question.options, (option) => {
    const edits = mapOrSame(option.edits, (edit) => {
      const span = movedOrSame(edit.span, move);
      return span === edit.span ? edit : { ...edit, span };
    });
    return edits === option.edits ? option : { ...option, edits };
  });
  return options === question.options ? question : { ...question, options };
}

function movedOrSame(span: Span, move: Move): Span {
  const to = move(span);
  return to.start === span.start && to.end === span.end ? span : to;
}

/** The very list where every item of it stays what it is. */
function mapOrSame<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const next = items.map(change);
  return next.every((item, at) => item === items[at]) ? items : next;
}
