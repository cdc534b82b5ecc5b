import { hashOf } from './cells/slice-hash.ts';
import type { FindingKind } from './finding.ts';

/**
 * The same cause, the same id, in every analysis and whatever engine found it: what is wrong, with which criteria, on what event, about what; `edge` tells two
 * boundaries between the same criteria apart. Neither words of sentences nor their order count, so that answers to a finding stay with it.
 */
export function findingId(
  kind: FindingKind,
  criteria: readonly string[],
  event: string | null,
  variable: string | null,
  edge = '',
): string {
  return hashOf(JSON.stringify([kind, [...criteria].sort(), event, variable, edge]));
}
