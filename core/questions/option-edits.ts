import type { CriterionReading, WordedFinding } from '#core/analysis/analysed-spec.ts';

/** The finding with the edits of its options made where their criteria stand now. An option about a criterion that is gone changes nothing. */
export function withEdits(finding: WordedFinding, readings: readonly Pick<CriterionReading, 'criterion' | 'span'>[]): WordedFinding {
  if (finding.question.options.every(({ rewrite }) => rewrite === undefined)) return finding;
  const options = finding.question.options.map((option) => {
    const span = option.rewrite && readings.find(({ criterion }) => criterion === option.rewrite?.criterion)?.span;
    return option.rewrite && span ? { ...option, edits: [{ span, text: option.rewrite.sentence }] } : option;
  });
  return { ...finding, question: { ...finding.question, options } };
}
