import { stemsOf } from '#core/analysis/propose/phrase-key.ts';
import type { GlossaryEntry } from './glossary.ts';

/** Another entry that may be the same thing, and why one may think so. */
export type Similar = { name: string; why: string };

const mostSimilar = 3;
/** So many of all their words two share at least: fewer, and each error code would be offered as another one. */
const mostlyAlike = 0.8;
/** Comparing all with all is quadratic: beyond this many entries that share a word, the word says nothing. */
const mostSharing = 60;

/** For each entry, others of its kind that may be the same thing: the same words in another requirement, or words of which one has only a little more. */
export function similarTo(entries: readonly Omit<GlossaryEntry, 'similar'>[]): Map<string, Similar[]> {
  const worded = entries
    .filter(({ kind }) => kind !== 'word' && kind !== 'term')
    .map((entry) => ({ entry, stems: new Set(entry.phrases.flatMap((phrase) => stemsOf(phrase))) }));
  const sharing = new Map<string, (typeof worded)[number][]>();
  for (const each of worded) for (const stem of each.stems) sharing.set(stem, [...(sharing.get(stem) ?? []), each]);
  const similar = new Map<string, Similar[]>();
  for (const { entry, stems } of worded) {
    const near = new Set([...stems].flatMap((stem) => ((sharing.get(stem)?.length ?? 0) <= mostSharing ? (sharing.get(stem) ?? []) : [])));
    const found: (Similar & { rank: number })[] = [];
    for (const other of near) {
      if (other.entry === entry || !isAlike(entry, other.entry)) continue;
      const shared = [...stems].filter((stem) => other.stems.has(stem)).length;
      const rank = shared / new Set([...stems, ...other.stems]).size;
      if (rank === 1) found.push({ name: other.entry.name, why: sameWords(other.entry), rank });
      else if (rank > mostlyAlike) found.push({ name: other.entry.name, why: 'most of its words are the same', rank });
    }
    if (found.length > 0)
      similar.set(
        entry.name,
        found
          .sort((a, b) => b.rank - a.rank)
          .slice(0, mostSimilar)
          .map(({ name, why }) => ({ name, why })),
      );
  }
  return similar;
}

function isAlike(one: Omit<GlossaryEntry, 'similar'>, other: Omit<GlossaryEntry, 'similar'>): boolean {
  if (one.kind !== other.kind) return one.kind === 'opaque' ? isBoolean(other) : other.kind === 'opaque' && isBoolean(one);
  // 5 EUR and 5 % of the same words are two things.
  return one.unit === other.unit && !one.excludes.includes(other.name);
}

function isBoolean({ kind, type }: Pick<GlossaryEntry, 'kind' | 'type'>): boolean {
  return kind === 'action' || kind === 'event' || ((kind === 'input' || kind === 'state' || kind === 'output') && type === 'bool');
}

/** The requirement that a scope names (`7/shop`); null for one that names only who shall. */
export function requirementOf(scope: string | null): string | null {
  return scope?.includes('/') ? (scope.split('/')[0] ?? null) : null;
}

function sameWords({ scope }: Pick<GlossaryEntry, 'scope'>): string {
  const requirement = requirementOf(scope);
  return requirement === null ? 'it has the same words' : `the same words in requirement ${requirement}`;
}
