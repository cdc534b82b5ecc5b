import type { CheckOutcome } from '#core/verification/evidence.ts';
import type { PropertyResult, Results, TestResult } from './read-results.ts';

/** More is not told: the number is stored in 32 bits. */
const mostCases = 2_000_000_000;

/** Lays properties beside the tests that they ran in and says of each test what it established. */
export function judgeTests({ tests, properties }: Results): CheckOutcome[] {
  const index = { byTitle: Map.groupBy(tests, ({ name }) => title(name)), byFile: Map.groupBy(tests, ({ file }) => file) };
  const owned = Map.groupBy(properties, (property) => ownerOf(property, index));
  return tests.map((test) => judge(test, owned.get(test) ?? []));
}

type Index = { byTitle: Map<string, TestResult[]>; byFile: Map<string | null, TestResult[]> };

/** Vitest joins titles with a space or with ` > `, by version and place. */
function title(name: string): string {
  return name.replaceAll(' > ', ' ');
}

/** The test that a property ran in: by the title that the runner told, else the last test that begins at or above the call. */
function ownerOf({ test, frames }: PropertyResult, { byTitle, byFile }: Index): TestResult | undefined {
  const named = test === null ? [] : (byTitle.get(title(test)) ?? []);
  const inFile = named.find(({ file }) => frames.some((frame) => frame.file === file)) ?? named[0];
  if (inFile) return inFile;
  for (const frame of frames) {
    const above = (byFile.get(frame.file) ?? []).filter(({ line }) => line !== null && line <= frame.line);
    const last = above.reduce<TestResult | undefined>((best, each) => ((best?.line ?? -1) <= (each.line ?? -1) ? each : best), undefined);
    if (last) return last;
  }
  return undefined;
}

function judge(test: TestResult, properties: readonly PropertyResult[]): CheckOutcome {
  const broken = properties.find(({ failed, counterexample }) => failed && counterexample !== null);
  const empty = properties.find(({ cases }) => cases === 0);
  const told = broken ?? empty ?? properties[0];
  const outcome = {
    name: test.name,
    file: test.file,
    line: test.line,
    cases:
      properties.length === 0
        ? null
        : Math.min(
            mostCases,
            properties.reduce((sum, { cases }) => sum + cases, 0),
          ),
    seed: told ? seedOf(told) : null,
    counterexample: broken?.counterexample ?? null,
    durationMs: test.durationMs === null ? null : Math.round(test.durationMs),
  };
  if (test.isSilent) return { ...outcome, status: 'unreachable', message: 'The test is skipped or marked as to do.' };
  if (broken && test.passed) {
    return { ...outcome, status: 'failed', message: `The test passed although its property failed: ${broken.message ?? 'no message'}` };
  }
  if (broken) return { ...outcome, status: 'failed', message: broken.message ?? test.message };
  if (empty) {
    return {
      ...outcome,
      status: 'unreachable',
      message: `None of ${empty.skips} inputs reached the property: its precondition refused all of them.`,
    };
  }
  const tired = properties.find(({ failed }) => failed);
  if (tired && !test.passed) {
    const message = `Only ${tired.cases} inputs reached the property; its precondition refused ${tired.skips}.`;
    return { ...outcome, status: 'unreachable', message };
  }
  if (test.passed) return { ...outcome, status: 'passed', message: null };
  return { ...outcome, status: test.isBroken ? 'error' : 'failed', message: test.message };
}

/** Seed and, for a counterexample, the path to it: what fast-check needs to replay it. */
function seedOf({ seed, path }: PropertyResult): string {
  return path === null ? String(seed) : `${seed} path ${path}`;
}
