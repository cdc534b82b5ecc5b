import { axesOf } from './axes.ts';
import { type Boxes, EVERYWHERE, meet, toBoxes } from './boxes.ts';
import type { Finding } from './finding.ts';
import { findingId } from './finding-id.ts';
import type { Assumption, System } from './system.ts';

/** K16: assumptions that cannot all hold, the fewest of them that already cannot. Cells say it only of what they can say; the rest is the solver's. */
export function assumptionFindings(system: System): Finding[] {
  if (!isImpossible(system, system.assumptions)) return [];
  let core = [...system.assumptions];
  for (const each of system.assumptions) {
    const without = core.filter((other) => other !== each);
    if (isImpossible(system, without)) core = without;
  }
  const ids = core.map(({ id }) => id);
  const id = findingId('contradictory-assumptions', ids, null, null);
  return [
    {
      id,
      kind: 'contradictory-assumptions',
      proof: { grade: 'proved', engine: 'cells' },
      criteria: ids,
      event: null,
      variable: null,
      region: [],
      witness: null,
    },
  ];
}

function isImpossible(system: System, assumptions: readonly Assumption[]): boolean {
  const axes = axesOf(system);
  let met: Boxes = EVERYWHERE;
  for (const { expression } of assumptions) {
    const boxes = toBoxes(axes, expression);
    const next = boxes && meet(met, boxes);
    if (!next) continue;
    met = next;
  }
  return met.length === 0;
}
