import { markSeen, markSeenInput, nameRevision, nameRevisionInput, restoreRevision } from '#server/services/revisions/keep-revision.ts';
import { getRevision, getRevisionInput, listRevisions, listRevisionsInput } from '#server/services/revisions/list-revisions.ts';
import { memberProcedure, router } from './trpc.ts';

export const revisionsRouter = router({
  list: memberProcedure('document.read')
    .input(listRevisionsInput)
    .query(({ ctx, input }) => listRevisions(ctx.member, input)),
  get: memberProcedure('document.read')
    .input(getRevisionInput)
    .query(({ ctx, input }) => getRevision(ctx.member, input)),
  name: memberProcedure('document.edit')
    .input(nameRevisionInput)
    .mutation(({ ctx, input }) => nameRevision(ctx.member, input)),
  markSeen: memberProcedure('document.read')
    .input(markSeenInput)
    .mutation(({ ctx, input }) => markSeen(ctx.member, input)),
  restore: memberProcedure('document.edit')
    .input(getRevisionInput)
    .mutation(({ ctx, input }) => restoreRevision(ctx.member, input)),
});
