import { checkCriteria } from './check-criteria.ts';
import { readTermUse, type TermUse } from './check-glossary.ts';
import { checkCriterionIds } from './check-ids.ts';
import { checkRequirement } from './check-requirements.ts';
import type { Diagnostic, Requirement, RequirementsTree } from './spec-tree.ts';
import type { TermIndex } from './term-index.ts';

/** What is found in one requirement without a look at any other: it stays as it is while others are edited. */
export type RequirementFindings = { diagnostics: Diagnostic[]; termUse: TermUse };

/** Finds it. `text` is that of the document. */
export function findingsOf(text: string, kind: RequirementsTree['kind'], requirement: Requirement, terms: TermIndex): RequirementFindings {
  return {
    diagnostics: [...checkRequirement(kind, requirement), ...checkCriterionIds(requirement), ...checkCriteria(kind, requirement)],
    termUse: readTermUse(text, requirement, terms),
  };
}
