import { answerBefore, lookAgain } from '#core/run/next-step.ts';
import { redact } from '#core/run/redact.ts';
import type { CheckReport } from '#core/verification/evidence.ts';
import { failuresOf, feedbackOf } from '#core/verification/feedback.ts';
import { isApart } from '#core/verification/own-tests.ts';
import { suiteCheckName } from '#core/verification/suite/outcomes.ts';
import { isTaskVerified, verdictsOf } from '#core/verification/verdicts.ts';
import { runChecks } from '#server/sandbox/checks/run-checks.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { checkTimeMs } from '#server/services/checks/check-time.ts';
import { type RecordedEvidence, recordEvidence } from '#server/services/checks/record-evidence.ts';
import { snapshotTree } from '#server/workspaces/commit.ts';
import { diffWorktree } from '#server/workspaces/diff.ts';
import { type CallPlace, callOf } from '../conversation.ts';
import { gatherText } from '../gather-text.ts';
import type { Room } from '../room.ts';
import { type Attempt, type Done, ended, type RunSession } from '../run-session.ts';
import { parkWith } from './ask-person.ts';
import { doubtTests } from './doubt-tests.ts';
import { judgeShortcuts } from './judge-shortcuts.ts';
import { judgeOnUnfixed, preservedOutcomes } from './judge-unfixed.ts';
import { shown } from './shown.ts';
import { suiteOutcomes } from './suite-outcomes.ts';

/** What the platform's own execution of the checks established, in the words that an agent is told. */
export type Checked = {
  isPassed: boolean;
  isVerified: boolean /** What failed, and what it gave. */;
  failing: string[] /** What failed, by name alone. */;
  names: string[];
  feedback: string;
  /** Everything passed, and only tests of the agent's own speak for the task: their names. People say whether they count. */
  unadopted: string[];
};

/** The same, with what was run. */
export type Examination = Checked & { report: CheckReport };

/** Runs the repository's checks for the agent: evidence like any other, and an answer to its call. */
export function answerWithChecks(session: RunSession, place: CallPlace) {
  return async (attempt: Attempt): Promise<Done> => {
    const { isPassed, feedback, failing, names } = await check(session, attempt, place);
    const done = answer(attempt, callOf(session.memory, place), { output: feedback, isError: !isPassed });
    return isPassed ? done : { output: { kind: 'answer', output: feedback, isError: true, round: { failing, names } } };
  };
}

/** Takes the agent at its word that it is done: runs the checks, and lets their evidence decide. */
export function verify(session: RunSession, place: CallPlace) {
  return async (attempt: Attempt): Promise<Done> => {
    const call = callOf(session.memory, place);
    const shortcuts = await judgeShortcuts(session, attempt.step, place);
    if (shortcuts !== 'none' && 'card' in shortcuts) return shortcuts.card;
    if (shortcuts !== 'none') {
      attempt.emit({
        kind: 'tool_called',
        step: attempt.step,
        attempt: attempt.attempt,
        callId: call.callId,
        tool: call.tool,
        input: call.input,
      });
      answer(attempt, call, { output: shortcuts.refusal, isError: true });
      return { output: { kind: 'refused', output: shortcuts.refusal, failing: shortcuts.failing } };
    }
    const { isPassed, isVerified, failing, names, feedback, unadopted } = await check(session, attempt, place, true);
    if (unadopted.length > 0) {
      const word = adoption(session, attempt.step, unadopted);
      if ('card' in word) return word.card;
      answer(attempt, call, { output: word.refusal, isError: true });
      return { output: { kind: 'refused', output: word.refusal, failing, names } };
    }
    const unfixed = isVerified ? await judgeOnUnfixed(session, attempt) : null;
    if (unfixed && 'card' in unfixed) return unfixed.card;
    if (unfixed) {
      answer(attempt, call, { output: unfixed.refusal, isError: true });
      return { output: { kind: 'refused', output: unfixed.refusal, failing: unfixed.failing } };
    }
    if (isVerified) {
      answer(attempt, call, { output: 'The checks passed: the task is verified.', isError: false });
      return { output: { kind: 'verified' } };
    }
    if (isPassed && session.criterionIds.length === 0) {
      return ended(
        'stuck',
        'The checks passed, but this task serves no criterion that they could verify. Its work is on the branch for people to judge.',
      );
    }
    answer(attempt, call, { output: feedback, isError: true });
    return { output: { kind: 'refused', output: feedback, failing, names } };
  };
}

