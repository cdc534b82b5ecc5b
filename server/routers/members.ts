import { z } from 'zod';
import { Failure } from '#server/errors.ts';
import { deactivateMember, deactivateMemberInput, reactivateMember } from '#server/services/members/deactivate.ts';
import {
  getIdentityProvider,
  removeIdentityProvider,
  setIdentityProvider,
  setIdentityProviderInput,
} from '#server/services/members/identity-provider.ts';
import {
  inviteMember,
  inviteMemberInput,
  readInvitation,
  revokeInvitation,
  revokeInvitationInput,
} from '#server/services/members/invitations.ts';
import { createKey, createKeyInput, listKeys, offeredScopes, revokeKey, revokeKeyInput } from '#server/services/members/keys.ts';
import { listMembers, removeMember, removeMemberInput, setRole, setRoleInput } from '#server/services/members/members.ts';
import { setProjectRole, setProjectRoleInput } from '#server/services/members/project-roles.ts';
import {
  createTeam,
  createTeamInput,
  listTeams,
  removeTeam,
  removeTeamInput,
  setTeamMembers,
  setTeamMembersInput,
} from '#server/services/members/teams.ts';
import { anyoneProcedure, memberProcedure, router } from './trpc.ts';

export const membersRouter = router({
  list: memberProcedure('member.read').query(({ ctx }) => listMembers(ctx.member)),
  invite: memberProcedure('member.invite')
    .input(inviteMemberInput)
    .mutation(({ ctx, input }) => inviteMember(ctx.member, input)),
  revokeInvitation: memberProcedure('member.invite')
    .input(revokeInvitationInput)
    .mutation(({ ctx, input }) => revokeInvitation(ctx.member, input)),
  setRole: memberProcedure('member.configure')
    .input(setRoleInput)
    .mutation(({ ctx, input }) => setRole(ctx.member, input)),
  setProjectRole: memberProcedure('member.configure')
    .input(setProjectRoleInput)
    .mutation(({ ctx, input }) => setProjectRole(ctx.member, input)),
  remove: memberProcedure('member.configure')
    .input(removeMemberInput)
    .mutation(({ ctx, input }) => removeMember(ctx.member, input)),
  deactivate: memberProcedure('member.configure')
    .input(deactivateMemberInput)
    .mutation(({ ctx, input }) => deactivateMember(ctx.member, input)),
  reactivate: memberProcedure('member.configure')
    .input(deactivateMemberInput)
    .mutation(({ ctx, input }) => reactivateMember(ctx.member, input)),
});

export const teamsRouter = router({
  list: memberProcedure('member.read').query(({ ctx }) => listTeams(ctx.member)),
  create: memberProcedure('member.configure')
    .input(createTeamInput)
    .mutation(({ ctx, input }) => createTeam(ctx.member, input)),
  setMembers: memberProcedure('member.configure')
    .input(setTeamMembersInput)
    .mutation(({ ctx, input }) => setTeamMembers(ctx.member, input)),
  remove: memberProcedure('member.configure')
    .input(removeTeamInput)
    .mutation(({ ctx, input }) => removeTeam(ctx.member, input)),
});

export const invitationsRouter = router({
  /** The id is the secret of the link: whoever holds it may read what it invites to. */
  get: anyoneProcedure.input(z.object({ id: z.string().max(100) })).query(async ({ ctx, input }) => {
    const invitation = await readInvitation(ctx.house.db, input.id);
    if (!invitation) throw new Failure('not_found', 'This invitation is not open any more. Ask for a new one.');
    return invitation;
  }),
});

export const keysRouter = router({
  scopes: memberProcedure('key.own').query(({ ctx }) => offeredScopes(ctx.member)),
  list: memberProcedure('key.own').query(({ ctx }) => listKeys(ctx.member)),
  create: memberProcedure('key.own')
    .input(createKeyInput)
    .mutation(({ ctx, input }) => createKey(ctx.member, input, ctx.doors.createApiKey)),
  revoke: memberProcedure('key.own')
    .input(revokeKeyInput)
    .mutation(({ ctx, input }) => revokeKey(ctx.member, input)),
});

export const identityRouter = router({
  get: memberProcedure('identity.configure').query(({ ctx }) => getIdentityProvider(ctx.member)),
  set: memberProcedure('identity.configure')
    .input(setIdentityProviderInput)
    .mutation(({ ctx, input }) => setIdentityProvider(ctx.member, input)),
  remove: memberProcedure('identity.configure').mutation(({ ctx }) => removeIdentityProvider(ctx.member)),
});
