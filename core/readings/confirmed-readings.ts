import { printRule } from '#core/language/reading/format-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import type { RequirementsTree } from '#core/language/spec-tree.ts';

/** What a person confirmed of one criterion, as far as the sentence is still the one that they read. */
export type ConfirmedReading = {
  criterion: string;
  /** Of the sentence (`sentenceHash`). */
  sentenceHash: string;
  /** What stands behind the colon in `readings.spec`, in its one shape; several lines where a sentence takes several. */
  rules: readonly string[];
};

/**
 * The readings that people have confirmed and whose sentences have not changed since, in the order of the text: what analysis may call proved and what evidence may rest
 * on. A criterion of which one line is not confirmed, or of another sentence, is not confirmed. Total: any text of readings will do.
 */
export function confirmedReadings(tree: RequirementsTree, readings: string): ConfirmedReading[] {
  const written = new Map<string, { rules: string[]; isConfirmed: boolean }>();
  const sentences = new Map(tree.requirements.flatMap(({ criteria }) => criteria.map(({ id, text }) => [id, sentenceHash(text)] as const)));
  for (const reading of parseReadings(readings).tree.readings) {
    const known = written.get(reading.id) ?? { rules: [], isConfirmed: true };
    known.rules.push(printRule(reading));
    if (reading.mark !== 'confirmed' || reading.hash === null || reading.hash !== sentences.get(reading.id)) known.isConfirmed = false;
    written.set(reading.id, known);
  }
  return [...sentences].flatMap(([criterion, hash]) => {
    const own = written.get(criterion);
    return own?.isConfirmed ? [{ criterion, sentenceHash: hash, rules: own.rules }] : [];
  });
}
