import { analyseInSteps, createAnalysisMemory } from '#core/analysis/analyse-spec.ts';
import { type Meaning, type MeaningPatch, meaningPatch } from '#core/analysis/meaning-patch.ts';
import type { Format } from '#core/formats/find-specs.ts';

/** The texts of a spec, under a number that rises. */
export type MeaningWish = { round: number; requirements: string; readings: string | undefined; format: Format | undefined };
/** What they mean, as far as rules and cells know: all of it at first, and then what is new beside the answer before. */
export type MeaningAnswer = { round: number } & ({ whole: Meaning } | { patch: MeaningPatch });

const memory = createAnalysisMemory();
/** After so long the worker looks whether other texts have come. */
const turnMs = 12;
let latest: MeaningWish | null = null;
let told: Meaning | null = null;
let isBusy = false;

self.onmessage = ({ data }: MessageEvent<MeaningWish>) => {
  latest = data;
  if (!isBusy) void readLatest();
};

async function readLatest(): Promise<void> {
  isBusy = true;
  while (latest) {
    const wish: MeaningWish = latest;
    const meaning = await readUnlessOutdated(wish);
    if (meaning) tell(wish.round, meaning);
    if (latest === wish) latest = null;
  }
  isBusy = false;
}

function tell(round: number, meaning: Meaning): void {
  const answer: MeaningAnswer = told ? { round, patch: meaningPatch(told, meaning) } : { round, whole: meaning };
  told = meaning;
  self.postMessage(answer);
}

/** Null where other texts came meanwhile. What was worked out until then is remembered. */
async function readUnlessOutdated(wish: MeaningWish): Promise<Meaning | null> {
  const { requirements, readings, format } = wish;
  const steps = analyseInSteps({ requirements, readings, format }, memory);
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
