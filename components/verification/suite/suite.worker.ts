import { analyseInSteps, createAnalysisMemory } from '#core/analysis/analyse-spec.ts';
import type { System } from '#core/analysis/system.ts';
import type { Format } from '#core/formats/find-specs.ts';
import { buildSuite } from '#core/verification/suite/build-suite.ts';
import { type CriterionCoverage, coverageOf } from '#core/verification/suite/coverage.ts';
import { emitTests, emittedFileName, type Framework } from '#core/verification/suite/emit-tests.ts';
import { type FocusRow, focusRows } from '#core/verification/suite/focus-rows.ts';
import { type Notice, noticeInSteps } from '#core/verification/suite/notice.ts';
import type { Origin, Suite } from '#core/verification/suite/test-case.ts';

/** The texts of a spec, and what is asked of its suite. A later `read` makes everything before it idle. */
export type SuiteWish =
  | { kind: 'read'; requirements: string; format: Format | undefined; readings: string | undefined; seed: number }
  | { kind: 'rows'; criterion: string }
  | { kind: 'file'; framework: Framework; slug: string; criterion: string | null };

export type SuiteAnswer =
  | { kind: 'overview'; overview: Overview }
  | { kind: 'rows'; criterion: string; rows: FocusRow[] }
  | { kind: 'file'; name: string; text: string }
  | { kind: 'notices'; notices: Notice[]; tried: number; of: number };

/** A suite before anything runs: how many cases, from which sentences, and how much of each they reach. */
export type Overview = {
  seed: number;
  cases: number;
  states: number;
  isComplete: boolean;
  byOrigin: Partial<Record<Origin, number>>;
  criteria: { criterion: string; cases: number; coverage: CriterionCoverage }[];
  unreached: string[];
  unconfirmed: string[];
};

const budget = { cases: 2000 };
/** So many cases are enough to notice a change: they come sorted by what they are the first to meet. */
const noticing = 1000;
const turnMs = 30;

const memory = createAnalysisMemory();
let current: { system: System; suite: Suite } | null = null;
let round = 0;

self.onmessage = ({ data }: MessageEvent<SuiteWish>) => {
  if (data.kind === 'read') void read(data);
  else if (current && data.kind === 'rows')
    tell({ kind: 'rows', criterion: data.criterion, rows: focusRows(current.system, current.suite.cases, data.criterion) });
  else if (current && data.kind === 'file') {
    const { framework, slug, criterion } = data;
    const cases = current.suite.cases.filter(({ criteria }) => criterion === null || criteria.includes(criterion));
    const adapter = framework === 'pytest' ? 'adapter' : './adapter.js';
    tell({ kind: 'file', name: emittedFileName(slug, framework), text: emitTests(current.system, cases, { slug, framework, adapter }) });
  }
};

function tell(answer: SuiteAnswer): void {
  self.postMessage(answer);
}

async function read({ requirements, format, readings, seed }: Extract<SuiteWish, { kind: 'read' }>): Promise<void> {
  round += 1;
  const own = round;
  const analysed = await inTurns(analyseInSteps({ requirements, format, readings }, memory), own);
  if (!analysed) return;
  const { system, unconfirmed } = analysed;
  const suite = buildSuite(system, { seed, budget });
  current = { system, suite };
  tell({ kind: 'overview', overview: overviewOf(system, suite, seed, [...unconfirmed]) });
  const notices: Notice[] = [];
  let told = performance.now();
  for (const { notice, of } of noticeInSteps(system, suite.cases.slice(0, noticing))) {
    if (notice) notices.push(notice);
    if (performance.now() - told < turnMs * 10) continue;
    tell({ kind: 'notices', notices, tried: notices.length, of });
    // Others may ask for rows meanwhile.
    await new Promise((resolve) => setTimeout(resolve));
    if (own !== round) return;
    told = performance.now();
  }
  tell({ kind: 'notices', notices, tried: notices.length, of: notices.length });
}

function overviewOf(system: System, { cases, states, isComplete, unreached }: Suite, seed: number, unconfirmed: string[]): Overview {
  const byOrigin: Overview['byOrigin'] = {};
  const byCriterion = new Map<string, number>(system.rules.map(({ criterion }) => [criterion, 0]));
  for (const { origin, criteria } of cases) {
    byOrigin[origin] = (byOrigin[origin] ?? 0) + 1;
    for (const criterion of criteria) byCriterion.set(criterion, (byCriterion.get(criterion) ?? 0) + 1);
  }
  const criteria = [...coverageOf(system, cases)].map(([criterion, coverage]) => ({
    criterion,
    cases: byCriterion.get(criterion) ?? 0,
    coverage,
  }));
  return { seed, cases: cases.length, states, isComplete, byOrigin, criteria, unreached: [...unreached], unconfirmed };
}

/** Null where other texts came meanwhile. */
async function inTurns<T>(steps: Generator<void, T>, own: number): Promise<T | null> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < turnMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (own !== round) return null;
    since = performance.now();
  }
}
