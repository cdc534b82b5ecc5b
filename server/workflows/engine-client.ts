import { DBOSClient } from '@dbos-inc/dbos-sdk';
import { migrateSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import { GlobalLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import type { Tx } from '#server/db/client.ts';
import type { Engine } from '#server/services/runs/engine.ts';
import { applicationName, applicationVersion, cancelsChannel, queues, segmentId, workflows } from './names.ts';

type EnqueueOptions = Parameters<DBOSClient['enqueueInTransaction']>[1];
type EngineConnection = Parameters<DBOSClient['enqueueInTransaction']>[0];

/** Brings the engine's own tables up to date, by the role that owns them. */
export async function prepareEngine(url: string): Promise<void> {
  await migrateSystemDatabase(url, new GlobalLogger(undefined, { logger: quiet }));
}

/**
 * Opens the engine for whoever starts work: it enqueues in the caller's own transaction and runs nothing. Makes the
 * engine's tables where there are none, so that a web process can come before the first worker.
 */
export async function createEngineClient(url: string): Promise<Engine & { close(): Promise<void> }> {
  await prepareEngine(url);
  const client = await DBOSClient.create({ systemDatabaseUrl: engineUrl(url), applicationName, systemDatabasePoolSize: 2, logger: quiet });
  const enqueue = async (
    tx: Tx,
    options: Pick<EnqueueOptions, 'queueName' | 'workflowName' | 'workflowID' | 'queuePartitionKey' | 'delaySeconds'>,
    input: object,
  ) => {
    // Without a version of its own the engine would give it to the latest registered one alone, and to nobody else.
    await client.enqueueInTransaction(asConnection(tx), { ...options, appVersion: applicationVersion }, input);
  };
  return {
    startSegment: (tx, { runId, segment, projectId }) =>
      enqueue(
        tx,
        {
          queueName: queues.runs,
          workflowName: workflows.implementTask,
          workflowID: segmentId({ runId, segment }),
          queuePartitionKey: projectId,
        },
        { runId, segment },
      ),
    startStudy: (tx, { runId, projectId }) =>
      enqueue(
        tx,
        {
          queueName: queues.runs,
          workflowName: workflows.studySpec,
          workflowID: segmentId({ runId, segment: 1 }),
          queuePartitionKey: projectId,
        },
        { runId, segment: 1 },
      ),
    startCheck: (tx, { specId, evidenceKey }) =>
      enqueue(tx, { queueName: queues.checks, workflowName: workflows.checkSpec, workflowID: evidenceKey }, { specId, evidenceKey }),
    startJob: (tx, { id, delaySeconds, ...message }) =>
      enqueue(
        tx,
        {
          // What opens a sandbox waits its turn among the checks.
          queueName: message.job === 'trial' ? queues.checks : queues.messages,
          workflowName: workflows.sendMessage,
          workflowID: `${message.job}:${id}`,
          ...(delaySeconds > 0 ? { delaySeconds } : {}),
        },
        message,
      ),
    cancelRun: async (tx, runId) => {
      await tx.$queryRaw`SELECT pg_notify(${cancelsChannel}, ${runId}) IS NULL AS told`;
    },
    close: () => client.destroy(),
  };
}

const idleTransactionMs = 60_000;

/**
 * The address as the engine gets it: a process that is stopped in the middle of a transaction loses it, and its locks with it.
 * The engine sets the same by a statement of its own otherwise, in a way that `pg` warns of.
 */
export function engineUrl(url: string): string {
  const address = new URL(url);
  const options = address.searchParams.get('options');
  const own = `-c idle_in_transaction_session_timeout=${idleTransactionMs}`;
  address.searchParams.set('options', options ? `${options} ${own}` : own);
  return address.toString();
}

/** The engine asks for a `pg` client with an open transaction, and uses one method of it. */
function asConnection(tx: Tx): EngineConnection {
  const query = async (text: string, values: unknown[] = []) => {
    const rows = await tx.$queryRawUnsafe<unknown[]>(text, ...values);
    return { rows, rowCount: rows.length };
  };
  return { query } as unknown as EngineConnection;
}

/** The engine's own lines say nothing to people; what goes wrong is thrown. */
const silent = () => {};
export const quiet = {
  debug: silent,
  info: silent,
  warn: silent,
  error: (...words: unknown[]) => console.error('durable engine:', ...words),
};
