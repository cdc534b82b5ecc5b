import { z } from 'zod';
import { Failure } from '#server/errors.ts';
import {
  inviteMember,
  inviteMemberInput,
  readInvitation,
  revokeInvitation,
  revokeInvitationInput,
} from '#server/services/members/invitations.ts';
import { createKey, createKeyInput, listKeys, revokeKey, revokeKeyInput } from '#server/services/members/keys.ts';
import { listMembers, removeMember, removeMemberInput, setRole, setRoleInput } from '#server/services/members/members.ts';
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
  remove: memberProcedure('member.configure')
    .input(removeMemberInput)
    .mutation(({ ctx, input }) => removeMember(ctx.member, input)),
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
  list: memberProcedure('key.own').query(({ ctx }) => listKeys(ctx.member)),
  create: memberProcedure('key.own')
    .input(createKeyInput)
    .mutation(({ ctx, input }) => createKey(ctx.member, input, ctx.doors.createApiKey)),
  revoke: memberProcedure('key.own')
    .input(revokeKeyInput)
    .mutation(({ ctx, input }) => revokeKey(ctx.member, input)),
});
