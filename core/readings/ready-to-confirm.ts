import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import type { SpecQuestion } from '#core/questions/spec-question.ts';

/** A reading that could be confirmed, and what is open about it; null where nothing is. */
export type Confirmable = { reading: CriterionReading; open: string | null };

/** The rules that a reading is confirmed as: those of the sentence of now. */
export function rulesOf({ lines, fresh }: Pick<CriterionReading, 'lines' | 'fresh'>): readonly string[] {
  return fresh ?? lines;
}

/** Whether there is something to say yes to. Rows of a table mean what the table says. */
export function isConfirmable(reading: CriterionReading): boolean {
  return reading.state !== 'confirmed' && reading.source !== 'table' && reading.english !== null && rulesOf(reading).length > 0;
}

/**
 * The readings that nobody has confirmed: those that are read in full and that no open question is about, and those that somebody should look at one by one, with the
 * first thing that is open about them. A hint about two readings opens neither.
 */
export function readyToConfirm(
  readings: readonly CriterionReading[],
  questions: readonly Pick<SpecQuestion, 'criteria' | 'title' | 'proof' | 'kind'>[],
): { ready: Confirmable[]; open: Confirmable[] } {
  const asked = new Map<string, string>();
  for (const { criteria, title, proof, kind } of questions)
    if (proof.grade !== 'hint' || kind === 'ambiguous') for (const id of criteria) if (!asked.has(id)) asked.set(id, title);
  const ready: Confirmable[] = [];
  const open: Confirmable[] = [];
  for (const reading of readings.filter(isConfirmable)) {
    const why =
      asked.get(reading.criterion) ??
      (reading.state === 'stale'
        ? 'The sentence has changed since somebody confirmed it.'
        : reading.coverage === 'read'
          ? null
          : reading.why);
    (why === null ? ready : open).push({ reading, open: why });
  }
  return { ready, open };
}