async function check(session: RunSession, attempt: Attempt, place: CallPlace, isLast = false): Promise<Checked> {
  const { run, room, memory } = session;
  const { step, emit } = attempt;
  const { callId, tool, input } = callOf(memory, place);
  emit({ kind: 'tool_called', step, attempt: attempt.attempt, callId, tool, input });
  if (!run.project.checkCommand) {
    const feedback = 'The project has no check command, so nothing can be verified. Ask a person to set one.';
    return { isPassed: false, isVerified: false, failing: [feedback], names: [feedback], feedback, unadopted: [] };
  }
  // What the checks run on, by name: they may leave files of their own behind.
  const refusals: Examined['refusals'] = isLast
    ? (commit, report) => doubtTests(session, { commit, report, signal: attempt.signal })
    : null;
  const more = isLast ? (sandbox: Sandbox) => preservedOutcomes(session, { sandbox, signal: attempt.signal }) : null;
  return examine(session, attempt, {
    callId,
    room,
    commit: () => snapshotTree(room.worktree),
    evidenceKey: step,
    refusals,
    more,
    isWork: true,
  });
}

/** Only tests that the agent wrote of its own accord speak for the task: whether they count is for people to say, or what shall be written instead. */
function adoption(session: RunSession, step: string, unadopted: readonly string[]): { card: Done } | { refusal: string } {
  const listed = unadopted.map((name) => `- ${name}`).join('\n');
  const answered = answerBefore(session.memory, step);
  if (answered !== null && answered !== lookAgain)
    return {
      refusal: `The tests that speak for the task are your own, and nobody has adopted them:\n${listed}\nA person says: ${answered}`,
    };
  const question = `The checks of task ${session.run.taskId} passed, and only tests that the agent wrote of its own accord speak for its criteria:\n${listed}\nRead them on the Evidence tab, and adopt those that are right. Else say what it should do instead.`;
  return { card: parkWith(session, { step, question: question.slice(0, 4_000), options: [lookAgain] }) };
}

type Examined = {
  callId: string;
  room: Room;
  commit: () => Promise<string>;
  evidenceKey: string;
  /** Finds passes that establish nothing; null where only the report itself is asked. */
  refusals: ((commit: string, report: CheckReport) => Promise<ReadonlyMap<string, string>>) | null;
  /** Runs what nobody wrote a test of, once what they wrote has passed. */
  more?: ((sandbox: Sandbox) => Promise<CheckReport['outcomes']>) | null;
  /** What is checked is the agent's work as it left it: tests of its own are noted. */
  isWork?: boolean;
};

/** Runs the project's checks in a room, records what they gave as evidence on `commit`, and judges the run's task by it. */
export async function examine(
  session: RunSession,
  { step, attempt, signal, emit }: Attempt,
  { callId, room, commit: nameOf, evidenceKey, refusals: refuse, more, isWork = false }: Examined,
): Promise<Examination> {
  const { house, run } = session;
  const command = run.project.checkCommand ?? '';
  // Nothing may touch the files that are checked.
  await session.background.close();
  const sandbox = await room.open();
  emit({ kind: 'check_started', step, attempt, command });
  const commit = await nameOf();
  const printed = (stream: 'stdout' | 'stderr') =>
    gatherText((text) => emit({ kind: 'command_printed', step, attempt, callId, stream, text }), session.secrets);
  const output = { stdout: printed('stdout'), stderr: printed('stderr') };
  const timeoutMs = await checkTimeMs(house.db, run.projectId);
  const ran = await runChecks({
    sandbox,
    command,
    signal,
    ...(timeoutMs && { timeoutMs }),
    onOutput: (stream, text) => output[stream].add(text),
    ...(room === session.room && { ready: session.ready }),
  });
  output.stdout.end();
  output.stderr.end();
  signal.throwIfAborted();
  const derived = ran.failure === null ? await ownSuite(session, { sandbox, signal }) : [];
  const isGood = ran.failure === null && [...ran.outcomes, ...derived].every(({ status }) => status === 'passed');
  const further = isGood && more ? await more(sandbox) : [];
  const report = { ...ran, outcomes: [...ran.outcomes, ...derived, ...further], outputTail: redact(ran.outputTail, session.secrets) };
  signal.throwIfAborted();
  const refusals = report.failure === null && refuse ? await refuse(commit, report) : null;
  signal.throwIfAborted();
  const evidence = await recordEvidence(house, {
    ...{ specId: run.specId, runId: run.id, stepKey: evidenceKey, commit, report },
    ...(refusals && { refusals }),
    ...(isWork && { written: { runId: run.id, files: await filesOf(session, commit) } }),
  });
  const { evidenceId, checks, failure } = evidence;
  const failures = failuresOf(checks);
  emit({
    kind: 'check_ended',
    step,
    attempt,
    evidenceId,
    commit: evidence.commit,
    passed: checks.filter(({ status }) => status === 'passed').length,
    failed: failures.length,
    failures,
    ...(failure === null ? {} : { failure }),
  });
  return { ...judge(session, evidence, report.outputTail), report };
}

