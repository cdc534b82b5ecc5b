import { checkCriteria } from '#core/language/check-criteria.ts';
import type { RequirementsTree } from '#core/language/spec-tree.ts';
import type { Finding } from './finding.ts';
import { findingId } from './finding-id.ts';

const CODES: ReadonlySet<string> = new Set(['ears/vague-word', 'ears/weak-verb', 'ears/several-shalls']);

/** K15: vague words, weak verbs and several SHALLs, as hints beside what analysis finds. One for each criterion and word. */
export function wordFindings(text: string, tree: RequirementsTree): Finding[] {
  const findings = new Map<string, Finding>();
  for (const requirement of tree.requirements) {
    for (const { code, span } of checkCriteria(tree.kind, requirement)) {
      if (!CODES.has(code)) continue;
      const criterion = requirement.criteria.find((each) => each.span.start <= span.start && span.end <= each.span.end);
      if (!criterion) continue;
      const word = text.slice(span.start, span.end).toLowerCase();
      const id = findingId('vague', [criterion.id], null, word, code);
      findings.set(id, {
        id,
        kind: 'vague',
        proof: { grade: 'hint', engine: 'rules' },
        criteria: [criterion.id],
        event: null,
        variable: word,
        region: [],
        witness: null,
      });
    }
  }
  return [...findings.values()];
}
