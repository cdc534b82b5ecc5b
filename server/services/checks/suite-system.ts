import type { System } from '#core/analysis/system.ts';
import type { Db } from '#server/db/client.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';
import { analyseTexts, readMeaningTexts } from '#server/services/questions/spec-meaning.ts';
import { hashReadings } from './read-ground.ts';

/** What a suite is derived from: the system of a spec's readings, the criteria whose readings nobody has confirmed, and the sha256 of what each written reading means. */
export type SuiteGround = { system: System; unconfirmed: readonly string[]; readings: ReadonlyMap<string, string> };

/**
 * Reads and analyses the texts of a spec. `readings` is the `readings.spec` of the code that is checked: it counts where the workbench holds none of its own. Null for a spec
 * without criteria.
 */
export async function suiteGroundOf(db: Db, specId: string, readings?: string): Promise<SuiteGround | null> {
  const texts = await readMeaningTexts(db, specId);
  if (!texts) return null;
  const own = readings === undefined || texts.readings !== undefined ? texts : { ...texts, readings, stamp: `${texts.stamp} ${readings}` };
  const { system, unconfirmed } = await analyseTexts(specId, own);
  const written = own.readings ?? '';
  return { system, unconfirmed: [...unconfirmed], readings: hashReadings({ text: written, sha256: sha256Of(written) }) };
}

/** The part of a system that people have confirmed: the one that evidence may rest on. */
export function confirmedPart({ system, unconfirmed }: Pick<SuiteGround, 'system' | 'unconfirmed'>): System {
  const open = new Set(unconfirmed);
  return { ...system, rules: system.rules.filter(({ criterion }) => !open.has(criterion)) };
}
