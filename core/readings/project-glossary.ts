import { phraseKey } from '#core/analysis/propose/phrase-key.ts';
import { printDeclaration } from '#core/language/reading/format-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Declaration } from '#core/language/reading/reading-tree.ts';
import { declaredNames, singleDeclarations } from './name-uses.ts';

/** A word that a spec of the project declares. */
export type SharedTerm = { spec: string; name: string; phrases: readonly string[]; declaration: string };

/** One word that two specs take for different things. */
export type GlossaryClash = { name: string; own: string; other: SharedTerm };

/** What other specs of the project declare that this one does not, and where both declare one name differently. Phrases, order and range of a type are the spec's own. */
export function projectGlossary(
  own: string,
  others: readonly { spec: string; readings: string }[],
): { shared: SharedTerm[]; clashes: GlossaryClash[] } {
  const mine = new Map<string, Declaration>();
  for (const item of singleDeclarations(parseReadings(own).tree.declarations))
    for (const name of declaredNames(item)) mine.set(keyOf(name), item);
  const shared = new Map<string, SharedTerm>();
  const clashes: GlossaryClash[] = [];
  for (const { spec, readings } of others) {
    for (const item of singleDeclarations(parseReadings(readings).tree.declarations)) {
      const [name] = declaredNames(item);
      // What means something within one requirement is nobody else's.
      if (name === undefined || item.kind === 'opaque' || scopeOf(item) !== null) continue;
      const term = { spec, name, phrases: phrasesOf(item), declaration: printDeclaration(item) };
      const known = mine.get(keyOf(name));
      if (!known) {
        if (!shared.has(keyOf(name))) shared.set(keyOf(name), term);
      } else if (shapeOf(known) !== shapeOf(item)) clashes.push({ name, own: printDeclaration(known), other: term });
    }
  }
  return { shared: [...shared.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), clashes };
}

const keyOf = (name: string) => phraseKey(name) || name;

function scopeOf(item: Declaration): string | null {
  if (item.kind === 'variable') return item.scope;
  return item.kind === 'event' || item.kind === 'action' || item.kind === 'feature' ? (item.names[0]?.scope ?? null) : null;
}

function phrasesOf(item: Declaration): string[] {
  if (item.kind === 'variable') return item.phrases.map(({ value }) => value);
  return item.kind === 'event' || item.kind === 'action' || item.kind === 'feature'
    ? (item.names[0]?.phrases ?? []).map(({ value }) => value)
    : [];
}

/** What must be alike for two declarations to mean one thing. An input of one spec may be what another one produces. */
function shapeOf(item: Declaration): string {
  if (item.kind === 'variable') {
    const { type } = item;
    if (type.kind === 'number') return `number ${type.base} ${type.unit ?? ''}`;
    return type.kind === 'choice' && !type.isOpen
      ? `choice ${type.values
          .map(({ value }) => value)
          .sort()
          .join(' ')}`
      : type.kind;
  }
  return item.kind === 'term' ? printDeclaration(item) : item.kind;
}
