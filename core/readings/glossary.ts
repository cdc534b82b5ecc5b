import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import { phraseKey } from '#core/analysis/propose/phrase-key.ts';
import { printDeclaration, printTerm, printType } from '#core/language/reading/format-readings.ts';
import { parseOneReading, parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Declaration, NamedPhrase } from '#core/language/reading/reading-tree.ts';
import type { Span } from '#core/language/span.ts';
import type { GlossaryTerm } from '#core/language/spec-tree.ts';
import { nameUses, singleDeclarations } from './name-uses.ts';
import { type Similar, similarTo } from './similar-terms.ts';

/** What a word of the glossary is to readings. `word`: the text defines it, and no reading speaks of it. */
export type TermKind = 'input' | 'state' | 'output' | 'event' | 'action' | 'feature' | 'opaque' | 'term' | 'word';

/** One word of a spec, whether the text defines it, a person declared it, or the rules found it in sentences. */
export type GlossaryEntry = {
  /** As readings call it; for a `word`, as the text does. */
  name: string;
  kind: TermKind;
  /** What sentences call it; the first is what people are shown. */
  phrases: readonly string[];
  /** Where its phrases mean it, if not everywhere: a requirement's id. */
  scope: string | null;
  /** Of values: their type as readings write it; of a term, what it stands for. */
  type: string | null;
  unit: string | null;
  /** As a line of `readings.spec`; empty for a word. */
  declaration: string;
  isWritten: boolean;
  /** Where it is declared in `readings.spec`. */
  span: Span | null;
  /** What the section Glossary says. */
  definition: string | null;
  /** Criteria whose readings speak of it. */
  criteria: readonly string[];
  /** Actions that cannot be done in the same step. */
  excludes: readonly string[];
  /** Entries that may be the same, most likely first. */
  similar: readonly Similar[];
};

type Source = { glossary: readonly GlossaryTerm[]; written: string; offered: string; readings: readonly CriterionReading[] };

/** The glossary of a spec as people edit it: what is declared, what the rules propose, what nobody has defined, and what only the text defines. */
export function glossaryOf({ glossary, written, offered, readings }: Source): GlossaryEntry[] {
  const uses = usesOf(readings);
  const own = parseReadings(written).tree.declarations;
  const proposed = parseReadings(offered).tree.declarations;
  const excludes = exclusionsOf([...own, ...proposed]);
  const definitions = new Map(glossary.map((term) => [phraseKey(term.term), term]));
  const entries = new Map<string, GlossaryEntry>();
  const defined = new Set<string>();
  const add = (item: Declaration, isWritten: boolean) => {
    const entry = entryOf(item);
    if (!entry || entries.has(entry.name)) return;
    const known = [entry.name, ...entry.phrases].map((phrase) => phraseKey(phrase)).find((key) => definitions.has(key));
    if (known !== undefined) defined.add(known);
    entries.set(entry.name, {
      ...entry,
      isWritten,
      span: isWritten ? item.span : null,
      definition: known === undefined ? null : (definitions.get(known)?.definition.trim() ?? null),
      criteria: uses.get(entry.name) ?? [],
      excludes: excludes.get(entry.name) ?? [],
      similar: [],
    });
  };
  for (const item of singleDeclarations(own)) add(item, true);
  for (const item of singleDeclarations(proposed)) add(item, false);
  for (const [name, criteria] of uses) {
    if (entries.has(name) || !/[^\p{L}\p{N}_]/u.test(name)) continue;
    entries.set(name, { ...plain(name, 'opaque'), phrases: [name], type: 'bool', criteria });
  }
  for (const [key, { term, definition }] of definitions)
    if (!defined.has(key) && !entries.has(term))
      entries.set(term, { ...plain(term, 'word'), phrases: [term], definition: definition.trim() });
  const all = [...entries.values()];
  const similar = similarTo(all);
  return all.map((entry) => ({ ...entry, similar: similar.get(entry.name) ?? [] }));
}

function plain(name: string, kind: TermKind): GlossaryEntry {
  return {
    name,
    kind,
    phrases: [],
    scope: null,
    type: null,
    unit: null,
    declaration: '',
    isWritten: false,
    span: null,
    definition: null,
    criteria: [],
    excludes: [],
    similar: [],
  };
}

const roles = { in: 'input', state: 'state', out: 'output' } as const;

function entryOf(item: Declaration): GlossaryEntry | null {
  const declaration = printDeclaration(item);
  const named = ({ name, phrases, scope }: NamedPhrase) => ({ name, phrases: phrases.map(({ value }) => value), scope });
  switch (item.kind) {
    case 'variable':
      return {
        ...plain(item.name, roles[item.role]),
        ...named(item),
        type: printType(item.type),
        unit: item.type.kind === 'number' ? item.type.unit : null,
        declaration,
      };
    case 'event':
    case 'action':
    case 'feature': {
      const [first] = item.names;
      return first ? { ...plain(first.name, item.kind), ...named(first), declaration } : null;
    }
    case 'opaque':
      return { ...plain(item.phrase.value, 'opaque'), phrases: [item.phrase.value], type: 'bool', declaration };
    case 'term':
      return { ...plain(item.name, 'term'), type: printTerm(item.of), declaration };
    case 'spec':
    case 'assume':
    case 'exclusive':
      return null;
    default:
      return item satisfies never;
  }
}

/** The criteria whose readings speak of a name, in the order of the text. */
function usesOf(readings: readonly CriterionReading[]): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  for (const { criterion, lines, fresh } of readings) {
    const rules = (fresh ?? lines).map((line) => parseOneReading(line, criterion).reading);
    for (const name of new Set(nameUses({ readings: rules, declarations: [] }).map((use) => use.name))) {
      const own = uses.get(name);
      if (own) own.push(criterion);
      else uses.set(name, [criterion]);
    }
  }
  return uses;
}

function exclusionsOf(declarations: readonly Declaration[]): Map<string, string[]> {
  const excludes = new Map<string, string[]>();
  for (const item of declarations) {
    if (item.kind !== 'exclusive') continue;
    for (const { name } of item.names)
      excludes.set(name, [
        ...new Set([...(excludes.get(name) ?? []), ...item.names.map((other) => other.name).filter((other) => other !== name)]),
      ]);
  }
  return excludes;
}
