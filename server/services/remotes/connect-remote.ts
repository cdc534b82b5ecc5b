import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Ctx, House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { decryptKey, encryptKey } from '#server/services/models/key-cipher.ts';
import { readSource } from '#server/workspaces/clone.ts';
import type { Remote } from '#server/workspaces/remote.ts';

export const forges = ['github', 'plain'] as const;
export type Forge = (typeof forges)[number];

export const remoteInput = z.object({ project: z.string().max(100) });
export const connectRemoteInput = remoteInput.extend({
  url: z.string().trim().min(1).max(2_000),
  /** GitHub, or a server that speaks its API, opens pull requests; any other forge takes the branch. */
  forge: z.enum(forges),
  username: z.string().trim().min(1).max(200).default('x-access-token'),
  /** Empty keeps the one that is there. */
  token: z.string().trim().max(2_000).default(''),
});

/** The columns of a row that are sealed, each for itself: one does not open as the other. */
const sealed = { token: (id: string) => `${id}:token`, hook: (id: string) => `${id}:hook` };

/**
 * Says where a project's branches are pushed to and fetched from, and with what. The token is kept encrypted and never given back. Gives the secret
 * that the forge signs its webhooks with, which is made anew each time and shown this once. `invalid` for a path, or credentials in the address.
 */
export async function connectRemote(
  ctx: Ctx,
  { project: slug, url, forge, username, token }: z.infer<typeof connectRemoteInput>,
): Promise<{ hookSecret: string }> {
  const { db, organizationId, secret, actor } = ctx;
  const address = readSource(url);
  if (address.kind === 'path')
    throw new Failure('invalid', 'Give the https, http or ssh address of a repository: a path is not pushed to.');
  if (URL.canParse(url) && new URL(url).password !== '')
    throw new Failure('invalid', 'Leave the token out of the address; it has a field of its own.');
  if (forge === 'github' && !/^https?:/.test(url)) throw new Failure('invalid', 'Pull requests need the https address of the repository.');
  const hookSecret = randomBytes(32).toString('base64url');
  await db.$transaction(async (tx) => {
    const project = await tx.project.findFirst({ where: { organizationId, slug } });
    if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
    const { id: projectId } = project;
    const before = await tx.projectRemote.findUnique({ where: { projectId } });
    // A token opens one place: at another address it would be told to a stranger.
    const isElsewhere = before !== null && originOf(before.url) !== originOf(url);
    const kept = isElsewhere ? null : (before?.encryptedToken ?? null);
    const encryptedToken = token === '' ? kept : encryptKey(secret, sealed.token(projectId), token);
    if (forge === 'github' && encryptedToken === null) throw new Failure('invalid', 'Pull requests need a token.');
    const encryptedHookSecret = encryptKey(secret, sealed.hook(projectId), hookSecret);
    const row = { url, forge, username, encryptedToken, encryptedHookSecret, connectedById: actor.userId, problem: null };
    await tx.projectRemote.upsert({ where: { projectId }, create: { projectId, ...row }, update: row });
    await recordAudit(tx, ctx, {
      action: 'project.connected',
      subject: { kind: 'project', id: projectId, name: project.name },
      projectId,
      before: before && { url: before.url, forge: before.forge },
      after: { url, forge, hasToken: encryptedToken !== null },
    });
  });
  return { hookSecret };
}

/**
 * Keeps where a project was imported from by address, so that it can be fetched again, and the credentials of the address encrypted. For the caller's
 * transaction; a path gives nothing.
 */
export async function rememberSource(
  tx: Tx,
  secret: Uint8Array,
  { projectId, source, userId }: { projectId: string; source: string; userId: string },
): Promise<void> {
  if (readSource(source).kind === 'path') return;
  const address = URL.canParse(source) ? new URL(source) : null;
  const token = address?.password ? decodeURIComponent(address.password) : null;
  const username = address?.username ? decodeURIComponent(address.username) : 'x-access-token';
  if (address) Object.assign(address, { username: '', password: '' });
  const data = {
    projectId,
    url: address && /^https?:$/.test(address.protocol) ? address.toString() : source,
    forge: address?.hostname === 'github.com' && token !== null ? 'github' : 'plain',
    username,
    encryptedToken: token === null ? null : encryptKey(secret, sealed.token(projectId), token),
    encryptedHookSecret: encryptKey(secret, sealed.hook(projectId), randomBytes(32).toString('base64url')),
    connectedById: userId,
  };
  await tx.projectRemote.create({ data });
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : (url.split(':', 1)[0] ?? url);
}

/** Forgets where a project's branches go, with the token. */
export async function disconnectRemote(ctx: Ctx, { project: slug }: z.infer<typeof remoteInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const project = await tx.project.findFirst({ where: { organizationId: ctx.organizationId, slug } });
    if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
    const { count } = await tx.projectRemote.deleteMany({ where: { projectId: project.id } });
    if (count === 0) return;
    await recordAudit(tx, ctx, {
      action: 'project.disconnected',
      subject: { kind: 'project', id: project.id, name: project.name },
      projectId: project.id,
    });
  });
}

/** Where a project's branches go, without anything secret; null where they go nowhere. */
export async function readRemote({ db, organizationId }: Ctx, { project }: z.infer<typeof remoteInput>) {
  const row = await db.projectRemote.findFirst({ where: { project: { organizationId, slug: project } } });
  if (!row) return null;
  const { projectId, url, forge, username, encryptedToken, fetchedAt, problem } = row;
  // Written by `connectRemote` and nobody else.
  return { projectId, url, forge: forge as Forge, username, hasToken: encryptedToken !== null, fetchedAt, problem };
}

/** A project's remote with what opens it, for the server alone; null where there is none. */
export async function openRemote(
  { db, secret }: Pick<House, 'db' | 'secret'>,
  projectId: string,
): Promise<(Remote & { forge: Forge; hookSecret: string | null }) | null> {
  const row = await db.projectRemote.findUnique({ where: { projectId } });
  if (!row) return null;
  const token = row.encryptedToken === null ? null : decryptKey(secret, sealed.token(projectId), row.encryptedToken);
  if (row.encryptedToken !== null && token === null)
    throw new Failure('invalid', 'The token of this project cannot be read with this installation’s secret. Set it again.');
  const hookSecret = decryptKey(secret, sealed.hook(projectId), row.encryptedHookSecret);
  return { url: row.url, username: row.username, token, forge: row.forge as Forge, hookSecret };
}
