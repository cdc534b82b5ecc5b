import type { AnalysedSpec } from '#core/analysis/analysed-spec.ts';
import type { Format } from '#core/formats/find-specs.ts';
import { readRequirements } from '#core/formats/read-document.ts';
import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { analyseTexts, readMeaningTexts } from '#server/services/questions/spec-meaning.ts';

/** What a study is about: the durable text of the requirements, its criteria, its readings and what is known of them already. */
export type StudyGround = {
  text: string;
  format: Format;
  readings: string;
  criteria: readonly { id: string; text: string }[];
  glossary: readonly { term: string; definition: string }[];
  analysed: AnalysedSpec;
};

/** Reads it; `not_found` for a spec without criteria. */
export async function readStudyGround({ db }: Pick<House, 'db'>, specId: string): Promise<StudyGround> {
  const texts = await readMeaningTexts(db, specId);
  const tree = texts && readRequirements(texts.requirements, texts.format).tree;
  const criteria = tree?.requirements.flatMap((requirement) => requirement.criteria.map(({ id, text }) => ({ id, text }))) ?? [];
  if (!texts || !tree || criteria.length === 0)
    throw new Failure('not_found', 'This spec has no criteria that somebody could be asked about.');
  return {
    text: texts.requirements,
    format: texts.format,
    readings: texts.readings ?? '',
    criteria,
    glossary: tree.glossary.map(({ term, definition }) => ({ term, definition })),
    analysed: await analyseTexts(specId, texts),
  };
}
