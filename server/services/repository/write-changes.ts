import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { saveRevision } from '#server/services/documents/save-revision.ts';
import { moveBranch } from '#server/workspaces/branches.ts';
import { commitOnto } from '#server/workspaces/commit-onto.ts';
import { setBranch } from '#server/workspaces/merge.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { advanceHead } from './advance-head.ts';
import { type ComparedFile, compareFiles } from './compare-files.ts';
import {
  branchName,
  coAuthors,
  findBranch,
  findPlace,
  isUnsettled,
  isWritten,
  type Place,
  placeSubject,
  writtenScope,
} from './read-changes.ts';

export const writeChangesInput = writtenScope.extend({
  branch: branchName,
  message: z.string().trim().min(1).max(5_000),
  /** The commit that the writer has seen the difference to. */
  onto: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** The revisions that the writer has seen, by document. */
  revisions: z.record(z.uuid(), z.string().length(64)),
});

export type WrittenChanges = {
  commit: string;
  branch: string;
  /** Paths of what is in the commit. */
  files: string[];
};

/**
 * Commits what has changed of a spec's documents and pictures, or of the project's steering, to a branch of the repository: byte for byte as exported, in the
 * caller's name, everybody who wrote in it named as co-author. `revision_changed` where a text or the branch has moved since the caller looked;
 * `invalid` where nothing has changed, and while what the repository changed is not taken in.
 */
export async function writeChanges(ctx: Ctx, input: z.infer<typeof writeChangesInput>): Promise<WrittenChanges> {
  const { db, dataPath, actor } = ctx;
  const { branch, onto, revisions, message } = input;
  const place = await findPlace(ctx, input);
  const found = await findBranch(ctx, place, branch);
  if (found.onto !== onto) throw new Failure('revision_changed', `${branch} has moved since you looked. Look at the difference again.`);
  const compared = await compareFiles(ctx, place, onto);
  const unsettled = compared.filter(isUnsettled).map(({ path }) => path);
  if (unsettled.length > 0)
    throw new Failure(
      'invalid',
      `The repository has changed ${unsettled.join(', ')}. Take that in first, and decide about what it suggests.`,
    );
  const written = compared.filter(isWritten);
  if (written.length === 0) throw new Failure('invalid', 'Nothing has changed: the branch has all of this already.');
  if (written.some(({ document }) => document && revisions[document.id] !== document.sha256))
    throw new Failure('revision_changed', 'Somebody has written meanwhile. Look at the difference again.');
  const mirrorPath = mirrorPathOf(dataPath, place.projectId);
  const { email } = await db.user.findUniqueOrThrow({ where: { id: actor.userId }, select: { email: true } });
  const commit = await commitOnto(mirrorPath, {
    onto,
    files: written.map(({ path, after }) => ({ path, bytes: after })),
    message: messageOf(message, place, await coAuthors(ctx, written)),
    author: { name: actor.name, email },
  });
  if (branch === place.defaultBranch) {
    await db.$transaction(async (tx) => {
      await advanceHead(ctx, tx, { projectId: place.projectId, from: onto, to: commit });
      await keepWritten(tx, ctx, { written, commit, branch, place, isDefault: true });
    });
    await setBranch(mirrorPath, branch, commit);
  } else {
    const isMoved = await moveBranch(mirrorPath, branch, { from: found.isThere ? onto : null, to: commit });
    if (!isMoved) throw new Failure('revision_changed', `${branch} has moved since you looked. Look at the difference again.`);
    await db.$transaction((tx) => keepWritten(tx, ctx, { written, commit, branch, place, isDefault: false }));
  }
  return { commit, branch, files: written.map(({ path }) => path) };
}

type Kept = { written: readonly ComparedFile[]; commit: string; branch: string; place: Place; isDefault: boolean };

/** Keeps what was written as revisions; on the default branch it is what the repository and the documents agree on from now on. */
async function keepWritten(tx: Tx, ctx: Ctx, { written, commit, branch, place, isDefault }: Kept): Promise<void> {
  for (const { document } of written) {
    if (!document) continue;
    await saveRevision(tx, document, { reason: 'named', name: `Written to ${branch}` });
    if (!isDefault) continue;
    const data = { sourceBytes: document.bytes, sourceCommit: commit, updatedAt: new Date() };
    await tx.document.update({ where: { id: document.id }, data });
  }
  await recordAudit(tx, ctx, {
    action: 'repository.written',
    subject: placeSubject(place),
    projectId: place.projectId,
    after: { branch, commit, files: written.map(({ path }) => path) },
  });
}

/** The message with what it is about and whose words are in it, as trailers. */
function messageOf(message: string, { spec }: Place, authors: readonly { name: string; email: string }[]): string {
  const clean = (text: string) => text.replace(/[<>\r\n\0]/g, ' ').trim();
  const trailers = [
    ...(spec ? [`Spec: ${spec.slug}`] : []),
    ...authors.map(({ name, email }) => `Co-authored-by: ${clean(name) || 'Somebody'} <${clean(email)}>`),
  ];
  return trailers.length === 0 ? `${message}\n` : `${message}\n\n${trailers.join('\n')}\n`;
}
