import {
  endOtherSessions,
  endSession,
  endSessionInput,
  getAccount,
  removePasskey,
  removePasskeyInput,
  setEmail,
  setEmailInput,
  setName,
  setNameInput,
  setPassword,
  setPasswordInput,
} from '#server/services/members/account.ts';
import { inPersonProcedure, router } from './trpc.ts';

/** The caller's own account: no organization's, and no key's. */
export const accountRouter = router({
  get: inPersonProcedure.query(({ ctx }) => getAccount(ctx.person)),
  setName: inPersonProcedure.input(setNameInput).mutation(({ ctx, input }) => setName(ctx.person, input)),
  setEmail: inPersonProcedure.input(setEmailInput).mutation(({ ctx, input }) => setEmail(ctx.person, input, ctx.doors.passwords)),
  setPassword: inPersonProcedure.input(setPasswordInput).mutation(({ ctx, input }) => setPassword(ctx.person, input, ctx.doors.passwords)),
  endSession: inPersonProcedure.input(endSessionInput).mutation(({ ctx, input }) => endSession(ctx.person, input)),
  endOtherSessions: inPersonProcedure.mutation(({ ctx }) => endOtherSessions(ctx.person)),
  removePasskey: inPersonProcedure.input(removePasskeyInput).mutation(({ ctx, input }) => removePasskey(ctx.person, input)),
});