async function filesOf({ house, run, room }: RunSession, commit: string) {
  const { baseCommit } = await house.db.run.findUniqueOrThrow({ where: { id: run.id }, select: { baseCommit: true } });
  return diffWorktree({ mirrorPath: room.worktree.mirrorPath, baseCommit, commit });
}

/**
 * What the suite of the readings says of a run's work: what holds, and what is broken of the criteria that the task serves. Those of other tasks may still be to be built, and so may the
 * module that the binding names.
 */
async function ownSuite(
  { house, run, criterionIds }: RunSession,
  place: { sandbox: Sandbox; signal: AbortSignal },
): Promise<CheckReport['outcomes']> {
  const suite = await suiteOutcomes(house.db, { specId: run.specId, ...place });
  const own = new Set(criterionIds.map((id) => suiteCheckName(run.spec.slug, id)));
  return suite?.outcomes.filter(({ name, status }) => status === 'passed' || (status === 'failed' && own.has(name))) ?? [];
}

/** Verified is what the evidence of this very commit says about every criterion that the task serves, with nothing broken beside it. */
function judge(
  { criterionIds }: RunSession,
  { checks, ground, trees, trace, commit, failure }: RecordedEvidence,
  outputTail: string,
): Checked {
  const failures = failuresOf(checks);
  const isPassed = failure === null && failures.length === 0;
  const verdicts = verdictsOf(checks, { ground, code: new Map([[commit, []]]) });
  if (isPassed && isTaskVerified({ criterionIds }, verdicts))
    return { isPassed, isVerified: true, failing: [], names: [], feedback: 'All checks passed.', unadopted: [] };
  const criteria = trees.requirements?.requirements.flatMap((requirement) => requirement.criteria) ?? [];
  const sentences = new Map(criteria.map(({ id, text }) => [id, text]));
  if (!isPassed) {
    const told = [
      failure === null ? '' : `${failure}\n\n${outputTail.slice(-2000)}`,
      failures.length > 0 ? feedbackOf(failures, sentences) : '',
    ];
    const whole = failure === null ? [] : [failure];
    const failing = [...whole, ...failures.map(({ name, message }) => `${name}: ${message}`)];
    const names = [...whole, ...failures.map(({ name }) => name)];
    return { isPassed, isVerified: false, failing, names, feedback: told.filter((part) => part !== '').join('\n\n'), unadopted: [] };
  }
  const doubted = checks.filter(
    ({ refusedBecause, criteria }) => refusedBecause !== null && criterionIds.some((id) => Object.hasOwn(criteria, id)),
  );
  if (doubted.length > 0) {
    const told = doubted.map(({ name, refusedBecause }) => `- ${name}: ${refusedBecause}`).join('\n');
    const feedback = `All checks passed, but these tests establish nothing, and are refused as evidence:\n${told}\nWrite tests that fail when the code is wrong.`;
    const names = doubted.map(({ name }) => name);
    return { isPassed, isVerified: false, failing: names, names, feedback, unadopted: [] };
  }
  const silent = criterionIds.filter((id) => verdicts.get(id)?.state === 'unverified');
  const unproven = silent.length > 0 ? silent : [...criterionIds];
  const names = unproven.map((id) => `- ${id}: ${sentences.get(id) ?? ''}`).join('\n');
  const why = `All checks passed, but no check speaks for these criteria of the task:\n${names}\nWrite tests whose titles hold the tags of their properties. One that only names a criterion (Requirement ${unproven[0] ?? '1.1'}) is your own, and counts once a person has adopted it.`;
  // Where the design plans a property for it, the agent has something better to write than a test of its own.
  const isPlanned = criterionIds.some((id) => (trace.criteria.get(id)?.propertyIds ?? []).length > 0);
  const own = checks.filter(
    (each) => isApart(each) && each.refusedBecause === null && criterionIds.some((id) => Object.hasOwn(each.criteria, id)),
  );
  return {
    isPassed,
    isVerified: false,
    failing: unproven,
    names: unproven,
    feedback: criterionIds.length === 0 ? 'All checks passed.' : why,
    unadopted: isPlanned ? [] : own.map(({ name }) => name),
  };
}

function answer(
  { step, attempt, emit }: Attempt,
  { callId, tool }: { callId: string; tool: string },
  told: { output: string; isError: boolean },
): Done {
  emit({ kind: 'tool_answered', step, attempt, callId, tool, isError: told.isError, output: shown(told.output) });
  return { output: { kind: 'answer', ...told } };
}
