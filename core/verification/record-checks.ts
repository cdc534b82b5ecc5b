import type { DesignTree, RequirementsTree } from '#core/language/spec-tree.ts';
import { criteriaOf, indexCriteria } from '#core/trace/resolve.ts';
import type { CheckReport, EvidenceGrade, RecordedCheck } from './evidence.ts';
import { checkKey } from './refusals.ts';
import { tagsOf } from './tags.ts';

/** What evidence rests on, by id: the sha256 of each criterion's sentence, of each property's statement, and, where the workbench holds readings, of each criterion's. */
export type Ground = {
  criteria: ReadonlyMap<string, string>;
  properties: ReadonlyMap<string, string>;
  readings?: ReadonlyMap<string, string>;
};

export type GroundTrees = { requirements: RequirementsTree | null; design: DesignTree | null };

/**
 * The texts that the caller hashes to get a `Ground` (core computes no hashes). Line breaks and runs of blanks count as
 * one blank: wrapping a sentence anew does not change what was established about it.
 */
export function groundTexts({ requirements, design }: GroundTrees): { criteria: Map<string, string>; properties: Map<string, string> } {
  const criteria = new Map<string, string>();
  for (const each of requirements?.requirements ?? [])
    for (const { id, text } of each.criteria) if (!criteria.has(id)) criteria.set(id, flat(text));
  const properties = new Map<string, string>();
  for (const { id, statement } of design?.properties ?? []) if (!properties.has(id)) properties.set(id, flat(statement));
  return { criteria, properties };
}

export type Recording = GroundTrees & {
  specSlug: string;
  /** With several specs in the repository, a test counts only for the spec that its title names (`Feature: ...`). */
  isOnlySpec: boolean;
  ground: Ground;
  evidenceId: string;
  runId: string | null;
  grade: EvidenceGrade;
  commit: string;
  /** Why a pass establishes nothing, by `checkKey`. */
  refusals?: ReadonlyMap<string, string>;
  /** ISO 8601, in UTC. */
  recordedAt: string;
};

/**
 * Lays the criteria beside each outcome: those that the property in its title validates, and those that the title names.
 * Ids that the spec does not have are left out, so a check never speaks for a criterion that nobody wrote.
 */
export function recordChecks(report: CheckReport, recording: Recording): RecordedCheck[] {
  const { requirements, design, specSlug, isOnlySpec, ground, evidenceId, runId, grade, commit, recordedAt, refusals } = recording;
  const index = indexCriteria(requirements);
  return report.outcomes.map((outcome) => {
    const tags = tagsOf(outcome.name, specSlug);
    const counts = tags.feature === 'this' || (tags.feature === 'none' && isOnlySpec);
    const property = counts ? design?.properties.find(({ id }) => id.toLowerCase() === tags.propertyId?.toLowerCase()) : undefined;
    const references = counts ? [...(property?.validates ?? []), ...tags.references] : [];
    const criteria: Record<string, string> = {};
    for (const id of references.flatMap((reference) => criteriaOf(index, reference))) {
      const sha256 = ground.criteria.get(id);
      if (sha256 !== undefined) criteria[id] = sha256;
    }
    const propertyId = property?.id ?? null;
    const propertySha256 = propertyId === null ? null : (ground.properties.get(propertyId) ?? null);
    const refusedBecause = outcome.status === 'passed' ? (refusals?.get(checkKey(outcome)) ?? null) : null;
    return { ...outcome, evidenceId, runId, grade, commit, recordedAt, propertyId, propertySha256, criteria, refusedBecause };
  });
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
