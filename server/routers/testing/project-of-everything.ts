import { randomUUID } from 'node:crypto';
import type { Db } from '#server/db/client.ts';

/** Lays out a project with one thing of each kind in it; gives their ids by the key that inputs call them, `id` for the project's own. */
export async function layOutProject(
  db: Db,
  { organizationId, slug, userId }: { organizationId: string; slug: string; userId: string },
): Promise<Record<string, string>> {
  const sha = 'a'.repeat(64);
  const { id: projectId } = await db.project.create({
    data: { organizationId, slug, name: slug, source: '/somewhere', defaultBranch: 'main', headCommit: '0'.repeat(40) },
  });
  const { id: specId } = await db.spec.create({
    data: { projectId, slug: 'spec', title: 'Spec', kind: 'feature', folder: '.kiro/specs/spec' },
  });
  const { id: documentId } = await db.document.create({
    data: { projectId, specId, kind: 'design', path: `${slug}/design.md`, sourceBytes: new Uint8Array(), sha256: sha },
  });
  const { id: threadId } = await db.commentThread.create({ data: { specId, documentId, anchor: {}, quote: '' } });
  const { id: commentId } = await db.comment.create({ data: { threadId, authorId: userId, body: 'Words' } });
  const { id: waveId } = await db.wave.create({
    data: { organizationId, projectId, specId, taskIds: ['1'], model: 'scripted', parallel: 1, startedById: userId },
  });
  const { id: runId } = await db.run.create({
    data: {
      organizationId,
      projectId,
      specId,
      taskId: '1',
      taskTitle: 'A task',
      model: 'scripted',
      modelLabel: 'Scripted',
      branch: randomUUID(),
      baseCommit: '0'.repeat(40),
      revisions: {},
      startedById: userId,
      status: 'verified',
      finishedAt: new Date(),
    },
  });
  const { id: approvalId } = await db.approval.create({
    data: { specId, stage: 'design', decision: 'approved', userId, role: 'owner', isAuthor: false },
  });
  const { id: evidenceId } = await db.evidence.create({
    data: {
      organizationId,
      specId,
      stepKey: 'check',
      grade: 'platform',
      command: 'npm test',
      commit: '0'.repeat(40),
      revisions: {},
      startedAt: new Date(),
      durationMs: 1,
      outputSha256: sha,
      outputTail: '',
    },
  });
  const { id: attestationId } = await db.attestation.create({
    data: { organizationId, specId, criterionId: '1.1', criterionSha256: sha, words: 'Seen', userId, userName: 'Somebody' },
  });
  const { id: viewId } = await db.savedView.create({ data: { organizationId, projectId, name: 'Mine', query: '', createdById: userId } });
  const things = { specId, documentId, threadId, commentId, waveId, runId, approvalId, evidenceId, attestationId, viewId };
  return { id: projectId, project: slug, ...things };
}
