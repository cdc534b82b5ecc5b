import { randomUUID } from 'node:crypto';
import type { Role } from '#core/access/access.ts';
import type { Ctx, House } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { createDocument } from '#server/services/documents/create-document.ts';

/** A database with one organization, for tests of services. */
export type Team = {
  database: TestDatabase;
  house: House;
  organizationId: string;
  /** A context of somebody with `role`, made on first use. */
  as: (role: Role) => Promise<Ctx>;
  /** A project with one spec of these texts; gives the ids of the spec and of its documents by kind. */
  addSpec: (texts: Partial<Record<'requirements' | 'bugfix' | 'design' | 'tasks' | 'readings', string>>) => Promise<AddedSpec>;
  close: () => Promise<void>;
};

export type AddedSpec = { projectId: string; specId: string; documentIds: Record<string, string> };

/** An engine that remembers what it was asked to start and does nothing. */
export function recordingEngine(): House['engine'] & { started: string[] } {
  const started: string[] = [];
  return {
    started,
    startSegment: (_tx, { runId, segment }) => {
      started.push(`run:${runId}:${segment}`);
      return Promise.resolve();
    },
    startStudy: (_tx, { runId }) => {
      started.push(`run:${runId}:1`);
      return Promise.resolve();
    },
    startCheck: (_tx, { evidenceKey }) => {
      started.push(`check:${evidenceKey}`);
      return Promise.resolve();
    },
    startJob: (_tx, { job, id }) => {
      started.push(`${job}:${id}`);
      return Promise.resolve();
    },
    cancelRun: () => Promise.resolve(),
  };
}

/** Opens a test database with an organization. The caller closes it. */
export async function openTeam(over: Partial<House> = {}): Promise<Team> {
  const database = await openTestDatabase();
  const { db, pool } = database;
  const house: House = { db, pool, engine: recordingEngine(), dataPath: '/nonexistent', secret: new Uint8Array(32), ...over };
  const organizationId = randomUUID();
  await db.organization.create({ data: { id: organizationId, slug: 'team', name: 'Team' } });
  const members = new Map<Role, Ctx>();
  const as = async (role: Role): Promise<Ctx> => {
    const known = members.get(role);
    if (known) return known;
    const userId = randomUUID();
    await db.user.create({ data: { id: userId, name: `The ${role}`, email: `${role}-${userId}@example.com` } });
    await db.member.create({ data: { id: randomUUID(), organizationId, userId, role } });
    const ctx: Ctx = { ...house, organizationId, actor: { userId, name: `The ${role}`, role } };
    members.set(role, ctx);
    return ctx;
  };
  return {
    database,
    house,
    organizationId,
    as,
    addSpec: async (texts) => {
      const slug = `project-${randomUUID().slice(0, 8)}`;
      const project = await db.project.create({
        data: { organizationId, slug, name: slug, source: '/somewhere', defaultBranch: 'main', headCommit: '0'.repeat(40) },
      });
      const spec = await db.spec.create({
        data: { projectId: project.id, slug: 'spec', title: 'Spec', kind: 'feature', folder: '.kiro/specs/spec' },
      });
      const documentIds: Record<string, string> = {};
      for (const [kind, text] of Object.entries(texts)) {
        const bytes = new TextEncoder().encode(text);
        const document = await createDocument(db, {
          projectId: project.id,
          specId: spec.id,
          kind: kind as 'requirements',
          path: `.kiro/specs/spec/${kind}.${kind === 'readings' ? 'spec' : 'md'}`,
          bytes,
        });
        documentIds[kind] = document.id;
      }
      return { projectId: project.id, specId: spec.id, documentIds };
    },
    close: () => database.close(),
  };
}
