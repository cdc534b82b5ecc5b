import { analyseTogetherInSteps, type NamedSpec } from '#core/analysis/analyse-together.ts';
import type { AnalysedSpec, WordedFinding } from '#core/analysis/analysed-spec.ts';
import { formatOf } from '#core/formats/find-specs.ts';
import { readRequirements } from '#core/formats/read-document.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { causeOf, questionsOf, type SpecQuestion } from '#core/questions/spec-question.ts';
import type { House } from '#server/context.ts';
import { inTurns, readMeaningTexts } from './spec-meaning.ts';

/** More specs, or more text, than this are not read together. */
const mostSpecs = 40;
const mostChars = 1_000_000;

type Between = { questions: SpecQuestion[]; worded: WordedFinding[] };

/** K17: where a spec and the other open ones of its project cannot both be followed. Criteria are named `spec#1.2`. */
export async function readBetween(
  { db }: Pick<House, 'db'>,
  { specId, projectId }: { specId: string; projectId: string },
  own: Pick<AnalysedSpec, 'readings'>,
): Promise<Between> {
  const nothing: Between = { questions: [], worded: [] };
  if (own.readings.length === 0) return nothing;
  const rows = await db.spec.findMany({
    where: { projectId, archivedAt: null },
    select: { id: true, slug: true, folder: true },
    orderBy: { slug: 'asc' },
  });
  const self = rows.find(({ id }) => id === specId);
  if (!self || rows.length < 2) return nothing;
  const specs: NamedSpec[] = [];
  let chars = 0;
  const others = rows.filter((row) => row !== self && holdTogether(self.folder, row.folder));
  for (const { id, slug } of [self, ...others].slice(0, mostSpecs)) {
    const texts = await readMeaningTexts(db, id);
    chars += texts?.requirements.length ?? 0;
    if (chars > mostChars) break;
    if (texts) specs.push({ name: slug, requirements: texts.requirements, format: texts.format, readings: texts.readings });
  }
  if (specs.length < 2) return nothing;
  const prefix = `${self.slug.replace(/[^\p{L}\p{N}._-]+/gu, '-')}#`;
  const found = await inTurns(analyseTogetherInSteps(specs));
  const worded = found.filter(({ criteria, proof }) => proof.grade !== 'hint' && criteria.some((id) => id.startsWith(prefix)));
  const sentences = sentencesOf(specs);
  const questions = questionsOf({ findings: worded, readings: [] }).map((question) => ({
    ...question,
    cause: causeOf(question, sentences),
  }));
  return { questions, worded };
}

/** What a change of OpenSpec says instead of a standing spec contradicts it, and is meant to. */
function holdTogether(one: string, other: string): boolean {
  const isChange = (folder: string) => folder.includes('openspec/changes/');
  const isStanding = (folder: string) => formatOf(folder) === 'openspec' && !isChange(folder);
  return !(isChange(one) && isStanding(other)) && !(isStanding(one) && isChange(other));
}

function sentencesOf(specs: readonly NamedSpec[]): Map<string, string> {
  return new Map(
    specs.flatMap(({ name, requirements, format }) =>
      readRequirements(requirements, format).tree.requirements.flatMap(({ criteria }) =>
        criteria.map(({ id, text }) => [`${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}#${id}`, sentenceHash(text)] as const),
      ),
    ),
  );
}
