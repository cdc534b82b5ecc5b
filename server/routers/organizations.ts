import { readFirstSteps } from '#server/services/organizations/first-steps.ts';
import { describeOrganization, listMyOrganizations } from '#server/services/organizations/organizations.ts';
import { memberProcedure, router, signedInProcedure } from './trpc.ts';

export const viewerRouter = router({
  me: signedInProcedure.query(async ({ ctx: { house, identity } }) => ({
    user: { id: identity.userId, name: identity.name, email: identity.email },
    organizations: await listMyOrganizations(house, identity.userId),
  })),
});

export const organizationsRouter = router({
  get: memberProcedure('organization.read').query(({ ctx }) => describeOrganization(ctx.house, ctx.membership, ctx.member.actor)),
  firstSteps: memberProcedure('organization.read').query(({ ctx }) => readFirstSteps(ctx.member)),
});
