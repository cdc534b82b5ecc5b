import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import type { Db } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { decryptKey, encryptKey } from '#server/services/models/key-cipher.ts';

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'This is no e-mail domain, such as example.com.')
  .max(200);

const isLocal = ({ hostname }: URL) => hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';

const issuer = z
  .string()
  .trim()
  .max(300)
  .refine((text) => {
    const url = URL.parse(text);
    return (
      url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url))) && url.username === '' && url.search === ''
    );
  }, 'The issuer is an address that begins with https://.');

export const setIdentityProviderInput = z.object({
  issuer,
  domain,
  clientId: z.string().trim().min(1, 'The provider gave a client id.').max(300),
  /** Null keeps the one there is. */
  clientSecret: z.string().trim().min(1).max(1_000).nullable().default(null),
});

/** What better-auth reads, with the secret sealed where it is stored. */
type OidcConfig = { issuer: string; clientId: string; clientSecret: string; pkce: true; discoveryEndpoint: string; scopes: string[] };

/** The provider that the organization's people sign in with, without its secret; null where there is none. */
export async function getIdentityProvider({ db, organizationId }: Ctx) {
  const provider = await db.ssoProvider.findFirst({ where: { organizationId } });
  if (!provider) return null;
  const { clientId } = readConfig(provider.oidcConfig);
  return { providerId: provider.providerId, issuer: provider.issuer, domain: provider.domain, clientId };
}

/**
 * Sets the OpenID Connect provider of the organization, in place of the one before. Whoever it vouches for, with a verified address of
 * `domain`, signs in; somebody new becomes a viewer. `invalid` without a secret for a provider that has none yet, and for a domain that
 * another organization's provider has.
 */
export async function setIdentityProvider(ctx: Ctx, input: z.infer<typeof setIdentityProviderInput>) {
  const { db, organizationId, actor, secret } = ctx;
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    const known = await tx.ssoProvider.findFirst({ where: { organizationId } });
    const taken = await tx.ssoProvider.count({ where: { domain: input.domain, NOT: { organizationId } } });
    if (taken > 0) throw new Failure('invalid', 'Another organization signs in by a provider for this domain.');
    const id = known?.id ?? randomUUID();
    const sealed =
      input.clientSecret === null ? known && readConfig(known.oidcConfig).clientSecret : encryptKey(secret, id, input.clientSecret);
    if (!sealed) throw new Failure('invalid', 'Give the secret that the provider made for this client.');
    const config: OidcConfig = {
      issuer: input.issuer,
      clientId: input.clientId,
      clientSecret: sealed,
      pkce: true,
      discoveryEndpoint: `${input.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      scopes: ['openid', 'email', 'profile'],
    };
    const data = { issuer: input.issuer, domain: input.domain, oidcConfig: JSON.stringify(config), userId: actor.userId };
    // A new issuer is another provider: accounts that the old one vouched for are not the new one's to give away.
    const providerId = known?.issuer === input.issuer ? known.providerId : `oidc-${randomUUID().slice(0, 13)}`;
    if (known) await tx.ssoProvider.update({ where: { id }, data: { ...data, providerId } });
    else await tx.ssoProvider.create({ data: { id, providerId, organizationId, ...data } });
    await recordAudit(tx, ctx, {
      action: 'identity.set',
      subject: { kind: 'identity', id, name: input.domain },
      before: known && { issuer: known.issuer, domain: known.domain },
      after: { issuer: input.issuer, domain: input.domain, clientId: input.clientId, hasNewSecret: input.clientSecret !== null },
    });
  });
}

/** Takes the provider away: nobody signs in by it any more. Sessions that it began go on; whoever has no password asks for a link. */
export async function removeIdentityProvider(ctx: Ctx) {
  await ctx.db.$transaction(async (tx) => {
    const known = await tx.ssoProvider.findFirst({ where: { organizationId: ctx.organizationId } });
    if (!known) throw new Failure('not_found', 'There is no identity provider.');
    await tx.ssoProvider.delete({ where: { id: known.id } });
    await recordAudit(tx, ctx, { action: 'identity.removed', subject: { kind: 'identity', id: known.id, name: known.domain } });
  });
}

/** The client that better-auth reads providers with: their secrets are opened on the way out, and nowhere else. */
export function withOpenedSecrets(db: Db, secret: Uint8Array) {
  const open = <Row>(row: Row): Row => {
    if (typeof row !== 'object' || row === null || !('id' in row) || !('oidcConfig' in row)) return row;
    const config = readConfig(String(row.oidcConfig));
    const clientSecret = decryptKey(secret, String(row.id), config.clientSecret) ?? '';
    return { ...row, oidcConfig: JSON.stringify({ ...config, clientSecret }) };
  };
  return db.$extends({
    query: {
      ssoProvider: {
        findFirst: async ({ args, query }) => open(await query(args)),
        findMany: async ({ args, query }) => (await query(args)).map(open),
        findUnique: async ({ args, query }) => open(await query(args)),
      },
    },
  });
}

/** Origins of the providers that owners have set: the only ones that may be of a private network. */
export async function issuerOrigins(db: Db): Promise<string[]> {
  const providers = await db.ssoProvider.findMany({ select: { issuer: true } });
  return providers.flatMap(({ issuer: address }) => URL.parse(address)?.origin ?? []);
}

function readConfig(text: string | null): OidcConfig {
  return JSON.parse(text ?? '{}') as OidcConfig; // written by `setIdentityProvider` alone
}
