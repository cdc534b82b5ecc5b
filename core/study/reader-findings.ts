import type { Option, WordedFinding } from '#core/analysis/analysed-spec.ts';
import type { Witness } from '#core/analysis/finding.ts';
import { findingId } from '#core/analysis/finding-id.ts';
import { declarationOf, namesDeclared, type ProposedTerm, type Variant } from './model-readings.ts';
import { eachName } from './names-in-rules.ts';

type Sentence = { criterion: string; sentenceHash: string };

/** The declarations among `terms` that rules use, directly or through others. */
export function neededLines(terms: readonly ProposedTerm[], rules: readonly string[]): string[] {
  const lines = terms.map(({ line }) => ({ line, names: declaredIn(line) }));
  const used = new Set(rules.flatMap((rule) => [...eachName(rule)]));
  const taken = new Set<string>();
  for (let hasGrown = true; hasGrown; ) {
    hasGrown = false;
    for (const { line, names } of lines) {
      if (taken.has(line) || !names.some((name) => used.has(name))) continue;
      taken.add(line);
      for (const name of eachName(line)) used.add(name);
      hasGrown = true;
    }
  }
  return lines.flatMap(({ line }) => (taken.has(line) ? [line] : []));
}

function declaredIn(line: string): string[] {
  const declaration = declarationOf(line);
  return declaration ? namesDeclared(declaration) : [];
}

/** One card for all that the readers agree on, with the lines as they would stand in `readings.spec`. The option carries them; nothing is written by it. */
export function agreedFinding(
  agreed: readonly (Sentence & { rules: readonly string[] })[],
  terms: readonly ProposedTerm[],
  counts: { all: number; readers: number },
): WordedFinding {
  const criteria = agreed.map(({ criterion }) => criterion);
  const declarations = neededLines(
    terms,
    agreed.flatMap(({ rules }) => rules),
  );
  const spans = new Map(terms.map(({ line, spans }) => [line, spans]));
  return {
    ...nothing,
    id: findingId('offered-readings', criteria, null, null),
    kind: 'offered-readings',
    criteria,
    title: `${counts.readers} readers agree on what ${criteria.length} of ${counts.all} criteria mean.`,
    why: 'They were asked alone, and the engines compared what they wrote. Nothing of it is in the readings yet.',
    scenario: [
      ...agreed.flatMap(({ criterion, rules }) => rules.map((rule) => `${criterion}: ${rule}`)),
      // Where each new word comes from.
      ...declarations.map(
        (line) => `${line}, from ${(spans.get(line) ?? []).map(({ criterion, words }) => `“${words}” in ${criterion}`).join(', ')}`,
      ),
    ],
    question: {
      id: 'offered-readings',
      text: 'Is that what they mean?',
      options: [
        { label: 'Yes: it belongs into the readings', edits: [], readings: { declarations, readings: agreed, isConfirmed: false } },
        { label: 'No: the readings stay as they are', edits: [] },
      ],
    },
  };
}

/** A card for a sentence that readers understand in different ways: the step on which they differ, and what each would mean. */
export function differenceFinding(
  { criterion, sentenceHash }: Sentence,
  variants: readonly (Variant & { english: string })[],
  terms: readonly ProposedTerm[],
  { witness, scenario, readers }: { witness: Witness | null; scenario: readonly string[]; readers: number },
): WordedFinding {
  const seen = new Set<string>();
  const options = variants.flatMap(({ rules, readers: own, english }): Option[] => {
    const label = `${english} (${own.length} of ${readers})`;
    if (seen.has(label)) return [];
    seen.add(label);
    const declarations = neededLines(terms, rules);
    return [{ label, edits: [], readings: { declarations, readings: [{ criterion, sentenceHash, rules }], isConfirmed: true } }];
  });
  return {
    ...nothing,
    id: findingId('ambiguous', [criterion], null, 'readers'),
    kind: 'ambiguous',
    criteria: [criterion],
    witness,
    title: `${criterion} is read in ${variants.length} ways.`,
    why: 'Readers who were asked alone understand it differently, and so will those who build it.',
    scenario,
    question: {
      id: 'readers',
      text: `What does ${criterion} mean${scenario.length > 0 ? ' here' : ''}?`,
      options: [...options, { label: 'The sentence has to change', edits: [] }],
    },
  };
}

const nothing = {
  proof: { grade: 'hint', engine: 'readers' },
  event: null,
  variable: null,
  region: [],
  witness: null,
  scenario: [],
} as const satisfies Partial<WordedFinding>;
