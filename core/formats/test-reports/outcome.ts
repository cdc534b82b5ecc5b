import type { CheckOutcome } from '#core/verification/evidence.ts';

/** What a report of tests says, and what of it could not be taken, in sentences. Any text gives an answer. */
export type TestResults = { outcomes: CheckOutcome[]; problems: string[] };

const longest = 4_000;
/** More tests than this in one report are told as a problem and left out. */
export const mostOutcomes = 20_000;

/** At most as much of a text as is kept, without what a database cannot hold. */
export function kept(text: string): string {
  const plain = text.replaceAll('\0', '\u2400').toWellFormed();
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

/** What a property-based test tells in the message of its failure. */
export type PropertyWords = Pick<CheckOutcome, 'cases' | 'seed' | 'counterexample'>;

const noProperty: PropertyWords = { cases: null, seed: null, counterexample: null };

/** Reads what fast-check and Hypothesis print of a failing property: inputs tried, seed, smallest input. */
export function readPropertyWords(message: string): PropertyWords {
  const text = message.slice(0, 50_000);
  const fast = /Property failed after (\d{1,9}) tests?/.exec(text);
  if (fast) {
    const seed = /seed: (-?\d{1,12})/.exec(text)?.[1] ?? null;
    const path = /path: "([\d:]{1,200})"/.exec(text)?.[1];
    return {
      cases: Number(fast[1]),
      seed: seed === null ? null : path === undefined ? seed : `${seed} path ${path}`,
      counterexample: counterexampleOf(/^Counterexample: (.*)$/m.exec(text)?.[1]),
    };
  }
  const hypothesis = /Falsifying example: [\w.]{1,200}\(([\s\S]{0,4000}?)^\s*(?:E\s+)?\)/m.exec(text)?.[1];
  if (hypothesis === undefined) return noProperty;
  const lines = hypothesis.split('\n').map((line) => line.replace(/^\s*(?:E\s+)?/, '').trim());
  const seed = /--hypothesis-seed=(\d{1,40})/.exec(text)?.[1] ?? null;
  return {
    cases: null,
    seed,
    counterexample: counterexampleOf(
      lines
        .filter((line) => line !== '')
        .join(' ')
        .replace(/,$/, ''),
    ),
  };
}

function counterexampleOf(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : kept(text);
}
