import { connectRemote, connectRemoteInput, disconnectRemote, readRemote, remoteInput } from '#server/services/remotes/connect-remote.ts';
import { fetchForPerson } from '#server/services/remotes/fetch-project.ts';
import { publishRun, publishRunInput, readPublication } from '#server/services/remotes/publish-run.ts';
import { memberProcedure, router } from './trpc.ts';

export const remotesRouter = router({
  get: memberProcedure('project.read')
    .input(remoteInput)
    .query(({ ctx, input }) => readRemote(ctx.member, input)),
  connect: memberProcedure('project.configure')
    .input(connectRemoteInput)
    .mutation(({ ctx, input }) => connectRemote(ctx.member, input)),
  disconnect: memberProcedure('project.configure')
    .input(remoteInput)
    .mutation(({ ctx, input }) => disconnectRemote(ctx.member, input)),
  fetch: memberProcedure('run.publish')
    .input(remoteInput)
    .mutation(({ ctx, input }) => fetchForPerson(ctx.member, input)),
  publish: memberProcedure('run.publish')
    .input(publishRunInput)
    .mutation(({ ctx, input }) => publishRun(ctx.member, input)),
  publication: memberProcedure('run.read')
    .input(publishRunInput)
    .query(({ ctx, input }) => readPublication(ctx.member, input)),
});
