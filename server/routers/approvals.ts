import { decide, decideInput } from '#server/services/approvals/decide.ts';
import { listApprovals, listApprovalsInput } from '#server/services/approvals/list-approvals.ts';
import { memberProcedure, router } from './trpc.ts';

export const approvalsRouter = router({
  decide: memberProcedure('approval.decide')
    .input(decideInput)
    .mutation(({ ctx, input }) => decide(ctx.member, input)),
  list: memberProcedure('spec.read')
    .input(listApprovalsInput)
    .query(({ ctx, input }) => listApprovals(ctx.member, input)),
});
