import { regressionsFolder, regressionsPath } from '#core/verification/suite/regressions.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';

const mostFiles = 500;

/** The texts of the files in which the code in a sandbox keeps counterexamples of a spec. A file that cannot be read is none. */
export async function readRegressionTexts(sandbox: Sandbox, slug: string): Promise<string[]> {
  const folder = regressionsFolder(slug);
  const names = (await sandbox.listFolder(folder).catch(() => null)) ?? [];
  const paths = [regressionsPath(slug), ...names.filter((name) => name.endsWith('.json')).map((name) => `${folder}/${name}`)];
  const texts: string[] = [];
  for (const path of paths.slice(0, mostFiles)) {
    const bytes = await sandbox.readFile(path).catch(() => null);
    if (bytes) texts.push(new TextDecoder().decode(bytes));
  }
  return texts;
}
