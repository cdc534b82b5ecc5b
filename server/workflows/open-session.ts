import type { StepOutput } from '#core/run/next-step.ts';
import { readyTests } from '#server/sandbox/checks/ready-tests.ts';
import { readGround } from '#server/services/checks/read-ground.ts';
import { knownSecrets } from '#server/services/runs/known-secrets.ts';
import { backgroundCommands } from './background.ts';
import { deletedFiles } from './deleted-files.ts';
import type { SegmentInput } from './names.ts';
import { roomOf } from './room.ts';
import type { RunSession, Workshop } from './run-session.ts';
import { toolServers } from './tool-servers.ts';

/**
 * Reads what a segment needs to begin, or to go on: the run and what its steps gave. What finished in earlier segments is
 * remembered at once; what finished in this one is come past again, step by step, as the engine wants it.
 */
export async function openSession(workshop: Workshop, { runId, segment }: SegmentInput, cancelled: AbortSignal): Promise<RunSession> {
  const { db } = workshop.house;
  const run = await db.run.findUniqueOrThrow({ where: { id: runId }, include: { spec: true, project: true } });
  const steps = await db.runStep.findMany({ where: { runId } });
  const { trace } = await readGround(db, run.specId);
  // Written by `durableStep` and `answerQuestion`, and nobody else.
  const entries = steps.map(({ step, segment: of, output }) => ({ step, of, output: output as StepOutput }));
  const room = roomOf(workshop.house, { ...run, toolchainPath: run.project.toolchainPath });
  return {
    ...workshop,
    run,
    segment,
    memory: new Map(entries.filter(({ of }) => of < segment).map(({ step, output }) => [step, output])),
    stored: new Map(entries.map(({ step, output }) => [step, output])),
    criterionIds: trace.tasks.get(run.taskId)?.criterionIds ?? [],
    cancelled,
    room,
    secrets: await knownSecrets(workshop.house, run),
    background: backgroundCommands((wallMs) => room.openFor({ wallMs, folder: null })),
    ready: readyTests(),
    deleted: deletedFiles(room),
    toolServers: toolServers(workshop.house, (wallMs) => room.openFor({ wallMs, folder: null })),
  };
}
