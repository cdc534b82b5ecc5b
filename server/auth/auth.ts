import { apiKey } from '@better-auth/api-key';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { organization } from 'better-auth/plugins';
import { z } from 'zod';
import { passwordLengths } from '#core/access/password-rule.ts';
import { storeScopes } from '#core/access/scopes.ts';
import type { House } from '#server/context.ts';
import type { Passwords } from '#server/services/members/account.ts';
import { issuerOrigins, withOpenedSecrets } from '#server/services/members/identity-provider.ts';
import type { MakeKey } from '#server/services/members/keys.ts';
import { recordPasskey, recordRefusedSignIn, recordSignIn } from '#server/services/members/record-sign-in.ts';
import { addressHeader } from './address-header.ts';
import { doors } from './doors.ts';
import { judgeUserInfo, singleSignOn } from './single-sign-on.ts';

export type Auth = ReturnType<typeof createAuth>;

const sessionDays = 30;

type AuthHouse = Pick<House, 'db' | 'engine'> & { secret: string; publicUrl: string | null };

/**
 * Sessions, passwords and API keys by better-auth on our database. Membership and roles are its tables too, but what
 * a role may do is `core/access` alone: of better-auth's own HTTP paths only those of `openPaths` are mounted.
 * Accounts begin with the start link or an invitation; nobody signs up unasked.
 */
export function createAuth({ db, engine, secret, publicUrl }: AuthHouse) {
  return betterAuth({
    database: prismaAdapter(withOpenedSecrets(db, Buffer.from(secret, 'hex')), { provider: 'postgresql' }),
    secret,
    ...(publicUrl ? { baseURL: publicUrl } : {}),
    basePath: '/api/auth',
    // A browser may reach us by several names (127.0.0.1, localhost, a proxy's); the Origin must be the one it asked.
    trustedOrigins: async (request) => {
      const host = request?.headers.get('host');
      const own = host ? [`http://${host}`, `https://${host}`] : [];
      return request?.url.includes('/sso') ? [...own, ...(await issuerOrigins(db))] : own;
    },
    user: { validateUserInfo: judgeUserInfo({ db }) },
    // A provider may be linked to the account of an address that it says is verified; `judgeUserInfo` says for whom.
    account: { accountLinking: { requireLocalEmailVerified: false } },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: passwordLengths.least },
    session: { expiresIn: sessionDays * 86_400, disableSessionRefresh: true },
    databaseHooks: {
      session: { create: { after: ({ userId, ipAddress }) => recordSignIn(db, { userId, address: ipAddress ?? null }) } },
    },
    hooks: {
      after: createAuthMiddleware(async ({ path, body, headers, context }) => {
        const address = headers?.get(addressHeader) ?? null;
        if (path === '/passkey/verify-registration' && !isAPIError(context.returned) && context.session)
          await recordPasskey({ db, engine }, { userId: context.session.user.id, address });
        if (path !== '/sign-in/email' || !isAPIError(context.returned)) return;
        const { data } = z.object({ email: z.string().max(200) }).safeParse(body);
        if (data) await recordRefusedSignIn(db, { ...data, address });
      }),
    },
    telemetry: { enabled: false },
    logger: { level: 'error' },
    advanced: {
      cookiePrefix: 'plumbline',
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    // Tests of a whole team sign in from one address; the limit is there for guessing, not for them.
    rateLimit: {
      enabled: true,
      window: 10,
      max: 100,
      customRules: {
        '/sign-in/email': { window: 10, max: 10 },
        '/sign-in/sso': { window: 10, max: 10 },
        '/accept-invitation': { window: 60, max: 20 },
        '/recovery/request': { window: 60, max: 5 },
        '/recovery/use': { window: 60, max: 20 },
      },
    },
    plugins: [
      organization(),
      apiKey({ defaultPrefix: 'plumb_', maximumNameLength: 60, rateLimit: { enabled: false } }),
      // Without a public name they work at localhost only: browsers bind them to a name, never to an address of digits.
      passkey({ rpName: 'Plumbline' }),
      singleSignOn({ db }),
      doors({ db, engine }),
    ],
  });
}

const openPaths: ReadonlySet<string> = new Set([
  '/api/auth/sign-in/email',
  '/api/auth/sign-out',
  '/api/auth/sign-in/start-link',
  '/api/auth/accept-invitation',
  '/api/auth/recovery/request',
  '/api/auth/recovery/use',
  '/api/auth/passkey/generate-register-options',
  '/api/auth/passkey/verify-registration',
  '/api/auth/passkey/generate-authenticate-options',
  '/api/auth/passkey/verify-authentication',
  '/api/auth/sign-in/sso',
]);
const providerReturns = /^\/api\/auth\/sso\/callback\/oidc-[0-9a-f-]{1,40}$/;

/** Whether a browser may call a path under `/api/auth`. Everything else of better-auth is used from services only. */
export const isOpenPath = (path: string): boolean => openPaths.has(path) || providerReturns.test(path);

/** Makes API keys by better-auth; their scopes are in its column of permissions. */
export function makeKey(auth: Auth): MakeKey {
  return async ({ userId, name, expiresInDays, scopes }) => {
    const { id, key } = await auth.api.createApiKey({
      body: {
        userId,
        name,
        ...(expiresInDays === null ? {} : { expiresIn: expiresInDays * 86_400 }),
        ...(scopes === null ? {} : { permissions: storeScopes(scopes) }),
      },
    });
    return { id, key };
  };
}

/** Passwords as better-auth's sign-in reads them. */
export function passwordsOf(auth: Auth): Passwords {
  return {
    hash: async (password) => (await auth.$context).password.hash(password),
    verify: async (input) => (await auth.$context).password.verify(input),
  };
}
