import { z } from 'zod';
import { mayDo } from '#core/access/access.ts';
import { formatOf } from '#core/formats/find-specs.ts';
import { readTasks as readTasksText } from '#core/formats/read-document.ts';
import { forecastWave } from '#core/run/forecast-wave.ts';
import { nextInWave, planWave, type TaskProgress, type WaveStep } from '#core/run/wave-plan.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx, House } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { RunStatus } from '#server/db/generated/enums.ts';
import { Failure } from '#server/errors.ts';
import { tellChanges } from '#server/events/changes.ts';
import { requireGate } from '#server/services/approvals/gate.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { readRolesInProject } from '#server/services/members/project-roles.ts';
import { scriptedId } from '#server/services/models/connection.ts';
import { cancelRun } from './cancel-run.ts';
import { activeStatuses } from './run-status.ts';
import { startRun } from './start-run.ts';

/** Everything that is not done, all but what is optional, or these tasks. */
const wantedTasks = z.union([z.enum(['required', 'all']), z.array(z.string().min(1).max(50)).min(1).max(500)]);
/** How many runs of a wave may go on at once. */
const parallelRuns = z.int().min(1).max(16).default(3);

export const startWaveInput = z.object({
  specId: z.uuid(),
  tasks: wantedTasks,
  model: z.string().min(1).max(100).default(scriptedId),
  parallel: parallelRuns,
});

export const forecastInput = z.object({ specId: z.uuid(), tasks: wantedTasks, parallel: parallelRuns });

