import type { Tx } from '#server/db/client.ts';
import type { AccountChange } from '#server/services/members/tell-account.ts';

/**
 * The durable engine as services see it. A run is a chain of segments: each is one workflow with the id
 * `run:<runId>:<segment>`, and an answer of a person starts the next one. All three are part of the caller's
 * transaction, so that what it writes and what the engine does come together or not at all.
 */
export type Engine = {
  /** Enqueues segment `segment` of a run: it starts if and only if `tx` commits. Safe to repeat. */
  startSegment(tx: Tx, run: { runId: string; segment: number; projectId: string }): Promise<void>;
  /** Enqueues a study of a spec: a run that asks models and works on no task. Safe to repeat. */
  startStudy(tx: Tx, run: { runId: string; projectId: string }): Promise<void>;
  /** Enqueues a check of the default branch; `evidenceKey` makes it safe to repeat. */
  startCheck(tx: Tx, check: { specId: string; evidenceKey: string; userId: string; projectId: string }): Promise<void>;
  /** Enqueues a short job, to begin after `delaySeconds`, if and only if `tx` commits. The same job and id again change nothing. */
  startJob(tx: Tx, job: EngineJob): Promise<void>;
  /** Makes the running segment's current step abort (its signal fires) on whatever worker it runs, once `tx` commits. */
  cancelRun(tx: Tx, runId: string): Promise<void>;
};

/** One attempt at a delivery: `dueAt` is the moment that the delivery gives for it, and the attempt is void where it gives another. */
export type WebhookAttempt = { deliveryId: string; dueAt: string };

/** Work that is short, may be repeated, and belongs to no run: a message to somebody outside, a wave that goes on, a trial of a system, a look for what is stale. */
export type EngineJob = { id: string; delaySeconds: number } & (
  | { job: 'mail-notice'; input: { noticeId: string } }
  | { job: 'mail-digest'; input: { userId: string; organizationId: string } }
  | { job: 'mail-recovery'; input: { email: string } }
  | { job: 'mail-account'; input: { email: string; change: AccountChange; origin: string; at: string } }
  | { job: 'webhook'; input: WebhookAttempt }
  | { job: 'wave'; input: { waveId: string } }
  | { job: 'trial'; input: { trialId: string } }
  | { job: 'recheck'; input: { projectId: string; specId?: string } }
  | { job: 'look-at-tools'; input: { serverId: string } }
  | { job: 'remote'; input: { projectId: string } }
);
