import { mergeClaims, readClaims } from '#core/study/claims.ts';
import { claimFinding, decideClaim } from '#core/study/decide-claims.ts';
import type { Perspective } from '#core/study/perspectives.ts';
import { criticPrompt } from '#server/agents/study-prompts.ts';
import { keepStudy } from '#server/services/studies/keep-study.ts';
import { readStudyGround } from '#server/services/studies/study-ground.ts';
import { type Attempt, type Done, durableStep, type RunSession } from '../run-session.ts';
import { askStudy } from './ask-study.ts';

const stepOf = ({ id }: Perspective) => `critic-${id}`;

/** Asks every critic, all at once; gives how many there are. */
export async function askCritics(session: RunSession, perspectives: readonly Perspective[]): Promise<number> {
  const { text, criteria } = await readStudyGround(session.house, session.run.specId);
  await Promise.all(
    perspectives.map((perspective) =>
      durableStep(session, {
        step: stepOf(perspective),
        title: `Asks the critic for ${perspective.label.toLowerCase()}`,
        work: askStudy(session, criticPrompt(perspective, text, criteria)),
      }),
    ),
  );
  return perspectives.length;
}

/** Puts the claims of all critics together, lets the engines decide what they can, and keeps the rest as questions, those of the most voices first. */
export function concludeCritics(session: RunSession, perspectives: readonly Perspective[]) {
  return async ({ step, attempt, emit }: Attempt): Promise<Done> => {
    const { house, run, memory } = session;
    const { criteria, analysed } = await readStudyGround(house, run.specId);
    const known = new Set(criteria.map(({ id }) => id));
    const notes: string[] = [];
    const heard = perspectives.flatMap((perspective) => {
      const output = memory.get(stepOf(perspective));
      if (output?.kind !== 'heard' || output.text === null) return [];
      const answer = readClaims(output.text, known);
      if (!answer) notes.push(`The critic for ${perspective.label.toLowerCase()} said nothing that can be read.`);
      else if (answer.dropped > 0)
        notes.push(`${answer.dropped} of what the critic for ${perspective.label.toLowerCase()} said is about no criterion, or too much.`);
      return answer ? [{ perspective: perspective.label, claims: answer.claims }] : [];
    });
    const merged = mergeClaims(heard);
    const open = merged.filter((claim) => {
      const decision = decideClaim(analysed, claim);
      const name = claim.criteria.join(', ');
      if (decision.verdict === 'proved') notes.push(`${name}: the engines prove it, and ask it already. ${claim.claim}`);
      if (decision.verdict === 'refuted') notes.push(`${name}: the confirmed readings rule it out. ${claim.claim}`);
      return decision.verdict === 'open';
    });
    const findings = open.map((claim) => claimFinding(claim, heard.length));
    await keepStudy(house, run, { tier: 'critics', findings, analysed });
    const made = heard.reduce((sum, { claims }) => sum + claims.length, 0);
    emit({
      kind: 'said',
      step,
      attempt,
      text: [`${made} claims of ${heard.length} critics: ${merged.length} once each, ${open.length} of them for people.`, ...notes].join(
        '\n',
      ),
    });
    return { output: { kind: 'ready' } };
  };
}
