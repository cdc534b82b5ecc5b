import type { System } from '#core/analysis/system.ts';
import type { Db } from '#server/db/client.ts';
import { analyseTexts, readMeaningTexts } from '#server/services/questions/spec-meaning.ts';

/** What a suite is derived from: the system of a spec's readings, and the criteria whose readings nobody has confirmed. */
export type SuiteGround = { system: System; unconfirmed: readonly string[] };

/**
 * Reads and analyses the texts of a spec. `readings` is the `readings.spec` of the code that is checked: it counts where the workbench holds none of its own. Null for a spec
 * without criteria.
 */
export async function suiteGroundOf(db: Db, specId: string, readings?: string): Promise<SuiteGround | null> {
  const texts = await readMeaningTexts(db, specId);
  if (!texts) return null;
  const own = readings === undefined || texts.readings !== undefined ? texts : { ...texts, readings, stamp: `${texts.stamp} ${readings}` };
  const { system, unconfirmed } = await analyseTexts(specId, own);
  return { system, unconfirmed: [...unconfirmed] };
}

/** The part of a system that people have confirmed: the one that evidence may rest on. */
export function confirmedPart({ system, unconfirmed }: SuiteGround): System {
  const open = new Set(unconfirmed);
  return { ...system, rules: system.rules.filter(({ criterion }) => !open.has(criterion)) };
}
