import type { Engine, Finding, FindingKind, Witness } from '#core/analysis/finding.ts';
import type { GameVariable, Realizability } from '#core/analysis/game/realizability.ts';
import type { FretProject, FretRequirement } from './read-fret.ts';
import { namesOfRequirement, realize } from './realize-fret.ts';

/** Requirements that share outputs, directly or through others. */
export type FretComponent = {
  system: string;
  name: string;
  requirements: readonly string[];
  realizability: Realizability;
  /** What nobody has declared and is taken to be an output; the verdict is true under that condition. */
  assumedOutputs: readonly string[];
};

export type FretAnalysis = {
  components: FretComponent[];
  findings: Finding[];
  /** What is left to a solver: the components that are unknown although it is known what the system decides. */
  open: { component: FretComponent; variables: readonly GameVariable[]; group: readonly FretRequirement[] }[];
};

const LARGEST_FOR_TRIPLES = 20;

/**
 * Whether each connected component of a project can be realised, and where not, the smallest sets of requirements that cannot: FRET's own question, answered
 * without its solvers. Sentences that say the same twice are redundant.
 */
export function analyseFret({ requirements, variables, assumedOutputs }: FretProject): FretAnalysis {
  const analysis: FretAnalysis = { components: [], findings: [], open: [] };
  for (const [system, own] of variables) {
    const mine = requirements.filter(({ component }) => component === system);
    const outputs = new Set(own.filter(({ isOutput }) => isOutput).map(({ name }) => name));
    const assumed = assumedOutputs.get(system) ?? [];
    for (const [index, group] of componentsOf(mine, outputs).entries()) {
      const names = new Set(group.flatMap((one) => [...namesOfRequirement(one)]));
      const realizability: Realizability =
        outputs.size === 0 ? { verdict: 'unknown', reason: 'It is not said which variables are outputs.' } : realize(own, group);
      const taken = assumed.filter((name) => names.has(name));
      const component: FretComponent = {
        system,
        name: `CC${index}`,
        requirements: group.map(({ id }) => id),
        realizability,
        assumedOutputs: taken,
      };
      analysis.components.push(component);
      if (realizability.verdict === 'unknown' && outputs.size > 0) analysis.open.push({ component, variables: own, group });
      if (realizability.verdict !== 'unrealizable') continue;
      const found = conflictsOf(own, group, realizability);
      analysis.findings.push(...(taken.length === 0 ? found : found.map(asHint)));
    }
    analysis.findings.push(...repetitionsOf(mine));
  }
  return analysis;
}

/** What is only so if nobody meant another variable to be an output is no proof. */
export const asHint = (one: Finding): Finding => ({ ...one, proof: { grade: 'hint', engine: one.proof.engine } });

function componentsOf(requirements: readonly FretRequirement[], outputs: ReadonlySet<string>): FretRequirement[][] {
  const groups: { outputs: Set<string>; members: FretRequirement[] }[] = [];
  for (const requirement of requirements) {
    const merged = { outputs: new Set([...namesOfRequirement(requirement)].filter((name) => outputs.has(name))), members: [requirement] };
    for (let index = groups.length - 1; index >= 0; index -= 1) {
      const group = groups[index];
      if (!group || ![...merged.outputs].some((name) => group.outputs.has(name))) continue;
      for (const name of group.outputs) merged.outputs.add(name);
      merged.members.unshift(...group.members);
      groups.splice(index, 1);
    }
    groups.push(merged);
  }
  return groups.map(({ members }) => members).sort((a, b) => b.length - a.length);
}

/** Every pair that cannot be realised (or requirement alone), then triples; where there are none, one smallest set. */
function conflictsOf(variables: readonly GameVariable[], group: readonly FretRequirement[], whole: Realizability): Finding[] {
  const found: { set: FretRequirement[]; realizability: Realizability }[] = [];
  const isKnown = (set: readonly FretRequirement[]) => found.some((one) => one.set.every((member) => set.includes(member)));
  const tryOut = (set: FretRequirement[]) => {
    if (isKnown(set)) return;
    const realizability = realize(variables, set);
    if (realizability.verdict === 'unrealizable') found.push({ set, realizability });
  };
  for (const one of group) tryOut([one]);
  for (const [index, one] of group.entries()) for (const other of group.slice(index + 1)) tryOut([one, other]);
  if (group.length <= LARGEST_FOR_TRIPLES)
    for (const [i, a] of group.entries())
      for (const [j, b] of group.entries()) for (const [k, c] of group.entries()) if (i < j && j < k) tryOut([a, b, c]);
  if (found.length === 0) {
    let kept = [...group];
    for (const one of group) {
      const without = kept.filter((other) => other !== one);
      if (realize(variables, without).verdict === 'unrealizable') kept = without;
    }
    found.push({ set: kept, realizability: whole });
  }
  return found.map(({ set, realizability }) =>
    unrealizableFinding(
      set.map(({ id }) => id),
      realizability,
      'timed',
    ),
  );
}

/** The finding that some requirements cannot be realised together. */
export function unrealizableFinding(ids: readonly string[], realizability: Realizability, engine: Engine): Finding {
  const kind: FindingKind = ids.length === 1 ? 'impossible-response' : ids.length === 2 ? 'contradiction' : 'conflict';
  return { ...finding(kind, ids, witnessOf(realizability)), proof: { grade: 'proved', engine } };
}

/** Sentences of the same meaning, word for word once names and white space are the same. */
function repetitionsOf(requirements: readonly FretRequirement[]): Finding[] {
  const seen = new Map<string, string>();
  return requirements.flatMap(({ id, sentence }) => {
    const { id: _own, ...meaning } = sentence;
    const key = JSON.stringify(meaning);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, id);
    return first === undefined ? [] : [finding('redundant', [first, id], null)];
  });
}

function witnessOf(realizability: Realizability): Witness | null {
  if (realizability.verdict !== 'unrealizable' || realizability.inputs === null) return null;
  return { steps: [{ event: 'tick', before: realizability.inputs, asked: {} }] };
}

function finding(kind: FindingKind, criteria: readonly string[], witness: Witness | null): Finding {
  const id = `${kind}:${[...criteria].sort().join('+')}`;
  return { id, kind, proof: { grade: 'proved', engine: 'timed' }, criteria, event: null, variable: null, region: [], witness };
}
