import type { Finding } from './finding.ts';
import { findingId } from './finding-id.ts';
import type { MergedReadings } from './reading/merge-readings.ts';

/** K13: names that nothing defines, types and units that do not fit, terms that nobody uses. Exact, for they are about the words alone. */
export function nameFindings({ lowered, written, order }: MergedReadings): Finding[] {
  const findings: Finding[] = [];
  const byName = new Map<string, { kind: 'undefined-term' | 'type-clash'; name: string; criteria: Set<string> }>();
  for (const { kind, criterion, name } of lowered.problems) {
    if (criterion !== '' && !written.has(criterion)) continue;
    const key = `${kind} ${name} ${kind === 'type-clash' ? criterion : ''}`;
    const known = byName.get(key) ?? { kind, name, criteria: new Set<string>() };
    if (criterion !== '') known.criteria.add(criterion);
    byName.set(key, known);
  }
  for (const { kind, name, criteria } of byName.values()) {
    const ids = [...criteria].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    findings.push(finding(kind, ids, name));
  }
  if (written.size > 0) for (const { name } of lowered.unused) findings.push(finding('unused-term', [], name));
  return findings;
}

function finding(kind: 'undefined-term' | 'type-clash' | 'unused-term', criteria: readonly string[], name: string): Finding {
  return {
    id: findingId(kind, criteria, null, name),
    kind,
    proof: kind === 'unused-term' ? { grade: 'hint', engine: 'rules' } : { grade: 'proved', engine: 'rules' },
    criteria,
    event: null,
    variable: name === '' ? null : name,
    region: [],
    witness: null,
  };
}
