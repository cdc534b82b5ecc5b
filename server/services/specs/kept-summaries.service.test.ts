import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '#server/context.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { summarizeSpecs } from './kept-summaries.ts';
import { summarizeSpec } from './summarize-spec.ts';

let team: Team;
let ctx: Ctx;
let added: AddedSpec;
let runId: string;
beforeAll(async () => {
  team = await openTeam();
  ctx = await team.as('owner');
  const requirements = '### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. THE A SHALL be.\n';
  added = await team.addSpec({ requirements, tasks: '- [ ] 1. Build it\n  - _Requirements: 1.1_\n' });
});
afterAll(() => team.close());

async function read() {
  const spec = await team.house.db.spec.findUniqueOrThrow({ where: { id: added.specId } });
  const [summary] = await summarizeSpecs(ctx, [added.projectId], [spec]);
  return { summary, fresh: await summarizeSpec(ctx, spec) };
}

const sha = '0'.repeat(64);
const changes: [string, () => Promise<unknown>][] = [
  ['a title', () => team.house.db.spec.update({ where: { id: added.specId }, data: { title: 'Another' } })],
  [
    'a document',
    () =>
      team.house.db.document.updateMany({ where: { specId: added.specId }, data: { updatedAt: new Date(), headSeq: { increment: 0 } } }),
  ],
  [
    'a decision',
    () =>
      team.house.db.approval.create({
        data: {
          specId: added.specId,
          stage: 'requirements',
          decision: 'approved',
          userId: ctx.actor.userId,
          role: 'owner',
          isAuthor: false,
        },
      }),
  ],
  [
    'a run',
    async () => {
      const { specId, projectId } = added;
      const run = await team.house.db.run.create({
        data: {
          organizationId: team.organizationId,
          projectId,
          specId,
          taskId: '1',
          taskTitle: 'Build it',
          model: 'scripted',
          modelLabel: 'Scripted',
          branch: 'a-branch',
          baseCommit: '0'.repeat(40),
          revisions: {},
          startedById: ctx.actor.userId,
        },
      });
      runId = run.id;
    },
  ],
  [
    'evidence',
    () =>
      team.house.db.evidence.create({
        data: {
          organizationId: team.organizationId,
          specId: added.specId,
          runId,
          stepKey: randomUUID(),
          grade: 'platform',
          command: 'npm test',
          commit: '0'.repeat(40),
          revisions: {},
          startedAt: new Date(),
          durationMs: 1,
          outputSha256: sha,
          outputTail: '',
        },
      }),
  ],
  ['a run that is cancelled', () => team.house.db.run.update({ where: { id: runId }, data: { status: 'cancelled' } })],
  [
    'a policy',
    () =>
      team.house.db.policyVersion.create({
        data: {
          projectId: added.projectId,
          version: 1,
          isAccepted: true,
          policy: { stages: [], isInOrder: false, allowsRenewal: false, quickTasks: 0 },
          reason: '',
          proposedById: ctx.actor.userId,
        },
      }),
  ],
  ['a decision taken away', () => team.house.db.approval.deleteMany({ where: { specId: added.specId } })],
];

test.each(changes)('%s makes a summary anew; without a change it is the one from before', async (_what, change) => {
  const { summary: before } = await read();
  expect((await read()).summary).toBe(before);
  await change();
  const { summary, fresh } = await read();
  expect(summary).not.toBe(before);
  expect(summary).toEqual(fresh);
});
