import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import type { DesignTree, Property } from '#core/language/spec-tree.ts';
import type { AnalysedSpec } from './analysed-spec.ts';
import type { Finding } from './finding.ts';
import { findingId } from './finding-id.ts';
import { eachVariable } from './mentions.ts';
import type { Claim } from './reading/merge-readings.ts';
import type { PropertyVerdict } from './smt/questions.ts';
import type { Rule, System } from './system.ts';

/** A property of the design with its reading and the rules that have to do with it. */
export type PropertyToProve = { property: Property; claim: Claim; system: System };

/** The properties whose readings still fit their statements. A reading of a property that is gone, or says something else by now, claims nothing. */
export function propertiesToProve({ claims, system }: Pick<AnalysedSpec, 'claims' | 'system'>, design: DesignTree): PropertyToProve[] {
  return claims.flatMap((claim): PropertyToProve[] => {
    const property = design.properties.find(({ id }) => `P${id}` === claim.rule.criterion);
    if (!property || (claim.hash !== null && claim.hash !== sentenceHash(property.statement))) return [];
    return [{ property, claim, system: { ...system, rules: rulesAbout(system, claim.rule) } }];
  });
}

/** The rules that share what they decide with a claim, directly or through one another. */
function rulesAbout({ rules, variables }: System, claim: Rule): Rule[] {
  const decided = new Set(variables.flatMap(({ name, role }) => (role === 'input' ? [] : [name])));
  const names = new Set<string>();
  const namesOf = ({ response }: Rule) => {
    const own: string[] = [];
    eachVariable(response, (name) => own.push(name));
    return own.filter((name) => decided.has(name));
  };
  for (const name of namesOf(claim)) names.add(name);
  const taken = new Set<Rule>();
  for (let hasGrown = true; hasGrown; ) {
    hasGrown = false;
    for (const rule of rules) {
      if (taken.has(rule) || !namesOf(rule).some((name) => names.has(name))) continue;
      taken.add(rule);
      hasGrown = true;
      for (const name of namesOf(rule)) names.add(name);
    }
  }
  return [...taken];
}

/** K11 as a finding: a property that its criteria contradict, or do not imply. Null where it holds, or nobody knows. */
export function propertyFinding(
  { property, claim, system }: PropertyToProve,
  { verdict, criteria, witness }: PropertyVerdict,
  unconfirmed: ReadonlySet<string>,
): Finding | null {
  if (verdict === 'implied' || verdict === 'unknown') return null;
  const kind = verdict === 'contradicted' ? 'property-contradicted' : 'property-not-implied';
  const validated = property.validates.map(({ from }) => from).filter((id) => system.rules.some(({ criterion }) => criterion === id));
  const about = criteria.length > 0 ? criteria : validated;
  const name = `Property ${property.id}`;
  const isSure = claim.isConfirmed && system.rules.every(({ criterion }) => !unconfirmed.has(criterion));
  return {
    id: findingId(kind, [claim.rule.criterion], null, null),
    kind,
    proof: { grade: isSure ? 'proved' : 'hint', engine: 'z3' },
    criteria: about,
    event: null,
    variable: name,
    region: [],
    witness,
  };
}
