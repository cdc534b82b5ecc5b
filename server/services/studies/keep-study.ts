import type { AnalysedSpec, WordedFinding } from '#core/analysis/analysed-spec.ts';
import { questionsOf } from '#core/questions/spec-question.ts';
import type { House } from '#server/context.ts';
import { keepFindings } from '#server/services/questions/keep-findings.ts';

/** Keeps what a study found as questions of the spec, in the place of what the study before it of the same kind left open. Answers stay. Safe to repeat. */
export async function keepStudy(
  house: Pick<House, 'db' | 'engine'>,
  { specId, organizationId }: { specId: string; organizationId: string },
  {
    tier,
    findings,
    analysed,
  }: { tier: 'critics' | 'readers'; findings: readonly WordedFinding[]; analysed: Pick<AnalysedSpec, 'readings'> },
): Promise<void> {
  const ids = new Set(findings.map(({ id }) => id));
  const questions = questionsOf({ findings: [], readings: analysed.readings }, findings).filter(({ id }) => ids.has(id));
  await keepFindings(house, { specId, organizationId }, { tier, questions, worded: findings, isWhole: true });
}
