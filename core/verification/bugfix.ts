import type { RequirementsTree } from '#core/language/spec-tree.ts';
import { isTestPath } from '#core/run/shortcuts.ts';
import type { RecordedCheck } from './evidence.ts';

/** What a group of a bugfix document says: what is wrong today, what is to be instead, and what must stay as it is. */
export type BugfixPart = 'current' | 'expected' | 'unchanged';

const words: readonly [BugfixPart, RegExp][] = [
  ['unchanged', /unchanged|preserv|regression/i],
  ['current', /current|defect|actual/i],
  ['expected', /expected|correct/i],
];
/** The order that the format has, for headings in other languages. */
const inOrder: readonly BugfixPart[] = ['current', 'expected', 'unchanged'];

/** The part of a bugfix that each criterion stands in; empty for any other spec. */
export function bugfixParts(tree: RequirementsTree | null): Map<string, BugfixPart> {
  const parts = new Map<string, BugfixPart>();
  if (tree?.kind !== 'bugfix') return parts;
  for (const [at, { title, criteria }] of tree.requirements.entries()) {
    const part = words.find(([, pattern]) => pattern.test(title ?? ''))?.[0] ?? inOrder[at];
    if (part) for (const { id } of criteria) parts.set(id, part);
  }
  return parts;
}

/** What the tests of a fix gave on the code without it, by name: those that should have failed and passed, and those that should have passed and did not. */
export type UnfixedVerdict = { unexpected: string[]; changed: string[] };

/**
 * Judges what checks gave on the unfixed code. A test of what is expected (it explores the bug's condition) has to fail there, or it does not show the bug; a test of what stays
 * unchanged has to pass there, or it says of today what is not so. A test that speaks for both explores.
 */
export function judgeUnfixed(checks: readonly RecordedCheck[], parts: ReadonlyMap<string, BugfixPart>): UnfixedVerdict {
  const verdict: UnfixedVerdict = { unexpected: [], changed: [] };
  for (const { name, status, criteria } of checks) {
    const own = new Set(Object.keys(criteria).map((id) => parts.get(id)));
    if (own.has('expected')) {
      if (status === 'passed') verdict.unexpected.push(name);
    } else if (own.has('unchanged') && status !== 'passed') verdict.changed.push(name);
  }
  return verdict;
}

/** Of what a run has changed, the tests: they are laid over the unfixed code, and nothing else is. */
export function testsOf<File extends { path: string; after: string | null }>(files: readonly File[]): (File & { after: string })[] {
  return files.flatMap((file) => (file.after !== null && isTestPath(file.path) ? [{ ...file, after: file.after }] : []));
}
