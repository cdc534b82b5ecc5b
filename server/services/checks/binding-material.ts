import { exportedFunctions, proposeBinding } from '#core/verification/suite/propose-binding.ts';
import type { House } from '#server/context.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { sourcesAt } from './binding.ts';
import { suiteGroundOf } from './suite-system.ts';

/** What a model that writes a binding is shown. */
export type BindingMaterial = {
  /** What the readings declare and say, in their own language. */
  readings: string;
  /** Functions that the code exports: `src/price.ts: price(order, today)`. */
  exports: readonly string[];
  /** The files that the names point at, cut where they are long. */
  sources: readonly { path: string; text: string }[];
  /** The binding that the names alone suggest. */
  proposed: string | null;
  /** What was tried before, and what it gave. */
  before: { text: string; trouble: readonly string[] } | null;
};

const mostSources = 4;
const longestSource = 8_000;
const mostExports = 200;

/** What a model is shown that writes the binding of a spec: the readings, the exports of the default branch, and the sources that the names point at. */
export async function readBindingMaterial(
  { db, dataPath }: Pick<House, 'db' | 'dataPath'>,
  specId: string,
): Promise<Omit<BindingMaterial, 'before'>> {
  const spec = await db.spec.findUniqueOrThrow({ where: { id: specId }, include: { project: true } });
  const { id: projectId, headCommit } = spec.project;
  const ground = await suiteGroundOf(db, specId);
  const sources = await sourcesAt(mirrorPathOf(dataPath, projectId), headCommit);
  const exports = sources.flatMap(({ path, text }) => exportedFunctions(path, text));
  const proposed = ground && proposeBinding(ground.system, exports);
  const named = new Set(proposed ? [proposed.module, ...Object.values(proposed.events).flatMap(({ module }) => module ?? [])] : []);
  const ranked = [
    ...sources.filter(({ path }) => named.has(path)),
    ...sources.filter(({ path }) => !named.has(path) && exports.some(({ module }) => module === path)),
  ];
  return {
    readings: ground?.text ?? '',
    exports: exports.slice(0, mostExports).map(({ module, name, parameters }) => `${module}: ${name}(${parameters.join(', ')})`),
    sources: ranked.slice(0, mostSources).map(({ path, text }) => ({ path, text: text.slice(0, longestSource) })),
    proposed: proposed ? JSON.stringify(proposed, null, 2) : null,
  };
}
