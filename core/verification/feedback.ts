import type { RecordedCheck } from './evidence.ts';

/** A failure as people see it in the log and an agent is told of it. */
export type CheckFailure = { name: string; criteria: string[]; counterexample?: string; message: string };

const mostTold = 8;
const longestMessage = 1_500;

/**
 * The checks that did not pass, properties before examples, those that speak for a criterion before those that do not. A
 * skipped test that speaks for none was so before anybody worked here, and is left out.
 */
export function failuresOf(checks: readonly RecordedCheck[]): CheckFailure[] {
  const speaks = ({ criteria }: RecordedCheck) => Object.keys(criteria).length > 0;
  const rank = (check: RecordedCheck) => (speaks(check) ? 0 : 2) + (check.cases === null ? 1 : 0);
  return checks
    .filter((check) => check.status === 'failed' || check.status === 'error' || (check.status === 'unreachable' && speaks(check)))
    .sort((a, b) => rank(a) - rank(b))
    .map(({ name, criteria, counterexample, message, status }) => ({
      name,
      criteria: Object.keys(criteria),
      ...(counterexample !== null && { counterexample }),
      message: cut(message ?? (status === 'failed' ? 'An expectation failed.' : 'The test could not be run to its end.')),
    }));
}

/**
 * What an agent is told after a check, and all of it: for each failure the criterion with its sentence, the smallest
 * input that breaks it, and what was expected and observed. `sentences` maps criterion ids to their text.
 */
export function feedbackOf(failures: readonly CheckFailure[], sentences: ReadonlyMap<string, string>): string {
  if (failures.length === 0) return 'All checks passed.';
  const told = failures.slice(0, mostTold).map((failure) => paragraph(failure, sentences));
  const rest = failures.length - told.length;
  return [...told, ...(rest > 0 ? [`${rest} further failures are not shown.`] : [])].join('\n\n');
}

function paragraph({ name, criteria, counterexample, message }: CheckFailure, sentences: ReadonlyMap<string, string>): string {
  const heads = criteria.length > 0 ? criteria.map((id) => `Criterion ${id}: ${sentences.get(id) ?? ''}`.trimEnd()) : [`Test: ${name}`];
  const example = counterexample === undefined ? [] : [`Counterexample: ${counterexample}`];
  return [...heads, ...example, message].join('\n');
}

function cut(text: string): string {
  return text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
}
