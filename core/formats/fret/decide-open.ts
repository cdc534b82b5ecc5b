import type { OneStep, OneStepVerdict } from '#core/analysis/smt/one-step.ts';
import { asHint, type FretAnalysis, unrealizableFinding } from './analyse-fret.ts';
import { firstStepOf } from './first-step.ts';
import type { FretRequirement } from './read-fret.ts';

/** So many requirements are tried alone and in pairs; of more, only the verdict is said. */
const LARGEST_FOR_PAIRS = 24;
/** A solver that does not know twice will not know the rest in good time. */
const MOST_UNKNOWN = 2;

/** The analysis with what a solver can say of the components that it left open. Nothing that was decided is changed. */
export async function decideOpen(analysis: FretAnalysis, decide: (game: OneStep) => Promise<OneStepVerdict>): Promise<FretAnalysis> {
  const components = [...analysis.components];
  const findings = [...analysis.findings];
  const open: FretAnalysis['open'] = [];
  for (const one of analysis.open) {
    const { component, variables, group } = one;
    const of = (part: readonly FretRequirement[]) => decide(firstStepOf(variables, part));
    const verdict = await of(group);
    if (verdict.verdict === 'unknown') {
      open.push(one);
      continue;
    }
    components[components.indexOf(component)] = { ...component, realizability: verdict };
    if (verdict.verdict !== 'unrealizable') continue;
    const found = await smallestOf(group, of);
    const made = (found.length > 0 ? found : [{ set: group, verdict }]).map(({ set, verdict: own }) =>
      unrealizableFinding(
        set.map(({ id }) => id),
        own,
        'z3',
      ),
    );
    findings.push(...(component.assumedOutputs.length === 0 ? made : made.map(asHint)));
  }
  return { components, findings, open };
}

type Unrealizable = Extract<OneStepVerdict, { verdict: 'unrealizable' }>;

/** The requirements alone, and then the pairs, that cannot be realised. */
async function smallestOf(
  group: readonly FretRequirement[],
  decide: (part: readonly FretRequirement[]) => Promise<OneStepVerdict>,
): Promise<{ set: readonly FretRequirement[]; verdict: Unrealizable }[]> {
  const found: { set: readonly FretRequirement[]; verdict: Unrealizable }[] = [];
  if (group.length > LARGEST_FOR_PAIRS) return found;
  let unknown = 0;
  const tryOut = async (set: readonly FretRequirement[]) => {
    if (unknown >= MOST_UNKNOWN || found.some((one) => one.set.every((member) => set.includes(member)))) return;
    const verdict = await decide(set);
    if (verdict.verdict === 'unknown') unknown += 1;
    if (verdict.verdict === 'unrealizable') found.push({ set, verdict });
  };
  for (const one of group) await tryOut([one]);
  for (const [index, one] of group.entries()) for (const other of group.slice(index + 1)) await tryOut([one, other]);
  return found;
}
