import type { Finding, FindingKind, Witness } from '#core/analysis/finding.ts';
import { decideRealizability, type GameVariable, type Realizability } from '#core/analysis/game/realizability.ts';
import { namesIn } from '#core/analysis/timed/groups.ts';
import { fretMonitor } from './fret-monitor.ts';
import type { FretProject, FretRequirement } from './read-fret.ts';

/** Requirements that share outputs, directly or through others. */
export type FretComponent = { system: string; name: string; requirements: readonly string[]; realizability: Realizability };

export type FretAnalysis = { components: FretComponent[]; findings: Finding[] };

const LARGEST_FOR_TRIPLES = 20;

/**
 * Whether each connected component of a project can be realised, and where not, the smallest sets of requirements that cannot: FRET's own question, answered
 * without its solvers. Sentences that say the same twice are redundant.
 */
export function analyseFret({ requirements, variables }: FretProject): FretAnalysis {
  const analysis: FretAnalysis = { components: [], findings: [] };
  for (const [system, own] of variables) {
    const mine = requirements.filter(({ component }) => component === system);
    const outputs = new Set(own.filter(({ isOutput }) => isOutput).map(({ name }) => name));
    for (const [index, group] of componentsOf(mine, outputs).entries()) {
      const realizability: Realizability =
        outputs.size === 0 ? { verdict: 'unknown', reason: 'It is not said which variables are outputs.' } : realize(own, group);
      analysis.components.push({ system, name: `CC${index}`, requirements: group.map(({ id }) => id), realizability });
      if (realizability.verdict === 'unrealizable') analysis.findings.push(...conflictsOf(own, group, realizability));
    }
    analysis.findings.push(...repetitionsOf(mine));
  }
  return analysis;
}

function realize(variables: readonly GameVariable[], group: readonly FretRequirement[]): Realizability {
  const names = new Set(group.flatMap((one) => [...namesOf(one)]));
  return decideRealizability(
    variables.filter(({ name }) => names.has(name)),
    group.map(({ sentence, doubt }) => fretMonitor(sentence, doubt)),
  );
}

function namesOf({ sentence }: FretRequirement): Set<string> {
  const names = new Set<string>();
  for (const part of [sentence.mode, sentence.trigger, sentence.stop, sentence.response]) if (part) namesIn(part, names);
  return names;
}

function componentsOf(requirements: readonly FretRequirement[], outputs: ReadonlySet<string>): FretRequirement[][] {
  const groups: { outputs: Set<string>; members: FretRequirement[] }[] = [];
  for (const requirement of requirements) {
    const merged = { outputs: new Set([...namesOf(requirement)].filter((name) => outputs.has(name))), members: [requirement] };
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
  return found.map(({ set, realizability }) => {
    const kind: FindingKind = set.length === 1 ? 'impossible-response' : set.length === 2 ? 'contradiction' : 'conflict';
    return finding(
      kind,
      set.map(({ id }) => id),
      witnessOf(realizability),
    );
  });
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
