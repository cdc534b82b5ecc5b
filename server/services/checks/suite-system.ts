import type { System } from '#core/analysis/system.ts';
import { readRequirements } from '#core/formats/read-document.ts';
import { bugfixParts } from '#core/verification/bugfix.ts';
import { type Parts, withoutDefect } from '#core/verification/suite/preserve.ts';
import type { Db } from '#server/db/client.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';
import { analyseTexts, readMeaningTexts } from '#server/services/questions/spec-meaning.ts';
import { hashReadings } from './read-ground.ts';

/** What a suite is derived from. */
export type SuiteGround = {
  /** Of the spec's readings; of a bugfix, without those of what is wrong today. */
  system: System;
  /** All of them, and of a bugfix the part that each criterion stands in. */
  whole: System;
  parts: Parts;
  /** In the language of readings: what people wrote, and what the rules propose beside it. */
  text: string;
  /** Criteria whose readings nobody has confirmed. */
  unconfirmed: readonly string[];
  /** The sha256 of what each written reading means. */
  readings: ReadonlyMap<string, string>;
};

/**
 * Reads and analyses the texts of a spec. `readings` is the `readings.spec` of the code that is checked: it counts where the workbench holds none of its own. Null for a spec
 * without criteria.
 */
export async function suiteGroundOf(db: Db, specId: string, readings?: string): Promise<SuiteGround | null> {
  const texts = await readMeaningTexts(db, specId);
  if (!texts) return null;
  const own = readings === undefined || texts.readings !== undefined ? texts : { ...texts, readings, stamp: `${texts.stamp} ${readings}` };
  const { system: whole, unconfirmed, proposal } = await analyseTexts(specId, own);
  const parts = bugfixParts(readRequirements(texts.requirements, texts.format).tree);
  const system = withoutDefect(whole, parts);
  const written = own.readings ?? '';
  return {
    system,
    whole,
    parts,
    text: `${written}\n${proposal}`.trim(),
    unconfirmed: [...unconfirmed],
    readings: hashReadings({ text: written, sha256: sha256Of(written) }),
  };
}

/** The part of a system that people have confirmed: the one that evidence may rest on. */
export function confirmedPart({ system, unconfirmed }: Pick<SuiteGround, 'system' | 'unconfirmed'>): System {
  const open = new Set(unconfirmed);
  return { ...system, rules: system.rules.filter(({ criterion }) => !open.has(criterion)) };
}
