import { z } from 'zod';
import { jsonIn } from './read-answer.ts';

/** What a critic may say of criteria. */
export const claimKinds = ['contradiction', 'missing', 'unclear', 'untestable', 'risk'] as const;
export type ClaimKind = (typeof claimKinds)[number];

/** A way to answer a claim; `sentence` is what `criterion` would say then. */
export type ClaimOption = { label: string; criterion: string | null; sentence: string | null };
export type Claim = { kind: ClaimKind; criteria: readonly string[]; claim: string; question: string; options: readonly ClaimOption[] };

/** Claims that mean the same, as one, with who made them. */
export type MergedClaim = Claim & { perspectives: readonly string[] };

const words = (most: number) => z.string().trim().min(1).max(most);
const optionShape = z.object({ label: words(200), criterion: words(300).nullish(), sentence: words(2_000).nullish() });
const claimShape = z.object({
  kind: z.enum(claimKinds).catch('risk'),
  criteria: z.array(z.string().trim()).min(1).max(12),
  claim: words(600),
  question: words(600).nullish(),
  options: z.array(z.unknown()).max(12).catch([]),
});
const answerShape = z.object({ claims: z.array(z.unknown()) });

const mostClaims = 12;
const mostOptions = 5;

/**
 * The claims in a critic's answer, as far as they are about criteria that there are; null where there is no answer in it at all. Whatever a model
 * writes gives one of the two.
 */
export function readClaims(answer: string, known: ReadonlySet<string>): { claims: Claim[]; dropped: number } | null {
  const parsed = answerShape.safeParse(jsonIn(answer));
  if (!parsed.success) return null;
  const claims = parsed.data.claims.flatMap((one): Claim[] => {
    const { data } = claimShape.safeParse(one);
    const criteria = [...new Set(data?.criteria ?? [])].filter((id) => known.has(id));
    if (!data || criteria.length === 0) return [];
    const options = data.options.flatMap((each): ClaimOption[] => {
      const option = optionShape.safeParse(each).data;
      if (!option) return [];
      const criterion = option.criterion && known.has(option.criterion) ? option.criterion : null;
      // One line: a criterion is an item of a list.
      const sentence = criterion === null ? null : (option.sentence?.replace(/\s+/g, ' ') ?? null);
      return [{ label: option.label, criterion: sentence === null ? null : criterion, sentence }];
    });
    const labels = new Set<string>();
    const kept = options.filter(({ label }) => !labels.has(label) && labels.add(label)).slice(0, mostOptions);
    return [{ kind: data.kind, criteria, claim: data.claim, question: data.question ?? `Is that so? ${data.claim}`, options: kept }];
  });
  return { claims: claims.slice(0, mostClaims), dropped: parsed.data.claims.length - Math.min(claims.length, mostClaims) };
}

/** Words that say nothing about what a claim is about. */
const EMPTY = new Set(
  'a an and any are as at be but by can does for from has have how if in is it its may no not of on or shall so than that the their then there this to what when where which who will with without'.split(
    ' ',
  ),
);

function meaningOf(text: string): Set<string> {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(found.filter((word) => !EMPTY.has(word)).map((word) => word.replace(/(?:ies|es|s|ed|ing)$/u, '')));
}

function isAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared > 0 && shared / (a.size + b.size - shared) >= 0.4;
}

const SEVERITY: Record<ClaimKind, number> = { contradiction: 0, missing: 1, risk: 2, unclear: 3, untestable: 4 };

/**
 * Claims of several critics, each once: the same criteria and the same thing said of them in other words is one claim with several voices. What most voices
 * say comes first, then what weighs most; the rest in the order of the critics.
 */
export function mergeClaims(heard: readonly { perspective: string; claims: readonly Claim[] }[]): MergedClaim[] {
  const merged: { claim: Claim; words: Set<string>; voices: Set<string> }[] = [];
  for (const { perspective, claims } of heard)
    for (const claim of claims) {
      const meaning = meaningOf(claim.claim);
      const key = [...claim.criteria].sort().join();
      const known = merged.find((one) => [...one.claim.criteria].sort().join() === key && isAlike(one.words, meaning));
      if (known) {
        known.voices.add(perspective);
        if (claim.options.length > known.claim.options.length) known.claim = { ...known.claim, options: claim.options };
      } else merged.push({ claim, words: meaning, voices: new Set([perspective]) });
    }
  return merged
    .map(({ claim, voices }) => ({ ...claim, perspectives: [...voices] }))
    .sort((a, b) => b.perspectives.length - a.perspectives.length || SEVERITY[a.kind] - SEVERITY[b.kind]);
}