/** What a wave of these tasks would do: which start together, which files keep tasks apart, what never starts. Starts nothing. */
export async function forecast({ db, organizationId }: Ctx, { specId, tasks, parallel }: z.infer<typeof forecastInput>) {
  const spec = await db.spec.findFirst({ where: { id: specId, project: { organizationId } }, select: { id: true } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const tree = await readTasks(db, specId);
  const { groups, shared, never } = forecastWave(planWave(tree, tasks), { parallel, touched: await readTouched(db, specId) });
  const titles = new Map(tree.tasks.map(({ id, title }) => [id, title]));
  return {
    groups: groups.map((ids) => ids.map((id) => ({ id, title: titles.get(id) ?? '' }))),
    shared,
    never: Object.entries(never).map(([id, reason]) => ({ id, reason })),
    isGoing: (await db.wave.count({ where: { specId, endedAt: null } })) > 0,
  };
}

/**
 * Runs tasks of a spec in the order of what waits for what, side by side where nothing does. Each is a run like any other, held to the gate and to
 * budgets when it starts. Refused like a run is, with `task_not_found` where nothing is left to do.
 */
export async function startWave(ctx: Ctx, { specId, tasks, model, parallel }: z.infer<typeof startWaveInput>): Promise<{ waveId: string }> {
  const { db, organizationId, actor } = ctx;
  const waveId = uuidv7();
  await db.$transaction(async (tx) => {
    const spec = await tx.spec.findFirst({ where: { id: specId, archivedAt: null, project: { organizationId } } });
    if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
    await requireGate(tx, specId);
    const { taskIds } = planWave(await readTasks(tx, specId), tasks);
    if (taskIds.length === 0) throw new Failure('task_not_found', 'Nothing of this is left to do.');
    const active = await tx.wave.findFirst({ where: { specId, endedAt: null }, select: { id: true } });
    if (active) throw new Failure('run_already_active', 'Tasks of this spec are being run already.');
    const wave = { organizationId, projectId: spec.projectId, specId, taskIds, model, parallel, startedById: actor.userId };
    await tx.wave.create({ data: { id: waveId, ...wave } });
  });
  await advanceWave(ctx, waveId);
  return { waveId };
}

/** Starts what can start now. Called when a wave begins and whenever a run of it is over; safe to repeat, and beside itself. */
export async function advanceWave(house: House, waveId: string): Promise<void> {
  const { db } = house;
  const wave = await db.wave.findUnique({ where: { id: waveId } });
  if (!wave || wave.endedAt) return;
  const ctx = await starterOf(house, wave);
  const { start, heldBack, isOver } = await readStep(db, waveId);
  let started = 0;
  let isFull = false;
  for (const taskId of ctx ? start : []) {
    try {
      if (ctx) await startRun(ctx, { specId: wave.specId, taskId, model: wave.model }, { waveId });
      started += 1;
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      // Not over: it is looked at again when a place is free.
      isFull ||= cause.code === 'too_many';
      // Somebody else has started it meanwhile, as a part of this wave or by itself.
      if (cause.code !== 'run_already_active') heldBack[taskId] = cause.message;
    }
  }
  if (!ctx) for (const taskId of start) heldBack[taskId] = 'Whoever started this may not start runs any more.';
  const isLeft = await db.run.count({ where: { waveId, status: { in: [...activeStatuses] } } });
  const hasEnded = isOver || (started === 0 && isLeft === 0 && !isFull);
  await db.wave.updateMany({ where: { id: waveId, endedAt: null }, data: { heldBack, ...(hasEnded ? { endedAt: new Date() } : {}) } });
  await tellChanges(db, wave.organizationId, [{ topic: 'runs', id: waveId }]);
}

async function starterOf(
  house: House,
  { organizationId, projectId, startedById }: { organizationId: string; projectId: string; startedById: string },
): Promise<Ctx | null> {
  const [member] = await readRolesInProject(house.db, { organizationId, projectId, userId: startedById });
  if (!member || !mayDo(member.role, 'run.start')) return null;
  const { name } = await house.db.user.findUniqueOrThrow({ where: { id: startedById }, select: { name: true } });
  return { ...house, organizationId, actor: { ...member, name } };
}

async function readTasks(db: Db | Tx, specId: string) {
  const document = await db.document.findFirst({ where: { specId, kind: 'tasks' }, select: { id: true, path: true } });
  return (document ? readTasksText((await readDocument(db, document.id)).text, formatOf(document.path)) : readTasksText('')).tree;
}

const progressOf: Record<RunStatus, TaskProgress> = {
  queued: 'going',
  running: 'going',
  waiting: 'parked',
  paused: 'parked',
  // Until it is merged, what waits for it would not find it.
  verified: 'failed',
  failed: 'failed',
  stuck: 'failed',
  cancelled: 'failed',
  // No study is part of a wave.
  done: 'failed',
};

async function readStep(db: Db, waveId: string): Promise<WaveStep> {
  const wave = await db.wave.findUniqueOrThrow({ where: { id: waveId }, include: { runs: { orderBy: { createdAt: 'asc' } } } });
  const tree = await readTasks(db, wave.specId);
  const states = new Map(tree.tasks.map(({ id, state }) => [id, state]));
  const runs = new Map(wave.runs.map((run) => [run.taskId, run]));
  const progress = new Map(
    wave.taskIds.flatMap((id): [string, TaskProgress][] => {
      const run = runs.get(id);
      if (states.get(id) === 'done' || run?.mergedCommit) return [[id, 'done']];
      return run ? [[id, progressOf[run.status]]] : [];
    }),
  );
  const plan = planWave(tree, wave.taskIds);
  return nextInWave(plan, progress, { parallel: wave.parallel, touched: await readTouched(db, wave.specId) });
}

/** The files that earlier runs of each task have changed: what its next run is likely to change again. */
async function readTouched(db: Db, specId: string): Promise<Map<string, string[]>> {
  const rows = await db.$queryRaw<{ taskId: string; path: string }[]>`
    SELECT DISTINCT r.task_id AS "taskId", e.payload->>'path' AS path
    FROM run_events e JOIN runs r ON r.id = e.run_id
    WHERE r.spec_id = ${specId}::uuid AND e.payload->>'kind' = 'file_changed' LIMIT 5000`;
  const touched = new Map<string, string[]>();
  for (const { taskId, path } of rows) touched.set(taskId, [...(touched.get(taskId) ?? []), path]);
  return touched;
}

export const waveInput = z.object({ waveId: z.uuid() });

/** Ends a wave: nothing of it starts any more, and what goes on is cancelled. */
export async function cancelWave(ctx: Ctx, { waveId }: z.infer<typeof waveInput>): Promise<void> {
  const { count } = await ctx.db.wave.updateMany({
    where: { id: waveId, organizationId: ctx.organizationId },
    data: { endedAt: new Date() },
  });
  if (count === 0) throw new Failure('not_found', 'There is no such wave in this organization.');
  const runs = await ctx.db.run.findMany({ where: { waveId, status: { in: [...activeStatuses] } }, select: { id: true } });
  for (const { id } of runs) {
    await cancelRun(ctx, { runId: id }).catch((cause: unknown) => {
      if (!(cause instanceof Failure)) throw cause;
    });
  }
}

export const listWavesInput = z.object({ specId: z.uuid().optional(), isActive: z.boolean().default(false) });

/** Waves, the latest first, of a spec or of all, and all or those that go on: each task with its run, and why it was not started where it was not. */
export async function listWaves({ db, organizationId }: Ctx, { specId, isActive = false }: z.input<typeof listWavesInput>) {
  const waves = await db.wave.findMany({
    where: { organizationId, ...(specId ? { specId } : {}), ...(isActive ? { endedAt: null } : {}) },
    orderBy: { createdAt: 'desc' },
    take: 20,
    include: {
      runs: { orderBy: { createdAt: 'asc' }, select: { id: true, taskId: true, status: true, mergedCommit: true } },
      startedBy: { select: { name: true } },
      spec: { select: { title: true, slug: true, project: { select: { slug: true } } } },
    },
  });
  return waves.map(({ id, taskIds, parallel, createdAt, endedAt, heldBack, runs, startedBy, spec }) => {
    // Written by `advanceWave` and nobody else.
    const reasons = heldBack as Record<string, string>;
    const tasks = taskIds.map((taskId) => {
      const run = runs.findLast((known) => known.taskId === taskId);
      return {
        taskId,
        runId: run?.id ?? null,
        status: run?.status ?? null,
        isMerged: !!run?.mergedCommit,
        heldBack: reasons[taskId] ?? null,
      };
    });
    return { id, parallel, createdAt, endedAt, startedBy: startedBy.name, spec, tasks };
  });
}
