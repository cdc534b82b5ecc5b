import type { ReviewFinding } from './review.ts';
import type { NumberedEvent, RunEvent, RunOutcome } from './run-event.ts';

/** One time that a step was begun. It is interrupted when the step was begun again before this attempt finished. */
export type Attempt = {
  attempt: number;
  title: string;
  startedAt: string;
  finishedAt: string | null;
  durationMs: number | null;
  error: string | null;
  isInterrupted: boolean;
};
export type Step = { step: string; attempts: Attempt[] };

export type FoldedCheck = {
  step: string;
  attempt: number;
  command: string;
  startedAt: string;
  /** Null while it runs. */
  result: { seq: number; evidenceId: string; commit: string; passed: number; failed: number; failure: string | null } | null;
};
export type FoldedQuestion = {
  questionId: string;
  question: string;
  options: string[];
  askedAt: string;
  answer: string | null;
  answeredBy: string | null;
};
/** What a person told the agent; null until the model has heard it. */
export type FoldedMessage = { messageId: string; text: string; by: string; at: string; heardAt: string | null };
/** What a reviewer said of the work, each time that it was verified. */
export type FoldedReview = {
  seq: number;
  model: string;
  verdict: EventOf<'reviewed'>['verdict'];
  findings: ReviewFinding[];
  reason: string | null;
};
export type FoldedFile = { path: string; added: number; removed: number };

/** A run as its events tell it. */
export type RunState = {
  /** The last event folded in; what comes with this number or a lower one is known already. */
  lastSeq: number;
  status: 'queued' | 'running' | 'waiting' | 'paused' | RunOutcome;
  taskId: string;
  taskTitle: string;
  model: string;
  startedBy: string;
  queuedAt: string | null;
  branch: string | null;
  baseCommit: string | null;
  /** Whether commands run without any sandbox, as the server's own user. */
  isUnprotected: boolean;
  headCommit: string | null;
  /** What its work became on the default branch. */
  mergedCommit: string | null;
  /** In the order in which they were first begun. */
  steps: Step[];
  /** All that was paid for, interrupted attempts included. */
  tokens: { input: number; output: number; cached: number };
  /** What the last request to the model was made of; none where nothing was said of it. */
  context: { step: string; parts: readonly { part: string; tokens: number }[] } | null;
  checks: FoldedCheck[];
  reviews: FoldedReview[];
  /** What the agent says is wrong with its task. */
  planIssue: { reason: string; suggestion: string | null } | null;
  questions: FoldedQuestion[];
  messages: FoldedMessage[];
  /** Lines added and removed by the tools, added up by path. */
  files: FoldedFile[];
  /** How often another worker took the run up. */
  recoveries: number;
  cancelRequestedBy: string | null;
  /** Who asked to pause it, until it is resumed. */
  pauseRequestedBy: string | null;
  /** The run that it goes on from. */
  retriedFrom: { runId: string; turn: number } | null;
  outcome: RunOutcome | null;
  reason: string | null;
  finishedAt: string | null;
};

export const emptyRun: RunState = {
  lastSeq: 0,
  status: 'queued',
  taskId: '',
  taskTitle: '',
  model: '',
  startedBy: '',
  queuedAt: null,
  branch: null,
  baseCommit: null,
  isUnprotected: false,
  headCommit: null,
  mergedCommit: null,
  steps: [],
  tokens: { input: 0, output: 0, cached: 0 },
  context: null,
  checks: [],
  reviews: [],
  planIssue: null,
  questions: [],
  messages: [],
  files: [],
  recoveries: 0,
  cancelRequestedBy: null,
  pauseRequestedBy: null,
  retriedFrom: null,
  outcome: null,
  reason: null,
  finishedAt: null,
};

/**
 * Folds further events into a run's state, in any batches: events known already are skipped, the state given is not
 * changed. Lines that are only read (words, output) cost a comparison each, so that 100,000 of them fold in milliseconds.
 */
export function foldRun(state: RunState, events: readonly NumberedEvent[]): RunState {
  let next = state;
  let lastSeq = state.lastSeq;
  for (const { seq, at, event } of events) {
    if (seq <= lastSeq) continue;
    lastSeq = seq;
    next = foldEvent(next, seq, at, event);
  }
  return lastSeq === state.lastSeq ? state : { ...next, lastSeq };
}

