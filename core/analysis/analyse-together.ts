import { readRequirements } from '#core/formats/read-document.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Declaration, NamedPhrase, Reading, ReadingsTree } from '#core/language/reading/reading-tree.ts';
import type { RequirementsTree } from '#core/language/spec-tree.ts';
import { nameUses } from '#core/readings/name-uses.ts';
import { applyEdits } from '#core/readings/readings-text.ts';
import { analyseTrees, createAnalysisMemory } from './analyse-spec.ts';
import type { SpecToAnalyse, WordedFinding } from './analysed-spec.ts';
import { findingId } from './finding-id.ts';

/** A spec with the name that its criteria are told apart by: `checkout#1.2`. */
export type NamedSpec = SpecToAnalyse & { name: string };

/**
 * K17: what several open specs of one project disagree on. Names are shared: what two specs declare alike, and the terms of their glossaries, are one thing; everything else is
 * each spec's own. Criteria are named `spec#1.2`. Only findings about criteria of two specs are told; their options change no text, for the text is of two documents.
 */
export function* analyseTogetherInSteps(specs: readonly NamedSpec[]): Generator<void, WordedFinding[]> {
  const tree: RequirementsTree = { kind: 'requirements', title: null, introduction: null, glossary: [], requirements: [] };
  const written: ReadingsTree = { lines: [], declarations: [], readings: [] };
  const declared = new Set<string>();
  for (const { name, requirements, format, readings } of specs) {
    const prefix = plainName(name);
    const own = readRequirements(requirements, format).tree;
    if (own.kind === 'bugfix') continue;
    tree.glossary.push(...own.glossary);
    for (const requirement of own.requirements) {
      const criteria = requirement.criteria.map((criterion) => ({ ...criterion, id: `${prefix}#${criterion.id}` }));
      tree.requirements.push({ ...requirement, id: `${prefix}#${requirement.id}`, criteria });
    }
    const parsed = withOwnScopes(readings ?? '', prefix);
    for (const declaration of parsed.declarations) if (isNew(declared, declaration)) written.declarations.push(declaration);
    for (const reading of parsed.readings) written.readings.push({ ...reading, id: `${prefix}#${reading.id}` } satisfies Reading);
    yield;
  }
  const { findings } = yield* analyseTrees({ text: '', tree, written: { tree: written, diagnostics: [] } }, createAnalysisMemory());
  return findings.filter(isBetween).map((finding): WordedFinding => {
    const kind = finding.kind === 'contradiction' || finding.kind === 'boundary' ? 'between-specs' : finding.kind;
    const { question } = finding;
    return {
      ...finding,
      id: findingId(kind, finding.criteria, finding.event, finding.variable),
      kind,
      question: { ...question, options: question.options.map(({ label }) => ({ label, edits: [] })) },
    };
  });
}

/** The same in one go. */
export function analyseTogether(specs: readonly NamedSpec[]): WordedFinding[] {
  const steps = analyseTogetherInSteps(specs);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function isBetween({ criteria, kind, supposing, proof }: WordedFinding): boolean {
  // What two specs may mean by one word is no question to either of them.
  if (supposing && proof.grade === 'hint') return false;
  if (kind !== 'contradiction' && kind !== 'boundary' && kind !== 'redundant') return false;
  return new Set(criteria.map((id) => id.slice(0, id.indexOf('#')))).size > 1;
}

/** What a spec means within one of its requirements only is no other spec's, whatever both call it. */
function withOwnScopes(readings: string, prefix: string): ReadingsTree {
  const own = namedIn(parseReadings(readings).tree.declarations).filter(({ scope }) => scope !== null);
  if (own.length === 0) return parseReadings(readings).tree;
  const names = new Map(own.map(({ name }) => [name, `${name}_of_${prefix.replace(/[^\p{L}\p{N}]+/gu, '_')}`]));
  const { tree } = parseReadings(readings);
  const edits = [...own.map(({ name, nameSpan }) => ({ name, span: nameSpan, isAfter: false })), ...nameUses(tree)].flatMap(
    ({ name, span, isAfter }) => {
      const renamed = names.get(name);
      return renamed === undefined ? [] : [{ ...span, text: isAfter ? `${renamed}'` : renamed }];
    },
  );
  const apart = parseReadings(applyEdits(readings, edits)).tree;
  for (const named of namedIn(apart.declarations)) if (named.scope !== null) named.scope = `${prefix}#${named.scope}`;
  return apart;
}

function namedIn(declarations: readonly Declaration[]): NamedPhrase[] {
  return declarations.flatMap((item): NamedPhrase[] =>
    item.kind === 'variable' ? [item] : item.kind === 'event' || item.kind === 'action' || item.kind === 'feature' ? item.names : [],
  );
}

function plainName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'spec';
}

/** A name that a spec before has declared is that spec's. */
function isNew(declared: Set<string>, declaration: Declaration): boolean {
  if (declaration.kind === 'spec') return false;
  const names =
    declaration.kind === 'event' || declaration.kind === 'action' || declaration.kind === 'feature'
      ? declaration.names.map(({ name }) => name)
      : declaration.kind === 'variable' || declaration.kind === 'term'
        ? [declaration.name]
        : [];
  if (declaration.kind === 'event' || declaration.kind === 'action' || declaration.kind === 'feature')
    declaration.names = declaration.names.filter(({ name }) => !declared.has(name));
  const isFresh = names.length === 0 || names.some((name) => !declared.has(name));
  for (const name of names) declared.add(name);
  return isFresh;
}
