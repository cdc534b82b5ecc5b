import { analyseInSteps, createAnalysisMemory } from '#core/analysis/analyse-spec.ts';
import type { AnalysedSpec } from '#core/analysis/analysed-spec.ts';

/** The texts of a spec, under a number that rises. */
export type MeaningWish = { round: number; requirements: string; readings: string | undefined };
/** What they mean, as far as rules and cells know. */
export type MeaningAnswer = { round: number; meaning: Meaning; ms: number };
export type Meaning = Pick<AnalysedSpec, 'readings' | 'findings' | 'counts' | 'proposal' | 'diagnostics'> & {
  text: string;
  readingsText: string | undefined;
};

const memory = createAnalysisMemory();
/** After so long the worker looks whether other texts have come. */
const turnMs = 12;
let latest: MeaningWish | null = null;
let isBusy = false;

self.onmessage = ({ data }: MessageEvent<MeaningWish>) => {
  latest = data;
  if (!isBusy) void readLatest();
};

async function readLatest(): Promise<void> {
  isBusy = true;
  while (latest) {
    const wish: MeaningWish = latest;
    const began = performance.now();
    const meaning = await readUnlessOutdated(wish);
    if (meaning) self.postMessage({ round: wish.round, meaning, ms: performance.now() - began } satisfies MeaningAnswer);
    if (latest === wish) latest = null;
  }
  isBusy = false;
}

/** Null where other texts came meanwhile. What was worked out until then is remembered. */
async function readUnlessOutdated(wish: MeaningWish): Promise<Meaning | null> {
  const { requirements, readings } = wish;
  const steps = analyseInSteps({ requirements, readings }, memory);
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) {
      const { readings: read, findings, counts, proposal, diagnostics } = step.value;
      return { readings: read, findings, counts, proposal, diagnostics, text: requirements, readingsText: readings };
    }
    if (performance.now() - since < turnMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (latest !== wish) return null;
    since = performance.now();
  }
}
