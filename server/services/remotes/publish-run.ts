import { z } from 'zod';
import { ForgeRefusal, readPull } from '#server/adapters/github.ts';
import type { Ctx, House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { pushBranch } from '#server/workspaces/remote.ts';
import { openRemote } from './connect-remote.ts';
import { proposeBranch } from './propose-branch.ts';

export const publishRunInput = z.object({ runId: z.uuid() });

/**
 * Pushes a run's branch to the project's remote, and opens a pull request where the forge is GitHub. Safe to repeat: the same commit is pushed once, and
 * a pull request that is open already is found. `invalid` while the run has no commit or the project has no remote, and for what the forge refuses.
 */
export async function publishRun(ctx: Ctx, { runId }: z.infer<typeof publishRunInput>): Promise<{ url: string | null }> {
  const { db, organizationId, dataPath } = ctx;
  const run = await db.run.findFirst({ where: { id: runId, organizationId }, include: { spec: true, project: true } });
  if (!run) throw new Failure('not_found', 'There is no such run in this organization.');
  const remote = await openRemote(ctx, run.projectId);
  if (!remote) throw new Failure('invalid', 'This project has no remote yet. Set one on the page of the project.');
  const commit = run.headCommit;
  if (commit === null) throw new Failure('invalid', 'This run has committed nothing yet.');
  await pushBranch(mirrorPathOf(dataPath, run.projectId), remote, { commit, branch: run.branch });
  const pushed = { commit, pushedAt: new Date() };
  await db.publication.upsert({ where: { runId }, create: { runId, projectId: run.projectId, ...pushed }, update: pushed });
  const proposal = { branch: run.branch, base: run.project.defaultBranch, title: titleOf(run), body: await bodyOf(ctx, run) };
  const { pull, refusal } = await proposeBranch(remote, proposal);
  const url = pull?.url ?? null;
  if (pull) await db.publication.update({ where: { runId }, data: { ...pull, checkedAt: new Date() } });
  await db.$transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'run.published',
      subject: { kind: 'run', id: runId, name: run.taskTitle },
      projectId: run.projectId,
      after: { branch: run.branch, commit, url },
    }),
  );
  if (refusal) throw refusal;
  return { url };
}

type Described = {
  id: string;
  taskId: string;
  taskTitle: string;
  specId: string;
  spec: { slug: string; title: string };
  modelLabel: string;
  status: string;
};

function titleOf({ taskId, taskTitle }: Described): string {
  return `${taskId} ${taskTitle.replace(/\s+/g, ' ')}`.slice(0, 200);
}

async function bodyOf({ db }: Ctx, run: Described): Promise<string> {
  const evidence = await db.evidence.findFirst({
    where: { runId: run.id },
    orderBy: { createdAt: 'desc' },
    select: { command: true, commit: true, exitCode: true },
  });
  const checked = evidence
    ? [`Checked with \`${evidence.command}\` on ${evidence.commit.slice(0, 12)}: exit ${evidence.exitCode ?? 'unknown'}.`]
    : ['Nothing was checked.'];
  return [
    `Task ${run.taskId} of ${run.spec.title}, by ${run.modelLabel}. The run ended as ${run.status}.`,
    ...checked,
    `Spec: ${run.spec.slug}`,
    `Run: ${run.id}`,
  ].join('\n\n');
}

/** Reads anew how the open pull requests of a project stand. What cannot be read stays as it was. */
export async function followPulls(house: House, projectId: string): Promise<void> {
  const remote = await openRemote(house, projectId);
  if (remote?.forge !== 'github' || remote.token === null) return;
  const open = await house.db.publication.findMany({ where: { projectId, state: 'open', number: { not: null } } });
  for (const { runId, number } of open) {
    const pull = await readPull({ url: remote.url, token: remote.token }, number ?? 0).catch((cause: unknown) => {
      if (cause instanceof ForgeRefusal) return null;
      throw cause;
    });
    if (pull) await house.db.publication.update({ where: { runId }, data: { state: pull.state, checkedAt: new Date() } });
  }
}

/** Where a run's work was published; null where it was not. */
export async function readPublication({ db, organizationId }: Ctx, { runId }: z.infer<typeof publishRunInput>) {
  const run = await db.run.findFirst({
    where: { id: runId, organizationId },
    select: { project: { select: { remote: { select: { forge: true } } } }, publication: true },
  });
  if (!run) throw new Failure('not_found', 'There is no such run in this organization.');
  const { project, publication } = run;
  return { forge: project.remote?.forge ?? null, publication };
}
