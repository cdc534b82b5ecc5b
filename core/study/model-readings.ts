import { z } from 'zod';
import type { Witness } from '#core/analysis/finding.ts';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import type { Rule, System } from '#core/analysis/system.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Declaration } from '#core/language/reading/reading-tree.ts';
import { jsonIn } from './read-answer.ts';

/** A declaration that a model proposes, with the words that it comes from. */
export type ProposedTerm = { line: string; spans: readonly { criterion: string; words: string }[] };
/** What one reader, asked alone, makes of the criteria: rules as they stand behind the colon. */
export type ReadersAnswer = { terms: readonly ProposedTerm[]; rules: ReadonlyMap<string, readonly string[]> };

const shape = z.object({
  glossary: z.array(z.unknown()).max(400).catch([]),
  readings: z.array(z.unknown()).max(5_000),
});
const termShape = z.object({
  line: z.string().trim().min(1).max(1_000),
  spans: z
    .array(z.object({ criterion: z.string(), words: z.string().trim().min(1).max(300) }))
    .min(1)
    .max(50),
});
const readingShape = z.object({
  criterion: z.string(),
  rules: z.array(z.string().trim().min(1).max(2_000)).min(1).max(10),
});

/**
 * What a reader's answer says of the criteria in `sentences`; null where there is no answer in it. A term whose words stand in no sentence that it names is left
 * out, and so is a reading of a criterion that there is not.
 */
export function readReadersAnswer(answer: string, sentences: ReadonlyMap<string, string>): ReadersAnswer | null {
  const parsed = shape.safeParse(jsonIn(answer));
  if (!parsed.success) return null;
  const terms = parsed.data.glossary.flatMap((one): ProposedTerm[] => {
    const term = termShape.safeParse(one).data;
    if (!term || declarationOf(term.line) === null) return [];
    const spans = term.spans.filter(({ criterion, words }) => sentences.get(criterion)?.toLowerCase().includes(words.toLowerCase()));
    return spans.length === 0 ? [] : [{ line: oneLine(term.line), spans }];
  });
  const rules = new Map<string, readonly string[]>();
  for (const one of parsed.data.readings) {
    const reading = readingShape.safeParse(one).data;
    if (reading && sentences.has(reading.criterion)) rules.set(reading.criterion, reading.rules.map(oneLine));
  }
  return { terms, rules };
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The one declaration that a line is; null for anything else, and for lines of a spec's name or of assumptions, which are people's to make. */
export function declarationOf(line: string): Declaration | null {
  const { tree, diagnostics } = parseReadings(`${oneLine(line)}\n`);
  const [declaration] = tree.declarations;
  if (!declaration || tree.declarations.length !== 1 || tree.readings.length > 0 || diagnostics.length > 0) return null;
  return declaration.kind === 'spec' || declaration.kind === 'assume' ? null : declaration;
}

/** The names that a declaration declares. */
export function namesDeclared(declaration: Declaration): string[] {
  switch (declaration.kind) {
    case 'event':
    case 'action':
    case 'feature':
      return declaration.names.map(({ name }) => name);
    case 'variable':
    case 'term':
      return [declaration.name];
    default:
      return [];
  }
}

/** One way to read a sentence, and which of the readers read it so. */
export type Variant = { rules: readonly string[]; readers: readonly number[] };
export type Outcome =
  | { kind: 'agreed'; rules: readonly string[]; readers: number }
  /** `witness` is a step on which the first two differ; null where only the solver's limit was reached. */
  | { kind: 'differs'; variants: readonly Variant[]; witness: Witness | null }
  | { kind: 'unread'; why: string };

/** Says whether two readings allow the same; a step on which they differ where not. */
export type Comparer = (
  system: System,
  one: readonly Rule[],
  other: readonly Rule[],
) => Promise<{ verdict: 'same' } | { verdict: 'different'; witness: Witness } | { verdict: 'unknown' }>;

/** The vocabulary that all readers share: what is declared, then what they propose; of two lines for one name the first counts. */
export function sharedDeclarations(
  declared: readonly Declaration[],
  answers: readonly ReadersAnswer[],
): { terms: ProposedTerm[]; all: Declaration[] } {
  const names = new Set(declared.flatMap(namesDeclared));
  const all = [...declared];
  const terms: ProposedTerm[] = [];
  for (const term of answers.flatMap((answer) => answer.terms)) {
    const declaration = declarationOf(term.line);
    const own = declaration ? namesDeclared(declaration) : [];
    if (!declaration || own.length === 0 || own.some((name) => names.has(name))) continue;
    for (const name of own) names.add(name);
    all.push(declaration);
    terms.push(term);
  }
  return { terms, all };
}

/**
 * Compares what several readers made of each criterion, by what it allows and not by its words. All alike is one proposal; anything else is a question. A reading
 * with a mistake in it is no reader's voice: `why` of a criterion that nobody could read says what was wrong.
 */
export async function compareReaders(
  criteria: readonly string[],
  declarations: readonly Declaration[],
  answers: readonly ReadersAnswer[],
  compare: Comparer,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (const criterion of criteria) outcomes.set(criterion, await outcomeOf(criterion, declarations, answers, compare));
  return outcomes;
}

async function outcomeOf(
  criterion: string,
  declarations: readonly Declaration[],
  answers: readonly ReadersAnswer[],
  compare: Comparer,
): Promise<Outcome> {
  const variants: { rules: readonly string[]; lowered: readonly Rule[]; system: System; readers: number[] }[] = [];
  let why = 'No reader read it.';
  let witness: Witness | null = null;
  for (const [reader, { rules: read }] of answers.entries()) {
    const rules = read.get(criterion);
    if (!rules) continue;
    const lowered = systemOf(criterion, declarations, rules);
    if (typeof lowered === 'string') {
      why = lowered;
      continue;
    }
    let isKnown = false;
    for (const variant of variants) {
      // Phrases that only one of them uses are variables of the other, too.
      const compared = await compare(joined(variant.system, lowered), variant.lowered, lowered.rules);
      if (compared.verdict === 'different' && witness === null) witness = compared.witness;
      if (compared.verdict !== 'same') continue;
      variant.readers.push(reader);
      isKnown = true;
      break;
    }
    if (!isKnown) variants.push({ rules, lowered: lowered.rules, system: lowered, readers: [reader] });
  }
  const [first] = variants;
  if (!first) return { kind: 'unread', why };
  if (variants.length > 1) return { kind: 'differs', variants: variants.map(({ rules, readers }) => ({ rules, readers })), witness };
  // One voice is no agreement.
  return first.readers.length < 2
    ? { kind: 'unread', why: 'Only one reader read it.' }
    : { kind: 'agreed', rules: first.rules, readers: first.readers.length };
}

function systemOf(criterion: string, declarations: readonly Declaration[], rules: readonly string[]): System | string {
  const parsed = parseReadings(rules.map((rule) => `${criterion}: ${rule}\n`).join(''));
  const [mistake] = parsed.diagnostics;
  if (mistake) return mistake.message;
  if (parsed.tree.readings.length !== rules.length || parsed.tree.declarations.length > 0) return 'It is no line of a reading.';
  const { system, broken } = lowerReadings({ declarations: [...declarations], readings: parsed.tree.readings });
  return broken.get(criterion) ?? (system.rules.length === 0 ? 'It says nothing.' : system);
}

function joined(one: System, other: System): System {
  const known = new Set(one.variables.map(({ name }) => name));
  return {
    ...one,
    variables: [...one.variables, ...other.variables.filter(({ name }) => !known.has(name))],
    events: [...new Set([...one.events, ...other.events])],
  };
}
