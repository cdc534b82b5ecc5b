import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { runLimits } from '#core/run/limits.ts';
import type { House } from '#server/context.ts';
import { createEventWriter } from '#server/events/event-writer.ts';
import { scheduleRechecks } from '#server/services/checks/recheck.ts';
import { watchCancellations } from './cancellations.ts';
import { checkSpec } from './check-spec.ts';
import { engineUrl, quiet } from './engine-client.ts';
import { implementTask } from './implement-task.ts';
import { holdLease } from './lease.ts';
import { applicationName, applicationVersion, queues, workflows } from './names.ts';
import { watchAbandoned } from './old-versions.ts';
import { sendMessage } from './send-message.ts';
import { studySpec } from './study-spec.ts';

export type Worker = { workerId: string; stop(): Promise<void> };
type WorkerOptions = {
  house: House;
  url: string;
  /** Names this process among all workers of the database; two at once may not have one. */
  workerId?: string;
  /** Called when another worker has taken this one over. By default the process ends: what starts it again is its supervisor. */
  onLost?: () => void;
};

/** How much runs at once, in the engine's words. */
const runQueue = { workerConcurrency: runLimits.machine, globalConcurrency: runLimits.everywhere, partitionConcurrency: runLimits.project };
const pollMs = 200;
/** Beyond any number of restarts of a server that a run may live through; a step that ends its worker is stopped long before. */
const maxRecoveryAttempts = 1000;

/**
 * Makes this process take work: segments of runs and checks, up to the limits of the queues, and what dead workers had begun. One to
 * a process, since the engine is one to a process. `stop` leaves what runs here unfinished, for the next worker.
 */
export async function startWorker({ house, url, workerId = newWorkerId(), onLost = endProcess }: WorkerOptions): Promise<Worker> {
  const stopping = new AbortController();
  const writer = createEventWriter(house.pool);
  const cancellations = watchCancellations({ pool: house.pool, url });
  const workshop = { house, writer, workerId, stopping: stopping.signal };
  DBOS.setConfig({
    name: applicationName,
    systemDatabaseUrl: engineUrl(url),
    executorID: workerId,
    applicationVersion,
    systemDatabasePoolSize: 10,
    logger: quiet,
  });
  DBOS.registerWorkflow(implementTask(workshop, cancellations), { name: workflows.implementTask, maxRecoveryAttempts });
  DBOS.registerWorkflow(checkSpec(workshop), { name: workflows.checkSpec, maxRecoveryAttempts });
  DBOS.registerWorkflow(studySpec(workshop, cancellations), { name: workflows.studySpec, maxRecoveryAttempts });
  DBOS.registerWorkflow(sendMessage(workshop), { name: workflows.sendMessage, maxRecoveryAttempts });
  await DBOS.launch();
  await DBOS.registerQueue(queues.runs, { ...runQueue, minPollingIntervalMs: pollMs, onConflict: 'always_update' });
  await DBOS.registerQueue(queues.checks, { workerConcurrency: 2, minPollingIntervalMs: pollMs, onConflict: 'always_update' });
  await DBOS.registerQueue(queues.messages, { workerConcurrency: 8, minPollingIntervalMs: pollMs, onConflict: 'always_update' });
  await scheduleRechecks(house);
  const lease = await holdLease({
    url,
    workerId,
    onLost: () => {
      stopping.abort();
      onLost();
    },
    onTakenOver: (dead, count) => console.log(`took over ${count} ${count === 1 ? 'piece' : 'pieces'} of work from worker ${dead}`),
  });
  const abandoned = watchAbandoned(house);
  return {
    workerId,
    stop: async () => {
      abandoned.stop();
      stopping.abort();
      await DBOS.shutdown({ deregister: true });
      await cancellations.close();
      await writer.close();
      await lease.release();
    },
  };
}

function newWorkerId(): string {
  return `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** For whatever restarts the process: it did not end well, and starting it again is right. */
const lostCode = 70;

function endProcess(): void {
  console.error('Another worker has taken over from this one, which was silent for too long; it ends.');
  process.exit(lostCode);
}
