/**
 * What clients and workers of the durable engine call things. The version is ours, not a hash of the source: a run that
 * was begun by an older build goes on with a newer one as long as its workflow's body walks the same steps. Raise it when
 * the body no longer does, and drain the old one first (the README of this folder says how).
 */
export const applicationName = 'plumbline';
export const applicationVersion = '3';

/** Segments of runs, checks of a default branch, and messages to the outside. */
export const queues = { runs: 'runs', checks: 'checks', messages: 'messages' } as const;
export const workflows = {
  implementTask: 'implement-task',
  checkSpec: 'check-spec',
  studySpec: 'study-spec',
  sendMessage: 'send-message',
} as const;

/** Told with a run's id when somebody cancels it. */
export const cancelsChannel = 'run_cancels';

export type SegmentInput = { runId: string; segment: number };
export type CheckInput = { specId: string; evidenceKey: string };

/** The engine's id of a segment: enqueuing it again changes nothing. */
export function segmentId({ runId, segment }: SegmentInput): string {
  return `run:${runId}:${segment}`;
}