function foldEvent(state: RunState, seq: number, at: string, event: RunEvent): RunState {
  switch (event.kind) {
    case 'queued':
      return { ...state, taskId: event.taskId, taskTitle: event.taskTitle, model: event.model, startedBy: event.startedBy, queuedAt: at };
    case 'workspace_ready':
      return { ...state, branch: event.branch, baseCommit: event.baseCommit, isUnprotected: event.sandbox === 'trusted' };
    case 'step_started':
      return { ...state, status: state.outcome ?? 'running', steps: beginStep(state.steps, at, event) };
    case 'step_finished':
      return { ...state, steps: finishStep(state.steps, at, event) };
    case 'tokens_used':
      return {
        ...state,
        tokens: addTokens(state.tokens, event),
        context: event.parts ? { step: event.step, parts: event.parts } : state.context,
      };
    case 'file_changed':
      return { ...state, files: addFile(state.files, event) };
    case 'check_started':
      return {
        ...state,
        checks: [...state.checks, { step: event.step, attempt: event.attempt, command: event.command, startedAt: at, result: null }],
      };
    case 'check_ended':
      return { ...state, checks: endCheck(state.checks, seq, at, event) };
    case 'reviewed': {
      const { model, verdict, findings, reason = null } = event;
      return { ...state, reviews: [...state.reviews, { seq, model, verdict, findings, reason }] };
    }
    case 'plan_issue':
      return { ...state, planIssue: { reason: event.reason, suggestion: event.suggestion ?? null } };
    case 'asked': {
      const { questionId, question, options } = event;
      return {
        ...state,
        status: 'waiting',
        questions: [...state.questions, { questionId, question, options, askedAt: at, answer: null, answeredBy: null }],
      };
    }
    case 'answered':
      return { ...state, status: 'queued', questions: answer(state.questions, event) };
    case 'steered': {
      const { messageId, text, by } = event;
      return { ...state, messages: [...state.messages, { messageId, text, by, at, heardAt: null }] };
    }
    case 'heard': {
      const heard = new Set(event.messageIds);
      const messages = state.messages.map((one) => (heard.has(one.messageId) ? { ...one, heardAt: at } : one));
      return { ...state, messages };
    }
    case 'committed':
      return { ...state, headCommit: event.commit };
    case 'merged':
      return { ...state, mergedCommit: event.commit };
    case 'cancel_requested':
      return { ...state, cancelRequestedBy: event.by };
    case 'pause_requested':
      return { ...state, pauseRequestedBy: event.by };
    case 'paused':
      return { ...state, status: 'paused' };
    case 'resumed':
      return { ...state, status: state.status === 'paused' ? 'queued' : state.status, pauseRequestedBy: null };
    case 'retried':
      return { ...state, retriedFrom: { runId: event.runId, turn: event.turn } };
    case 'recovered':
      return { ...state, recoveries: state.recoveries + 1 };
    case 'finished':
      return {
        ...state,
        status: event.outcome,
        outcome: event.outcome,
        reason: event.reason,
        finishedAt: at,
        steps: state.steps.map((step) => ({ ...step, attempts: interrupt(step.attempts) })),
      };
    case 'said':
    case 'tool_called':
    case 'tool_answered':
    case 'command_started':
    case 'command_printed':
    case 'command_ended':
    case 'reached_out':
    case 'hook_ran':
    case 'suggested':
    case 'conflicted':
      return state;
  }
}

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

/** Attempts that never finished will not finish any more. */
function interrupt(attempts: Attempt[]): Attempt[] {
  return attempts.map((attempt) => (attempt.finishedAt === null ? { ...attempt, isInterrupted: true } : attempt));
}

function beginStep(steps: Step[], at: string, { step, attempt, title }: EventOf<'step_started'>): Step[] {
  const begun: Attempt = { attempt, title, startedAt: at, finishedAt: null, durationMs: null, error: null, isInterrupted: false };
  const index = steps.findLastIndex((known) => known.step === step);
  if (index < 0) return [...steps, { step, attempts: [begun] }];
  return steps.map((known, i) => (i === index ? { step, attempts: [...interrupt(known.attempts), begun] } : known));
}

function finishStep(steps: Step[], at: string, event: EventOf<'step_finished'>): Step[] {
  const { step, attempt, durationMs, error = null } = event;
  return steps.map((known) => {
    if (known.step !== step) return known;
    return { step, attempts: known.attempts.map((one) => (one.attempt === attempt ? { ...one, finishedAt: at, durationMs, error } : one)) };
  });
}

function addTokens(tokens: RunState['tokens'], { input, output, cached }: EventOf<'tokens_used'>): RunState['tokens'] {
  return { input: tokens.input + input, output: tokens.output + output, cached: tokens.cached + cached };
}

function addFile(files: FoldedFile[], { path, added, removed }: EventOf<'file_changed'>): FoldedFile[] {
  if (!files.some((file) => file.path === path)) return [...files, { path, added, removed }];
  return files.map((file) => (file.path === path ? { path, added: file.added + added, removed: file.removed + removed } : file));
}

function endCheck(checks: FoldedCheck[], seq: number, at: string, event: EventOf<'check_ended'>): FoldedCheck[] {
  const { step, attempt, evidenceId, commit, passed, failed, failure = null } = event;
  const result = { seq, evidenceId, commit, passed, failed, failure };
  const index = checks.findLastIndex((check) => check.step === step && check.attempt === attempt);
  if (index < 0) return [...checks, { step, attempt, command: '', startedAt: at, result }];
  return checks.map((check, i) => (i === index ? { ...check, result } : check));
}

function answer(questions: FoldedQuestion[], event: EventOf<'answered'>): FoldedQuestion[] {
  return questions.map((question) =>
    question.questionId === event.questionId ? { ...question, answer: event.answer, answeredBy: event.by } : question,
  );
}
