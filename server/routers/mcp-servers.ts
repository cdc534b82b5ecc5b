import {
  addMcpServer,
  addMcpServerInput,
  approveMcpServer,
  approveMcpServerInput,
  listMcpServers,
  listMcpServersInput,
  lookAtMcpServer,
  mcpServerInput,
  removeMcpServer,
} from '#server/services/mcp-servers/mcp-servers.ts';
import { memberProcedure, router } from './trpc.ts';

export const mcpServersRouter = router({
  list: memberProcedure('policy.read')
    .input(listMcpServersInput)
    .query(({ ctx, input }) => listMcpServers(ctx.member, input)),
  add: memberProcedure('project.configure')
    .input(addMcpServerInput)
    .mutation(({ ctx, input }) => addMcpServer(ctx.member, input)),
  look: memberProcedure('project.configure')
    .input(mcpServerInput)
    .mutation(({ ctx, input }) => lookAtMcpServer(ctx.member, input)),
  approve: memberProcedure('policy.decide')
    .input(approveMcpServerInput)
    .mutation(({ ctx, input }) => approveMcpServer(ctx.member, input)),
  remove: memberProcedure('project.configure')
    .input(mcpServerInput)
    .mutation(({ ctx, input }) => removeMcpServer(ctx.member, input)),
});
