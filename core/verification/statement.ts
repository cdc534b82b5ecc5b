import type { RecordedCheck } from './evidence.ts';

/** A task that was verified on a commit, with what it was verified on. */
export type VerifiedTask = {
  commit: string;
  repository: string;
  spec: string;
  taskId: string;
  criterionIds: readonly string[];
  /** sha256 of each document that the checks were judged against, by file name. */
  revisions: Readonly<Record<string, string>>;
  checks: readonly RecordedCheck[];
  evidenceId: string;
  outputSha256: string;
  command: string;
};

/**
 * What was established, as an in-toto statement (v1) with the predicate for test results: whoever has the repository can check on what a task was verified without asking
 * us. Only checks that speak for the task's criteria are named.
 */
export function statementOf(task: VerifiedTask) {
  const own = task.checks.filter(({ criteria }) => task.criterionIds.some((id) => Object.hasOwn(criteria, id)));
  const named = (wanted: boolean) =>
    own.filter(({ status, refusedBecause }) => (status === 'passed' && refusedBecause === null) === wanted).map(({ name }) => name);
  const failed = named(false);
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: task.repository, digest: { gitCommit: task.commit } }],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: failed.length === 0 ? 'PASSED' : 'FAILED',
      configuration: [
        ...Object.entries(task.revisions).map(([name, sha256]) => ({ name, digest: { sha256 } })),
        { name: task.command, annotations: { spec: task.spec, task: task.taskId, criteria: task.criterionIds, evidence: task.evidenceId } },
        { name: 'output', digest: { sha256: task.outputSha256 } },
      ],
      passedTests: named(true),
      failedTests: failed,
    },
  };
}
export type Statement = ReturnType<typeof statementOf>;

/** The statements of a commit's note with one more, a line each; a task's later statement takes the place of its earlier one. */
export function addStatement(note: string, statement: Statement): string {
  const line = JSON.stringify(statement);
  const key = keyOf(line);
  const others = note.split('\n').filter((each) => each.trim() !== '' && keyOf(each) !== key);
  return `${[...others, line].join('\n')}\n`;
}

/** Spec and task of a statement; a line that is none of ours is its own key. */
function keyOf(line: string): string {
  const found = /"spec":("(?:[^"\\]|\\.)*"),"task":("(?:[^"\\]|\\.)*")/.exec(line);
  return found ? `${found[1]} ${found[2]}` : line;
}
