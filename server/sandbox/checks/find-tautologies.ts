import type { CheckReport } from '#core/verification/evidence.ts';
import { checkKey, refusalsOf } from '#core/verification/refusals.ts';
import { isStubbed, type StubMode, stubModes, stubModule } from '#core/verification/stub-module.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { runChecks } from './run-checks.ts';

export type TautologyRequest = {
  /** Around a worktree of the same commit that is thrown away afterwards: its modules are replaced. */
  sandbox: Sandbox;
  command: string;
  /** What the checks gave on the code itself. */
  report: CheckReport;
  signal?: AbortSignal;
};

const mostFiles = 2_000;
const largestFile = 1024 * 1024;
const marker = '.plumbline-stubbed';

/**
 * Finds passes that establish nothing, by `checkKey`, each with its reason: the tests are run again with the functions of the code
 * replaced, once giving nothing and once something meaningless. Who passes both times does not look at the code. Where no stub was
 * loaded (code in another language, or built into another folder) only what the report itself tells is found.
 */
export async function findTautologies({ sandbox, command, report, signal }: TautologyRequest): Promise<Map<string, string>> {
  const passed = report.outcomes.filter(({ status, isDerived }) => status === 'passed' && !isDerived);
  if (report.failure !== null || passed.length === 0) return new Map();
  const sources = await readSources(sandbox);
  const root = (await sandbox.run({ command: 'pwd -P', timeoutMs: 20_000 })).stdout.trim();
  const withoutCode: Set<string>[] = [];
  for (const mode of sources.length === 0 ? [] : stubModes) {
    await writeStubs(sandbox, { sources, mode, markerPath: `${root}/${marker}` });
    const timeoutMs = Math.max(30_000, report.durationMs * 5);
    const stubbed = await runChecks({ sandbox, command, timeoutMs, ...(signal && { signal }) });
    // One test that never ends without its code must not vouch for the others: who was not heard did not pass.
    withoutCode.push(new Set(stubbed.outcomes.filter(({ status }) => status === 'passed').map(checkKey)));
    if (!(await sandbox.deleteFile(marker))) return refusalsOf(passed, []);
    // Who is refused passes with every stub: where nobody passes with one, the others have nothing to say.
    if (passed.every((outcome) => !withoutCode.at(-1)?.has(checkKey(outcome)))) break;
  }
  return refusalsOf(passed, withoutCode);
}

type Source = { path: string; source: string };

async function readSources(sandbox: Sandbox): Promise<Source[]> {
  const listed = await sandbox.run({
    command: 'find . -type f -not -path "*/node_modules/*" -not -path "./.git/*" -size -1024k',
    timeoutMs: 20_000,
  });
  const paths = listed.stdout.split('\n').map((line) => line.replace(/^\.\//, ''));
  const sources: Source[] = [];
  for (const path of paths.filter(isStubbed).slice(0, mostFiles)) {
    const bytes = await sandbox.readFile(path).catch(() => null);
    if (bytes && bytes.length <= largestFile) sources.push({ path, source: new TextDecoder().decode(bytes) });
  }
  return sources;
}

async function writeStubs(
  sandbox: Sandbox,
  { sources, mode, markerPath }: { sources: Source[]; mode: StubMode; markerPath: string },
): Promise<void> {
  for (const { path, source } of sources)
    for (const file of stubModule({ path, source, mode, markerPath }) ?? [])
      await sandbox.writeFile(file.path, new TextEncoder().encode(file.text));
}
