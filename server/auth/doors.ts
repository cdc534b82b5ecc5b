import { createAuthEndpoint } from '@better-auth/core/api';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { passwordLengths } from '#core/access/password-rule.ts';
import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { acceptInvitation, readInvitation } from '#server/services/members/invitations.ts';
import { recoverPassword, requestRecovery } from '#server/services/members/recover.ts';
import { requireHardPassword } from '#server/services/members/require-password.ts';
import { useStartLink } from '#server/services/members/start-link.ts';
import { addressHeader } from './address-header.ts';

/** Ways in beside a password: the link printed at start, an invitation, and a mailed link for a password that was forgotten. */
export function doors({ db, engine }: Pick<House, 'db' | 'engine'>) {
  return {
    id: 'plumbline-doors',
    endpoints: {
      signInByStartLink: createAuthEndpoint(
        '/sign-in/start-link',
        { method: 'GET', query: z.object({ token: z.string().min(1).max(200) }) },
        async (ctx) => {
          const owner = await useStartLink(db, ctx.query.token);
          if (!owner) throw ctx.redirect('/sign-in?problem=link');
          const user = await ctx.context.internalAdapter.findUserById(owner.userId);
          if (!user) throw ctx.redirect('/sign-in?problem=link');
          const session = await ctx.context.internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          throw ctx.redirect('/');
        },
      ),
      joinByInvitation: createAuthEndpoint(
        '/accept-invitation',
        {
          method: 'POST',
          body: z.object({
            id: z.string().max(100),
            name: z.string().trim().min(1).max(100),
            password: z.string().min(passwordLengths.least).max(passwordLengths.most),
          }),
        },
        async (ctx) => {
          const invitation = await readInvitation(db, ctx.body.id);
          if (!invitation) throw new APIError('NOT_FOUND', { message: 'This invitation is not open any more. Ask for a new one.' });
          const known = await ctx.context.internalAdapter.findUserByEmail(invitation.email, { includeAccounts: true });
          if (!known) await requireHardPassword(ctx.body.password, { name: ctx.body.name, email: invitation.email }).catch(asAnswer);
          const user =
            known?.user ??
            (await ctx.context.internalAdapter.createUser({ email: invitation.email, name: ctx.body.name, emailVerified: true }, ctx));
          const credential = known?.accounts.find((account) => account.providerId === 'credential');
          // Nobody who holds a link to an address may give a password to an account that never had one: the first owner's is such.
          if (known && !credential?.password)
            throw new APIError('FORBIDDEN', { message: 'This account signs in by a start link. Use that.' });
          if (credential?.password) {
            const isRight = await ctx.context.password.verify({ hash: credential.password, password: ctx.body.password });
            if (!isRight)
              throw new APIError('UNAUTHORIZED', { message: 'There is an account with this address already; its password is another.' });
          } else {
            const password = await ctx.context.password.hash(ctx.body.password);
            await ctx.context.internalAdapter.linkAccount({ userId: user.id, providerId: 'credential', accountId: user.id, password });
          }
          const { organizationSlug } = await acceptInvitation(db, { id: invitation.id, userId: user.id });
          const session = await ctx.context.internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ organization: organizationSlug });
        },
      ),
      requestRecovery: createAuthEndpoint(
        '/recovery/request',
        { method: 'POST', body: z.object({ email: z.email().max(200) }) },
        async (ctx) => {
          await requestRecovery({ db, engine }, ctx.body.email).catch(asAnswer);
          return ctx.json({ isAsked: true });
        },
      ),
      recover: createAuthEndpoint('/recovery/use', { method: 'POST', body: recovery }, async (ctx) => {
        const origin = `browser ${ctx.headers?.get(addressHeader) ?? 'unknown'}`;
        const { userId } = await recoverPassword({ db, engine }, { ...ctx.body, origin }, ctx.context.password).catch(asAnswer);
        const user = await ctx.context.internalAdapter.findUserById(userId);
        if (!user) throw new APIError('NOT_FOUND', { message: 'This account is gone.' });
        const session = await ctx.context.internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ isSet: true });
      }),
    },
  } satisfies BetterAuthPlugin;
}

const recovery = z.object({
  token: z.string().min(1).max(200),
  password: z.string().min(passwordLengths.least).max(passwordLengths.most),
});

/** A refusal of ours in better-auth's words: its client shows the sentence. */
function asAnswer(cause: unknown): never {
  if (cause instanceof Failure) throw new APIError('BAD_REQUEST', { message: cause.message });
  throw cause;
}
