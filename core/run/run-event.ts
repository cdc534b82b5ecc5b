import { z } from 'zod';
import { reviewFinding } from './review.ts';

/** How a run ended; `done` is a study of a spec, which verifies nothing. */
export const runOutcome = z.enum(['verified', 'failed', 'stuck', 'cancelled', 'done']);
export type RunOutcome = z.infer<typeof runOutcome>;

const inStep = { step: z.string(), attempt: z.number().int() };
const inCall = { ...inStep, callId: z.string() };

/**
 * What can happen in a run, in the past tense. The numbered list of these is the only history of a run; the
 * browser and the server fold it with the same `foldRun`. `step` names a durable step (`model-3`, `tool-3-1`,
 * `check-4`); `attempt` counts how often that step was begun: after a crash a step that had not finished is begun
 * again, and what its earlier attempt said stays in the log, marked as interrupted by the later `step_started`.
 */
export const runEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued'), taskId: z.string(), taskTitle: z.string(), model: z.string(), startedBy: z.string() }),
  z.object({
    kind: z.literal('workspace_ready'),
    branch: z.string(),
    baseCommit: z.string(),
    /** What commands run in; `trusted` is nothing at all. */
    sandbox: z.enum(['bubblewrap', 'container', 'trusted']).optional(),
  }),
  z.object({ kind: z.literal('step_started'), ...inStep, title: z.string() }),
  z.object({ kind: z.literal('step_finished'), ...inStep, durationMs: z.number(), error: z.string().optional() }),
  /** Words of the model, gathered to at most ten events a second. */
  z.object({ kind: z.literal('said'), ...inStep, text: z.string() }),
  z.object({ kind: z.literal('tool_called'), ...inCall, tool: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('tool_answered'), ...inCall, tool: z.string(), isError: z.boolean(), output: z.string() }),
  z.object({ kind: z.literal('command_started'), ...inCall, command: z.string() }),
  z.object({ kind: z.literal('command_printed'), ...inCall, stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  z.object({
    kind: z.literal('command_ended'),
    ...inCall,
    exitCode: z.number().nullable(),
    durationMs: z.number(),
    stoppedBy: z.string().optional(),
  }),
  z.object({ kind: z.literal('file_changed'), ...inCall, path: z.string(), added: z.number(), removed: z.number() }),
  /** A program in the sandbox asked for a host: let through, or refused for the reason. */
  z.object({ kind: z.literal('reached_out'), ...inCall, host: z.string(), refusal: z.string().optional() }),
  /** A hook of the repository ran. One that blocks keeps from happening what it came before. */
  z.object({
    kind: z.literal('hook_ran'),
    ...inStep,
    hook: z.string(),
    trigger: z.string(),
    exitCode: z.number().nullable(),
    isBlocking: z.boolean(),
    output: z.string(),
  }),
  /** The agent suggests a change of a document of the spec. `place` is where it is shown, beneath the organization's address. */
  z.object({ kind: z.literal('suggested'), ...inCall, suggestionId: z.string(), document: z.string(), place: z.string() }),
  z.object({ kind: z.literal('check_started'), ...inStep, command: z.string() }),
  z.object({
    kind: z.literal('check_ended'),
    ...inStep,
    evidenceId: z.string(),
    commit: z.string(),
    passed: z.number(),
    failed: z.number(),
    /** The failures in the form that the agent is told: sentence, what broke it, expected, observed. */
    failures: z.array(
      z.object({ name: z.string(), criteria: z.array(z.string()), counterexample: z.string().optional(), message: z.string() }),
    ),
    failure: z.string().optional(),
  }),
  /** A reviewer in a fresh context has read the change: nothing against it, sent back, or not heard for the reason. */
  z.object({
    kind: z.literal('reviewed'),
    ...inStep,
    model: z.string(),
    verdict: z.enum(['approved', 'objected', 'unheard']),
    findings: z.array(reviewFinding),
    reason: z.string().optional(),
  }),
  /** The agent says that the task itself is wrong, instead of building something else. */
  z.object({ kind: z.literal('plan_issue'), ...inCall, reason: z.string(), suggestion: z.string().optional() }),
  z.object({
    kind: z.literal('tokens_used'),
    ...inStep,
    input: z.number(),
    output: z.number(),
    cached: z.number(),
    /** What the request was made of, in the order in which it was sent: the provider's count, shared out by length. */
    parts: z.array(z.object({ part: z.string(), tokens: z.number() })).optional(),
  }),
  z.object({ kind: z.literal('asked'), questionId: z.string(), question: z.string(), options: z.array(z.string()) }),
  z.object({ kind: z.literal('answered'), questionId: z.string(), answer: z.string(), by: z.string() }),
  z.object({ kind: z.literal('committed'), commit: z.string(), branch: z.string(), files: z.number() }),
  /** The run's work is on the project's default branch. */
  z.object({ kind: z.literal('merged'), commit: z.string(), branch: z.string(), onto: z.string() }),
  /** It cannot be: these files were changed on both sides, or these checks fail where both are together. */
  z.object({ kind: z.literal('conflicted'), onto: z.string(), files: z.array(z.string()), failing: z.array(z.string()) }),
  /** A person told the agent something; it waits until the model is asked the next time. */
  z.object({ kind: z.literal('steered'), messageId: z.string(), text: z.string(), by: z.string() }),
  /** The model was told, as part of the turn that this step asked for. */
  z.object({ kind: z.literal('heard'), ...inStep, messageIds: z.array(z.string()) }),
  z.object({ kind: z.literal('cancel_requested'), by: z.string() }),
  z.object({ kind: z.literal('pause_requested'), by: z.string() }),
  /** Nothing is carried out and nothing is held until somebody resumes it. */
  z.object({ kind: z.literal('paused') }),
  z.object({ kind: z.literal('resumed'), by: z.string() }),
  /** It goes on from another run, as that stood before this turn of its model. */
  z.object({ kind: z.literal('retried'), runId: z.string(), turn: z.number().int() }),
  /** A worker took the run up again after another one died. */
  z.object({ kind: z.literal('recovered'), worker: z.string() }),
  z.object({ kind: z.literal('finished'), outcome: runOutcome, reason: z.string() }),
]);
export type RunEvent = z.infer<typeof runEvent>;

/** An event as the table and the wire carry it. */
export type NumberedEvent = { seq: number; at: string; event: RunEvent };

const unread = new Set([
  'kind',
  'step',
  'callId',
  'stream',
  'questionId',
  'messageId',
  'messageIds',
  'runId',
  'evidenceId',
  'suggestionId',
  'place',
]);

/** All that people read in an event, a line each: what a search of the log looks into. */
export function textOfEvent(event: RunEvent): string {
  const lines: string[] = [];
  const add = (value: unknown): void => {
    if (typeof value === 'string') lines.push(value);
    else if (value !== null && typeof value === 'object') for (const part of Object.values(value)) add(part);
  };
  for (const [name, value] of Object.entries(event)) if (!unread.has(name)) add(value);
  return lines.join('\n');
}
