import { type AnalysisMemory, analyseInSteps, createAnalysisMemory } from '#core/analysis/analyse-spec.ts';
import type { AnalysedSpec, WordedFinding } from '#core/analysis/analysed-spec.ts';
import { vocabularyOf } from '#core/analysis/english.ts';
import type { Finding } from '#core/analysis/finding.ts';
import { wordFinding } from '#core/analysis/finding-words.ts';
import type { Rule } from '#core/analysis/system.ts';
import { type Format, formatOf } from '#core/formats/find-specs.ts';
import { readRequirements } from '#core/formats/read-document.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { readDocument } from '#server/services/documents/read-document.ts';

/** The texts of a spec that its meaning is read from, with the document that its criteria stand in. */
export type MeaningTexts = {
  documentId: string;
  format: Format;
  requirements: string;
  readings: string | undefined;
  design: string;
  stamp: string;
};

/** Reads them as they are durably; null for a spec without criteria. */
export async function readMeaningTexts(db: Db | Tx, specId: string): Promise<MeaningTexts | null> {
  const rows = await db.document.findMany({ where: { specId }, select: { id: true, kind: true } });
  const row = rows.find(({ kind }) => kind === 'requirements') ?? rows.find(({ kind }) => kind === 'bugfix');
  if (!row) return null;
  const requirements = await readDocument(db, row.id);
  const written = rows.find(({ kind }) => kind === 'readings');
  const readings = written && (await readDocument(db, written.id));
  // Only readings speak of properties: without them nobody needs the design.
  const plan = readings && rows.find(({ kind }) => kind === 'design');
  const design = plan && (await readDocument(db, plan.id));
  return {
    documentId: row.id,
    format: formatOf(requirements.path),
    requirements: requirements.text,
    readings: readings?.text,
    design: design?.text ?? '',
    stamp: readings ? `${requirements.sha256} ${readings.sha256} ${design?.sha256 ?? ''}` : requirements.sha256,
  };
}

const mostRemembered = 50;
const memories = new Map<string, { memory: AnalysisMemory; stamp: string; analysed: AnalysedSpec }>();

/** The instant tier over durable texts, with what is remembered of the spec. Lets others work between its steps. */
export async function analyseTexts(specId: string, texts: MeaningTexts): Promise<AnalysedSpec> {
  const known = memories.get(specId);
  if (known?.stamp === texts.stamp) return known.analysed;
  const memory = known?.memory ?? createAnalysisMemory();
  const steps = analyseInSteps({ requirements: texts.requirements, format: texts.format, readings: texts.readings }, memory);
  const analysed = await inTurns(steps);
  memories.delete(specId);
  memories.set(specId, { memory, stamp: texts.stamp, analysed });
  const oldest = memories.keys().next();
  if (memories.size > mostRemembered && !oldest.done) memories.delete(oldest.value);
  return analysed;
}

const turnMs = 20;

/** Runs steps to their end, and gives way to whoever waits after each stretch of `turnMs`. */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < turnMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
}

/** Puts what another engine found in the system of a spec into the spec's words. */
export function wordFurther(
  texts: Pick<MeaningTexts, 'requirements' | 'format' | 'readings'>,
  { system, proposal }: AnalysedSpec,
  findings: readonly Finding[],
): WordedFinding[] {
  if (findings.length === 0) return [];
  const { tree } = readRequirements(texts.requirements, texts.format);
  const declarations = [...parseReadings(texts.readings ?? '').tree.declarations, ...parseReadings(proposal).tree.declarations];
  const events = new Map<string, string>();
  for (const item of declarations)
    if (item.kind === 'event') for (const { name, phrases } of item.names) events.set(name, phrases[0]?.value ?? name.replaceAll('_', ' '));
  const rules = new Map<string, Rule[]>();
  for (const rule of system.rules) rules.set(rule.criterion, [...(rules.get(rule.criterion) ?? []), rule]);
  const context = {
    words: vocabularyOf(system),
    eventPhrase: (event: string) => events.get(event) ?? event.replaceAll('_', ' '),
    criteria: new Map(tree.requirements.flatMap(({ criteria }) => criteria.map((criterion) => [criterion.id, criterion] as const))),
    rules,
  };
  return findings.map((finding) => wordFinding(context, finding));
}
