import { z } from 'zod';

/** What is looked at: the text of `package.json`, if there is one, and the paths of the repository's files. */
export type CheckFiles = { packageJson?: string; paths: readonly string[] };

const manifest = z.object({
  scripts: z.record(z.string(), z.unknown()).catch({}),
  dependencies: z.record(z.string(), z.unknown()).catch({}),
  devDependencies: z.record(z.string(), z.unknown()).catch({}),
});
export type Manifest = z.infer<typeof manifest>;

/** Reads a `package.json`; null where it is not one. */
export function readManifest(text: string): Manifest | null {
  try {
    const parsed = manifest.safeParse({ scripts: {}, dependencies: {}, devDependencies: {}, ...Object(JSON.parse(text)) });
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The command that runs a repository's tests, by what lies in it; null where nothing tells. */
export function findCheckCommand({ packageJson, paths }: CheckFiles): string | null {
  const has = (pattern: RegExp) => paths.some((path) => pattern.test(path));
  const found = packageJson === undefined ? null : readManifest(packageJson);
  if (found) {
    const script = found.scripts.test;
    // What `npm init` writes is not a test.
    if (typeof script === 'string' && script.trim() !== '' && !/no test specified/.test(script)) return `${packageManager(has)} test`;
    if ('vitest' in found.devDependencies || 'vitest' in found.dependencies) return 'npx vitest run';
    if (has(/\.(test|spec)\.[cm]?[jt]s$/)) return 'node --test';
  }
  if (has(/(^|\/)(pytest\.ini|conftest\.py|test_[^/]*\.py|[^/]*_test\.py)$/)) return 'python3 -m pytest';
  if (has(/^go\.mod$/)) return 'go test ./...';
  if (has(/^Cargo\.toml$/)) return 'cargo test';
  if (has(/^(pom\.xml)$/)) return 'mvn -q test';
  if (has(/^gradlew$/)) return './gradlew test';
  if (has(/(^|\/)[^/]+\.test\.[cm]?js$/)) return 'node --test';
  if (has(/^[Mm]akefile$/)) return 'make test';
  return null;
}

function packageManager(has: (pattern: RegExp) => boolean): string {
  if (has(/^pnpm-lock\.yaml$/)) return 'pnpm';
  if (has(/^yarn\.lock$/)) return 'yarn';
  return 'npm';
}
