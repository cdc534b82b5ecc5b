import { readStrykerReport } from '#core/verification/suite/stryker-report.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';

type Asked = {
  sandbox: Sandbox;
  /** The file that is changed; null for what the repository's own settings say. */
  module: string | null;
  most: number;
  timeoutMs: number;
  signal?: AbortSignal;
};

const program = 'node_modules/.bin/stryker';
const reportPath = 'reports/mutation/mutation.json';

/**
 * Runs the repository's own Stryker in the sandbox, on its own tests, and reads its report. Null where the repository does not have it, where its packages are not there, or where it left no
 * report in the time that it has.
 */
export async function tryStryker({ sandbox, module, most, timeoutMs, signal }: Asked) {
  const manifest = await sandbox.readFile('package.json').catch(() => null);
  if (!manifest || !new TextDecoder().decode(manifest).includes('"@stryker-mutator/core"')) return null;
  // A path goes into a shell's words: one of other characters is left to the repository's own settings.
  const mutate = module !== null && /^[\w./@-]+$/.test(module) ? ` --mutate ${module}` : '';
  const settings = '--reporters json --logLevel error --concurrency 2';
  const command = `test -e ${program} && rm -rf reports/mutation && exec ${program} run ${settings}${mutate}`;
  await sandbox.run({ command, timeoutMs, ...(signal && { signal }) });
  const bytes = await sandbox.readFile(reportPath).catch(() => null);
  const read = bytes && readStrykerReport(new TextDecoder().decode(bytes), most);
  return read ? { ...read, tool: 'Stryker' as const } : null;
}
