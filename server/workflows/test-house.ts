import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NumberedEvent } from '#core/run/run-event.ts';
import type { Ctx, House } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { readAll } from '#server/events/test-run.ts';
import { decide } from '#server/services/approvals/decide.ts';
import { covers, readStageFacts } from '#server/services/approvals/stage-facts.ts';
import { seedSample } from '#server/services/projects/seed-sample.ts';
import { createEngineClient } from './engine-client.ts';

/** A house with the sample project in it, its spec approved: what a worker needs to have work. */
export type TestHouse = {
  ctx: Ctx;
  database: TestDatabase;
  specId: string;
  projectId: string;
  eventsOf(runId: string): Promise<(NumberedEvent & { key: string })[]>;
  close(): Promise<void>;
};

export const testSecret = Buffer.alloc(32, 7);

/** Opens a data folder of its own, gone after `close`, on a database of its own; a bench, which no suite has started a cluster for, brings one. */
export async function openTestHouse(own?: TestDatabase): Promise<TestHouse> {
  const database = own ?? (await openTestDatabase());
  const dataPath = await mkdtemp(join(tmpdir(), 'plumbline-house-'));
  const engine = await createEngineClient(database.url);
  const { db, pool } = database;
  const house: House = { db, pool, engine, dataPath, secret: testSecret };
  const organizationId = randomUUID();
  const userId = randomUUID();
  await db.organization.create({ data: { id: organizationId, name: 'Acme', slug: 'acme' } });
  await db.user.create({ data: { id: userId, name: 'Ada', email: 'ada@example.com' } });
  await db.member.create({ data: { id: randomUUID(), organizationId, userId, role: 'owner' } });
  await seedSample(house, { organizationId, userId });
  const ctx: Ctx = { ...house, organizationId, actor: { userId, name: 'Ada', role: 'owner' } };
  const spec = await db.spec.findFirstOrThrow();
  await approve(ctx, spec.id);
  return {
    ctx,
    database,
    specId: spec.id,
    projectId: spec.projectId,
    eventsOf: (runId) => readAll(db, runId),
    close: async () => {
      await engine.close();
      await database.close();
      await rm(dataPath, { recursive: true, force: true });
    },
  };
}

/** Approves every stage of a spec as it stands. */
async function approve(ctx: Ctx, specId: string): Promise<void> {
  const { policy, documents } = await readStageFacts(ctx.db, specId);
  for (const rule of policy.stages) {
    const revisions = Object.fromEntries(documents.filter(({ kind }) => covers(rule, kind)).map(({ id, sha256 }) => [id, sha256]));
    await decide(ctx, { specId, stage: rule.id, revisions, decision: 'approved', summary: '' });
  }
}
