import { pushChanges, pushChangesInput } from '#server/services/repository/push-changes.ts';
import { readChanges, readChangesInput } from '#server/services/repository/read-changes.ts';
import { writeChanges, writeChangesInput } from '#server/services/repository/write-changes.ts';
import { memberProcedure, router } from './trpc.ts';

export const repositoryRouter = router({
  changes: memberProcedure('document.read')
    .input(readChangesInput)
    .query(({ ctx, input }) => readChanges(ctx.member, input)),
  write: memberProcedure('spec.change')
    .input(writeChangesInput)
    .mutation(({ ctx, input }) => writeChanges(ctx.member, input)),
  push: memberProcedure('run.publish')
    .input(pushChangesInput)
    .mutation(({ ctx, input }) => pushChanges(ctx.member, input)),
});
