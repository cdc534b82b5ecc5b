import { getAgentPolicy, getAgentPolicyInput, setAgentPolicy, setAgentPolicyInput } from '#server/services/agent-policies/agent-policy.ts';
import {
  decidePolicy,
  decidePolicyInput,
  getPolicy,
  getPolicyInput,
  proposePolicy,
  proposePolicyInput,
} from '#server/services/approvals/change-policy.ts';
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

export const policiesRouter = router({
  agents: memberProcedure('policy.read')
    .input(getAgentPolicyInput)
    .query(({ ctx, input }) => getAgentPolicy(ctx.member, input)),
  setAgents: memberProcedure('policy.decide')
    .input(setAgentPolicyInput)
    .mutation(({ ctx, input }) => setAgentPolicy(ctx.member, input)),
  get: memberProcedure('policy.read')
    .input(getPolicyInput)
    .query(({ ctx, input }) => getPolicy(ctx.member, input)),
  propose: memberProcedure('policy.propose')
    .input(proposePolicyInput)
    .mutation(({ ctx, input }) => proposePolicy(ctx.member, input)),
  decide: memberProcedure('policy.decide')
    .input(decidePolicyInput)
    .mutation(({ ctx, input }) => decidePolicy(ctx.member, input)),
});
