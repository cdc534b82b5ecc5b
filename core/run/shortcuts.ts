import { type Line, shortcutRules } from './shortcut-rules.ts';

/** A file that a run has changed, with its texts; null where there is none, or none that can be read. */
export type ChangedFile = {
  path: string;
  previousPath: string | null;
  status: 'added' | 'modified' | 'deleted' | 'renamed';
  before: string | null;
  after: string | null;
};

/** Something in a change that would let a check pass without the work being done. `line` counts from 1; null where it is the file as a whole. */
export type Shortcut = { rule: string; path: string; line: number | null; words: string };

const testPath =
  /(^|\/)(tests?|__tests__|spec|specs|e2e)\/|[._-](test|spec)\.[a-z]+$|(^|\/)test_[^/]+\.py$|_test\.(go|py|rb)$|Tests?\.(java|kt|cs)$/;
const source = /\.(m?[jt]sx?|c[jt]s|py|rb|go|rs|java|kt|cs|php|swift|scala|c|cc|cpp|h|ex|exs|vue|svelte)$/;
const configPath =
  /(^|\/)((vitest|vite|jest|playwright|karma|cypress|ava|eslint|biome|babel|stryker)\.config\.[a-z]+|\.mocharc[^/]*|\.?(nycrc|c8rc)[^/]*|\.eslintrc[^/]*|biome\.jsonc?|tsconfig[^/]*\.json|pytest\.ini|tox\.ini|setup\.cfg|conftest\.py|noxfile\.py|\.coveragerc|Makefile|makefile|justfile|\.gitlab-ci\.yml|Jenkinsfile|\.plumbline\/.*)$|(^|\/)\.github\/workflows\/|(^|\/)\.circleci\//;

/** Whether a path is that of a test, by the habits of the common languages. */
export function isTestPath(path: string): boolean {
  return testPath.test(path) && source.test(path);
}

/**
 * What of a change would make checks pass by weakening them, by rule: tests that are gone, skipped, narrowed or say nothing; configuration of the
 * checks; code that is none. Only what the change brings counts, never what stood there before. `checkCommand` names further files that decide.
 */
export function findShortcuts(files: readonly ChangedFile[], { checkCommand }: { checkCommand: string | null }): Shortcut[] {
  return files
    .flatMap((file) => shortcutsIn(file, checkCommand))
    .toSorted((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0));
}

function shortcutsIn(file: ChangedFile, checkCommand: string | null): Shortcut[] {
  const { path, previousPath, status, before, after } = file;
  const was = previousPath ?? path;
  const whole = (rule: string, words: string): Shortcut => ({ rule, path, line: null, words });
  const found: Shortcut[] = [];
  if (configPath.test(was) || configPath.test(path)) found.push(whole('checks-edited', 'configuration of the checks is changed'));
  if (isNamed(was, checkCommand)) found.push(whole('checks-edited', 'the check command runs this file, and it is changed'));
  if (/(^|\/)package\.json$/.test(path)) found.push(...packageShortcuts(file));
  if (was.endsWith('.snap') && status !== 'added') found.push(whole('snapshot-edited', 'a recorded snapshot is changed'));
  const wasTest = isTestPath(was);
  if (wasTest && (status === 'deleted' || !isTestPath(path))) return [...found, whole('test-deleted', 'a test is taken away')];
  if (after === null || !source.test(path)) return found;
  const isTest = isTestPath(path);
  if (isTest && before !== null) found.push(...lostTests(file, before, after));
  const added = addedLines(before ?? '', after);
  for (const { rule, words, where, says } of shortcutRules) {
    if ((where === 'tests') !== isTest && where !== 'both') continue;
    for (const line of added) if (says(line, added)) found.push({ rule, path, line: line.number, words });
  }
  return found;
}

/** A file that the check command names, as in `node test/run.mjs`; not a folder of tests that grows. */
function isNamed(path: string, checkCommand: string | null): boolean {
  return (
    checkCommand !== null &&
    source.test(path) &&
    !isTestPath(path) &&
    checkCommand.split(/[\s;&|]+/).some((word) => word.replace(/^\.\//, '') === path)
  );
}

const decidingKeys = ['scripts', 'jest', 'vitest', 'mocha', 'ava', 'c8', 'nyc', 'eslintConfig', 'imports'];

function packageShortcuts({ path, before, after }: ChangedFile): Shortcut[] {
  if (before === null) return [];
  const [was, is] = [before, after ?? '{}'].map(keysOf);
  if (!was || !is) return [{ rule: 'checks-edited', path, line: null, words: 'package.json cannot be read any more' }];
  return decidingKeys
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .map((key) => ({ rule: 'checks-edited', path, line: null, words: `"${key}" in package.json is changed` }));
}

function keysOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

const assertion = /\b(expect|assert\w*|should|fc\.assert|require\.\w+|t\.(is|deepEqual|true|false|Error\w*|Fatal\w*))\s*[.(]/g;
const testCase = /\b(test|it|specify|fc\.property|func\s+Test\w+|def\s+test_\w+)\s*(\.\w+)*\s*\(|@Test\b|#\[test\]/g;
const exact =
  /\.(toBe|toEqual|toStrictEqual|toMatchObject|toThrow|equal|strictEqual|deepEqual|deepStrictEqual|throws|rejects)\(|assertEquals?\(/g;

function lostTests({ path }: ChangedFile, before: string, after: string): Shortcut[] {
  const lost = (pattern: RegExp) => count(before, pattern) - count(after, pattern);
  const found: Shortcut[] = [];
  const say = (rule: string, words: string) => found.push({ rule, path, line: null, words });
  if (lost(testCase) > 0) say('test-deleted', `${lost(testCase)} fewer tests than before`);
  else if (lost(assertion) > 0) say('assertion-removed', `${lost(assertion)} fewer assertions than before`);
  else if (lost(exact) > 0) say('assertion-weakened', `${lost(exact)} assertions no longer say what value is right`);
  return found;
}

/** Code without its comments and strings' insides left alone: commenting a test out takes it away. */
function count(text: string, pattern: RegExp): number {
  return (
    text
      .replace(/^\s*(\/\/|#).*$/gm, '')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .match(pattern) ?? []
  ).length;
}

/** The lines of `after` that are not lines of `before`, each as often as it is new, with where they stand. */
function addedLines(before: string, after: string): Line[] {
  const known = new Map<string, number>();
  for (const line of before.split('\n')) known.set(line.trim(), (known.get(line.trim()) ?? 0) + 1);
  const lines = after.split('\n');
  return lines.flatMap((text, i) => {
    const left = known.get(text.trim()) ?? 0;
    known.set(text.trim(), left - 1);
    return left > 0 ? [] : [{ text, number: i + 1, next: lines[i + 1] ?? '' }];
  });
}

/** What an agent is told whose work takes shortcuts. */
export function shortcutWords(found: readonly Shortcut[]): string {
  const lines = found.slice(0, 20).map(({ path, line, words }) => `- ${path}${line === null ? '' : `:${line}`}: ${words}`);
  const rest = found.length > 20 ? [`- and ${found.length - 20} more`] : [];
  return ['The change makes checks pass in ways that count for nothing:', ...lines, ...rest].join('\n');
}

/** What was found, as one name: the same shortcuts have the same one, wherever lines have moved to. */
export function shortcutName(found: readonly Shortcut[]): string {
  return [...new Set(found.map(({ rule, path, words }) => `${rule} ${path} ${words}`))].toSorted().join('\n');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
