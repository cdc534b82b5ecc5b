import { printDeclaration } from '#core/language/reading/format-readings.ts';
import type { Declaration, Reading } from '#core/language/reading/reading-tree.ts';
import { declaredNames, nameUses, singleDeclarations } from './name-uses.ts';

/**
 * The declarations of `offered` that readings need and `written` does not have, printed, in the order of `offered`: of the names that they speak of, and of
 * actions that exclude one of those, with the line that says so. Afterwards the readings mean what they meant while `offered` stood behind them.
 */
export function neededDeclarations(
  readings: readonly Reading[],
  written: readonly Declaration[],
  offered: readonly Declaration[],
): string[] {
  const known = new Set(written.flatMap(declaredNames));
  const needed = new Set(nameUses({ readings: [...readings], declarations: [] }).map(({ name }) => name));
  const pairs = offered.filter((item) => item.kind === 'exclusive').filter(({ names }) => names.some(({ name }) => needed.has(name)));
  for (const { names } of pairs) for (const { name } of names) needed.add(name);
  return singleDeclarations(offered)
    .filter((item) =>
      item.kind === 'exclusive' ? pairs.includes(item) : declaredNames(item).some((name) => needed.has(name) && !known.has(name)),
    )
    .map((item) => printDeclaration(item));
}
