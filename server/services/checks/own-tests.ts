import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChangedFile } from '#core/run/shortcuts.ts';
import type { OwnTest, RecordedCheck } from '#core/verification/evidence.ts';
import { ownTests } from '#core/verification/own-tests.ts';
import { checkKey } from '#core/verification/refusals.ts';
import type { Ctx } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { tellChanges } from '#server/events/changes.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

export const adoptTestInput = z.object({
  specId: z.uuid(),
  file: z.string().max(4_000).nullable(),
  name: z.string().min(1).max(10_000),
  /** Of its file, as it was read. */
  sha256: z.string().length(64),
  isAdopted: z.boolean(),
});

/**
 * Makes a test of an agent's own one of the project's, or takes that back: from then on it speaks for the criteria that it names. The adoption is of its file as it was
 * read: `revision_changed` where the agent has changed it since. Only a person who is there themselves adopts, as they attest. Safe to repeat.
 */
export async function adoptTest(ctx: Ctx, { specId, file, name, sha256, isAdopted }: z.infer<typeof adoptTestInput>): Promise<void> {
  const { db, organizationId, actor, origin } = ctx;
  if (actor.role === 'agent' || origin?.startsWith('key '))
    throw new Failure('role_too_low', 'Only a person who is signed in can adopt a test: a key or an agent cannot.');
  await db.$transaction(async (tx) => {
    const spec = await tx.spec.findFirst({ where: { id: specId, archivedAt: null, project: { organizationId } } });
    if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
    const { projectId } = spec;
    const keySha256 = sha256Of(checkKey({ file, name }));
    // Held against the run that may be writing it anew.
    await tx.$queryRaw`SELECT FROM agent_tests WHERE project_id = ${projectId}::uuid AND key_sha256 = ${keySha256} FOR UPDATE`;
    const test = await tx.agentTest.findUnique({ where: { projectId_keySha256: { projectId, keySha256 } } });
    if (!test) throw new Failure('not_found', 'No agent of this project wrote such a test.');
    if (isAdopted && test.sha256 !== sha256)
      throw new Failure('revision_changed', 'The agent has changed this test since you opened it. Read it once more.');
    if ((adopterOf(test) !== null) === isAdopted) return;
    await tx.agentTest.update({
      where: { projectId_keySha256: { projectId, keySha256 } },
      data: isAdopted
        ? { adoptedSha256: sha256, adoptedById: actor.userId, adoptedByName: actor.name, adoptedAt: new Date() }
        : { adoptedSha256: null, adoptedById: null, adoptedByName: null, adoptedAt: null },
    });
    await tellChanges(tx, organizationId, [{ topic: 'checks', id: specId }]);
    await recordAudit(tx, ctx, {
      action: isAdopted ? 'test.adopted' : 'test.given-back',
      subject: { kind: 'test', id: `${projectId}:${keySha256}`, name: `Test ${name.slice(0, 200)}` },
      projectId,
      ...(isAdopted ? { after: { file, sha256, runId: test.runId } } : { before: { file, adoptedBy: test.adoptedByName } }),
    });
  });
}

/** What a run changed, and the run: where its own tests are looked for. */
export type Written = { runId: string; files: readonly ChangedFile[] };

/** Notes which of a run's checks are tests of its agent's own. An adoption lapses where the agent has changed the file since. */
export async function noteOwnTests(tx: Tx, projectId: string, checks: readonly RecordedCheck[], { runId, files }: Written): Promise<void> {
  if (ownTests(checks, { files, known: new Set() }).size === 0) return;
  const own = ownTests(checks, { files, known: await knownWithout(tx, projectId, checks) });
  for (const check of checks) {
    const text = own.get(checkKey(check));
    if (text === undefined) continue;
    const [keySha256, sha256] = [sha256Of(checkKey(check)), sha256Of(text)];
    await tx.agentTest.upsert({
      where: { projectId_keySha256: { projectId, keySha256 } },
      create: { projectId, keySha256, file: check.file, name: check.name, runId, sha256 },
      update: { runId, sha256 },
    });
  }
}

/** The tests of agents' own in a spec's project, by `checkKey`. */
export async function readOwnTests(db: Db | Tx, specId: string): Promise<ReadonlyMap<string, OwnTest>> {
  const rows = await db.agentTest.findMany({ where: { project: { specs: { some: { id: specId } } } } });
  return new Map(rows.map((row) => [checkKey(row), { sha256: row.sha256, adoptedBy: adopterOf(row) }]));
}

function adopterOf({
  sha256,
  adoptedSha256,
  adoptedByName,
}: {
  sha256: string;
  adoptedSha256: string | null;
  adoptedByName: string | null;
}) {
  return adoptedSha256 === sha256 ? (adoptedByName ?? 'somebody') : null;
}

/** What ran on the project's own code, outside of any run. */
async function knownWithout(tx: Tx, projectId: string, checks: readonly RecordedCheck[]): Promise<Set<string>> {
  const names = [...new Set(checks.map(({ name }) => name))];
  const rows = await tx.evidenceCheck.findMany({
    where: { name: { in: names }, evidence: { runId: null, spec: { projectId } } },
    select: { file: true, name: true },
    distinct: ['file', 'name'],
  });
  return new Set(rows.map(checkKey));
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
