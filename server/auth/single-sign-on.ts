import { sso } from '@better-auth/sso';
import type { BetterAuthOptions } from 'better-auth';
import type { Db } from '#server/db/client.ts';
import { admitByProvider, mayComeByProvider } from '#server/services/members/provider-sign-in.ts';

/** OpenID Connect by better-auth, on the providers that owners set in Settings: its own paths for registering one are not open. */
export function singleSignOn({ db }: { db: Db }) {
  return sso({
    trustEmailVerified: true,
    provisionUserOnEveryLogin: true,
    provisionUser: ({ user, provider }) => admitByProvider(db, { userId: user.id, providerId: provider.providerId }),
    organizationProvisioning: { disabled: true },
  });
}

type JudgeUserInfo = NonNullable<NonNullable<BetterAuthOptions['user']>['validateUserInfo']>;

/** Asked at each sign-in by a provider, before anybody has an account or a session by it. */
export function judgeUserInfo({ db }: { db: Db }): JudgeUserInfo {
  return async ({ user, source }) => {
    if (!source.sso) return undefined;
    const reason = await mayComeByProvider(db, {
      providerId: source.sso.providerId,
      email: user.email ?? '',
      isVerified: source.sso.profile?.['email_verified'] === true,
      userId: source.action === 'create-user' ? null : (user.id ?? ''),
    });
    return reason === null ? undefined : { error: 'not_admitted', errorDescription: reason };
  };
}
