import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ctx } from '#server/context.ts';
import { openDb, openPool } from '#server/db/client.ts';
import { startEmbeddedPostgres } from '#server/db/embedded-postgres.ts';
import { migrate } from '#server/db/migrate.ts';
import { decide } from '#server/services/approvals/decide.ts';
import { verifyAudit } from '#server/services/audit/list-audit.ts';
import { createDocument } from '#server/services/documents/create-document.ts';
import { recordingEngine } from '#server/testing/team.ts';

/**
 * Decisions a second in one organization, whose audit is one chain: each with its gate read under locks, its approval, its notices and its
 * audit entry in one durable transaction, on specs of their own. Against an embedded Postgres with fsync on. Beside it, in the same run, what the
 * same database does at least for as many bare rows by a plain driver, each in a transaction of its own.
 *
 *   node bench/decisions.ts [decisions=1000] [at once=16]
 */
const [decisions = 1_000, atOnce = 16] = process.argv.slice(2).map(Number);

const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
const postgres = await startEmbeddedPostgres(folder);
await migrate(postgres.url);
const db = openDb(postgres.url, atOnce);
const pool = openPool(postgres.url, atOnce);
try {
  const house = { db, pool, engine: recordingEngine(), dataPath: folder, secret: new Uint8Array(32) };
  await db.organization.create({ data: { id: 'one', slug: 'one', name: 'One' } });
  const people: Ctx[] = [];
  for (const role of ['owner', 'admin', 'reviewer'] as const) {
    const userId = randomUUID();
    await db.user.create({ data: { id: userId, name: role, email: `${role}@example.com` } });
    await db.member.create({ data: { id: randomUUID(), organizationId: 'one', userId, role } });
    people.push({ ...house, organizationId: 'one', actor: { userId, name: role, role } });
  }
  const { id: projectId } = await db.project.create({
    data: { organizationId: 'one', slug: 'p', name: 'P', source: '/p', defaultBranch: 'main', headCommit: '0'.repeat(40) },
  });
  const bytes = new TextEncoder().encode(
    '# Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. THE Door SHALL open.\n',
  );
  const asked: { specId: string; revisions: Record<string, string> }[] = [];
  for (let at = 0; at < decisions / people.length; at += 1) {
    const folderOf = `.kiro/specs/s${at}`;
    const { id: specId } = await db.spec.create({
      data: { projectId, slug: `s${at}`, title: `S${at}`, kind: 'feature', folder: folderOf },
    });
    const { id, sha256 } = await createDocument(db, {
      projectId,
      specId,
      kind: 'requirements',
      path: `${folderOf}/requirements.md`,
      bytes,
    });
    asked.push({ specId, revisions: { [id]: sha256 } });
  }
  const work = people.flatMap((by) => asked.map((one) => ({ by, one })));
  const decided = await timeEach(work, async ({ by, one }) => {
    await decide(by, { ...one, stage: 'requirements', decision: 'approved' });
  });
  await pool.query('CREATE TABLE bare (id uuid PRIMARY KEY, spec_id uuid, user_id text, sha256 text, made_at timestamptz DEFAULT now())');
  const bare = await timeEach(work, async ({ by, one }) => {
    const values = [randomUUID(), one.specId, by.actor.userId, Object.values(one.revisions)[0]];
    await pool.query({ name: 'bare', text: 'INSERT INTO bare (id, spec_id, user_id, sha256) VALUES ($1, $2, $3, $4)', values });
  });
  const { entries, faults } = await verifyAudit(people[0] as Ctx);
  console.table({ decisions: decided, 'bare inserts': bare });
  console.log(
    `${entries} entries in the audit, ${faults.length} faults; a decision costs ${(bare['a second'] / decided['a second']).toFixed(1)} bare inserts`,
  );
  console.log(`load ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await db.$disconnect();
  await pool.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Does every piece of work, `atOnce` at a time, latest first. */
async function timeEach<T>(pieces: readonly T[], one: (piece: T) => Promise<void>) {
  const left = [...pieces];
  const took: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const from = performance.now();
        await one(next);
        took.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 10) / 10;
  return { count: took.length, 'a second': Math.round(took.length / seconds), 'p50 ms': at(0.5), 'p99 ms': at(0.99) };
}
