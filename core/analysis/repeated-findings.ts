import type { Criterion, RequirementsTree } from '#core/language/spec-tree.ts';
import type { Finding } from './finding.ts';
import { findingId } from './finding-id.ts';

/**
 * K5 without readings: a sentence that stands twice, but for case, articles and signs. One that names its own trigger or condition says the same wherever it
 * stands, which is exact. One without may speak of what its requirement is about, and so may one under a heading that runs parallel to the other ("Add local
 * feeds", "Add remote feeds"): these are hints. Each further place is told with the first one.
 */
export function repeatedFindings(tree: RequirementsTree): Finding[] {
  const first = new Map<string, { criterion: Criterion; title: ReadonlySet<string> }>();
  const findings: Finding[] = [];
  for (const { criteria, title } of tree.requirements) {
    const topics = topicsOf(title ?? '');
    for (const criterion of criteria) {
      const words = plainWords(criterion.text);
      if (words.split(' ').length < FEWEST_WORDS && !hasWordsWithoutBlanks(criterion.text)) continue;
      const known = first.get(words);
      if (!known) first.set(words, { criterion, title: topics });
      else if (known.criterion.id !== criterion.id)
        findings.push(repeated(known.criterion, criterion, title !== null && [...topics].some((topic) => known.title.has(topic))));
    }
  }
  return findings;
}

/** Shorter ones are labels, lists and ends of sentences. */
const FEWEST_WORDS = 5;

function hasWordsWithoutBlanks(text: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{12,}/u.test(text);
}

function plainWords(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[`"'“”‘’*_]/g, '')
      // A sign between digits is part of a number.
      .replace(/(?<!\d)[.,;:()]|[.,;:()](?!\d)/g, ' ')
      .replace(/\b(?:an?|the|then)\b/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** What a heading speaks of: its words, and pairs of signs where a script has no blanks. */
function topicsOf(title: string): Set<string> {
  const words = title.toLowerCase().match(/[a-z][a-z_-]{2,}/g) ?? [];
  const topics = new Set(words.filter((word) => !/^(?:and|for|the|with|from|into|requirements?)$/.test(word)));
  for (const run of title.match(/[\p{Script=Han}\p{Script=Katakana}ー]{2,}/gu) ?? [])
    for (let at = 0; at + 1 < run.length; at += 1) topics.add(run.slice(at, at + 2));
  return topics;
}

function repeated(known: Criterion, criterion: Criterion, isParallel: boolean): Finding {
  const criteria = [known.id, criterion.id];
  // What a clause points back to ("this field") stands in the sentences around it.
  const pointsBack = /\b(?:this|these|that|those|it|its|above|below|following)\b/i.test(
    criterion.clauses.map(({ text }) => text).join(' '),
  );
  const isWhole = criterion.clauses.length > 0 && criterion.modality !== null && !pointsBack && !isParallel;
  return {
    id: findingId('redundant', criteria, null, null),
    kind: 'redundant',
    proof: { grade: isWhole ? 'proved' : 'hint', engine: 'rules' },
    criteria,
    event: null,
    variable: null,
    region: [],
    witness: null,
    dispensable: criterion.id,
  };
}
