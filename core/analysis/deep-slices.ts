import type { AnalysedSpec } from './analysed-spec.ts';
import { slicesOf } from './cells/slices.ts';

/**
 * The slices that a solver is worth asking about after the cells, by hash: those that cells left open, and those in which three or more confirmed rules decide one
 * thing, for cells look at pairs alone (K4).
 */
export function deepSlices({ system, unconfirmed, undecided }: Pick<AnalysedSpec, 'system' | 'unconfirmed' | 'undecided'>): Set<string> {
  const hashes = new Set(undecided.map(({ hash }) => hash));
  for (const { kind, rules, hash } of slicesOf(system))
    if (kind === 'outputs' && rules.length > 2 && rules.every(({ criterion }) => !unconfirmed.has(criterion))) hashes.add(hash);
  return hashes;
}
