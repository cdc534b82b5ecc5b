import { randomUUID } from 'node:crypto';
import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { z } from 'zod';
import type { Action } from '#core/access/access.ts';
import { admit } from '#server/auth/admit.ts';
import type { Identity, Standing } from '#server/auth/identify.ts';
import type { House } from '#server/context.ts';
import { Failure, type FailureCode } from '#server/errors.ts';
import type { Passwords } from '#server/services/members/account.ts';
import type { MakeKey } from '#server/services/members/keys.ts';
import { isUnstorable, unstorableSentence } from '#server/services/unstorable.ts';

/** What a connection test gives: a sentence for people. */
export type TestConnection = (house: House, input: { organizationId: string; model: string }) => Promise<{ ok: boolean; sentence: string }>;

/** What a request brings to a procedure. Who asks is looked up once, when a procedure first wants to know. */
export type RequestContext = {
  house: House;
  identify: () => Promise<Identity | null>;
  /** Who asks, and what they are in the organization of this slug; null when nobody is signed in. */
  standing: (slug: string) => Promise<Standing | null>;
  doors: Doors;
  /** The door and the address of the request, for the audit. */
  origin?: string;
};

/** Functions that routers call but services cannot hold, because they belong to the rooms beside them. */
export type Doors = {
  testConnection: TestConnection;
  createApiKey: MakeKey;
  passwords: Passwords;
};

const statusOf: Record<FailureCode, TRPCError['code']> = {
  signed_out: 'UNAUTHORIZED',
  role_too_low: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  invalid: 'BAD_REQUEST',
  repository_not_found: 'BAD_REQUEST',
  repository_empty: 'BAD_REQUEST',
  repository_unreadable: 'BAD_REQUEST',
  slug_taken: 'CONFLICT',
  revision_changed: 'CONFLICT',
  gate_closed: 'PRECONDITION_FAILED',
  author_excluded: 'FORBIDDEN',
  budget_reached: 'PRECONDITION_FAILED',
  not_cosmetic: 'PRECONDITION_FAILED',
  run_already_active: 'CONFLICT',
  run_finished: 'CONFLICT',
  question_answered: 'CONFLICT',
  task_not_found: 'NOT_FOUND',
  model_not_set: 'PRECONDITION_FAILED',
  model_refused: 'BAD_REQUEST',
  no_check_command: 'PRECONDITION_FAILED',
  sandbox_missing: 'PRECONDITION_FAILED',
  last_owner: 'CONFLICT',
  too_many: 'TOO_MANY_REQUESTS',
};

/**
 * Which table row a procedure stands under. `anyone`, `signed-in` and `in-person` are for the few that have no organization; `in-person` is
 * for whoever has signed in, and for no key: an account is not changed by what can lie in a file.
 */
export type ProcedureMeta = { action: Action | 'signed-in' | 'in-person' | 'anyone'; isAnywhere?: boolean };

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      data: { ...shape.data, stack: undefined, failure: error.cause instanceof Failure ? error.cause.code : null },
    }),
  });

export const { router, createCallerFactory } = t;

/** Gives refusals of services their status; anything else unforeseen becomes a bug with a request id, and is logged. */
const translated = t.procedure.use(async ({ next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause, code } = result.error;
  if (cause instanceof Failure) throw new TRPCError({ code: statusOf[cause.code], message: cause.message, cause });
  if (code !== 'INTERNAL_SERVER_ERROR') return result;
  if (isUnstorable(cause)) throw new TRPCError({ code: 'BAD_REQUEST', message: unstorableSentence, cause });
  const requestId = randomUUID().slice(0, 8);
  console.error(`[${requestId}] ${path} failed`, cause ?? result.error);
  throw new TRPCError({ code, message: `Something went wrong (${requestId}).` });
});

/** A procedure that anyone may call. */
export const anyoneProcedure = translated.meta({ action: 'anyone' });

/** A procedure for whoever is signed in, in no particular organization. */
export const signedInProcedure = translated.meta({ action: 'signed-in' }).use(async ({ ctx, next }) => {
  const identity = await ctx.identify();
  if (!identity) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
  return next({ ctx: { ...ctx, identity } });
});

/** A procedure about the caller's own account, for sessions only. */
export const inPersonProcedure = signedInProcedure.meta({ action: 'in-person' }).use(({ ctx, next }) => {
  const { credential, userId, name } = ctx.identity;
  if (credential.kind !== 'session')
    throw new TRPCError({ code: 'FORBIDDEN', message: 'A key does not change an account. Sign in for that.' });
  const person = { ...ctx.house, userId, name, sessionId: credential.id, origin: ctx.origin ?? 'platform' };
  return next({ ctx: { ...ctx, person } });
});

const inOrganization = z.object({ organization: z.string().min(1).max(100) });

/**
 * A procedure in an organization, for the roles that the access table gives `action` to: of the organization, or of the project that the
 * input names. `isAnywhere` lets in whoever may do it in any project, for what is the caller's own wherever it lies.
 */
export function memberProcedure(action: Action, { isAnywhere = false }: { isAnywhere?: boolean } = {}) {
  return translated
    .meta({ action, isAnywhere })
    .input(inOrganization)
    .use(async ({ ctx, input, getRawInput, next }) => {
      const { house, origin } = ctx;
      const standing = await ctx.standing(input.organization);
      const admitted = await admit(house, standing, { action, isAnywhere, input: await getRawInput(), ...(origin ? { origin } : {}) });
      return next({ ctx: { ...ctx, ...admitted } });
    });
}
