import { realpath, stat } from 'node:fs/promises';
import { z } from 'zod';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx, House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { openSecrets, sealSecrets, secretLines } from './secret-lines.ts';

/** A run that is started with an external agent names it so, where others name a model. */
const prefix = 'agent:';
export const isExternalAgent = (model: string): boolean => model.startsWith(prefix);

const hostPattern = z
  .string()
  .max(200)
  .regex(/^[a-z0-9*](?:[a-z0-9.*-]*[a-z0-9*])?(?::\d{1,5})?$/i, 'A host looks like api.example.com, or *.example.com.');

/** Hosts as somebody typed them, apart by spaces, commas or lines. */
export const hostList = z
  .string()
  .max(4_000)
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((host) => host !== ''))
  .pipe(z.array(hostPattern).max(50));

export const addExternalAgentInput = z.object({
  name: z.string().trim().min(1).max(60),
  command: z.string().trim().min(1).max(2_000),
  folder: z
    .string()
    .trim()
    .max(500)
    .regex(/^\/[^\0]+$/, 'Give the absolute path of a folder of the server.')
    .nullable()
    .default(null),
  mode: z.string().trim().max(100).nullable().default(null),
  hosts: hostList,
  env: secretLines,
});

/** Adds an agent that runs can be started with. Its variables are encrypted, and never shown again. */
export async function addExternalAgent(ctx: Ctx, input: z.infer<typeof addExternalAgentInput>): Promise<{ id: string }> {
  const { db, organizationId, actor } = ctx;
  const { name, command, folder, mode, hosts, env } = input;
  const whyNot = folder === null ? null : await whyNotShown(folder, ctx.dataPath);
  if (whyNot !== null) throw new Failure('invalid', whyNot);
  const id = uuidv7();
  const envNames = Object.keys(env);
  await db.$transaction(async (tx) => {
    // Two of one name wait for each other here.
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    if ((await tx.externalAgent.count({ where: { organizationId, name } })) > 0)
      throw new Failure('slug_taken', `There is an agent of the name ${name} already.`);
    const row = { id, organizationId, name, command, folder, mode, hosts, envNames, createdById: actor.userId };
    await tx.externalAgent.create({ data: { ...row, encryptedEnv: sealSecrets(ctx.secret, id, env) } });
    const subject = { kind: 'external-agent', id, name };
    await recordAudit(tx, ctx, { action: 'external-agent.added', subject, after: { command, folder, mode, hosts, envNames } });
  });
  return { id };
}

/** What is in these is no program, and much of it secret. */
const neverShown = ['/etc', '/proc', '/sys', '/dev', '/run', '/tmp', '/boot'];
const tooMuch = ['/', '/root', '/home', '/var', '/usr', '/opt', '/srv', '/mnt'];

/** Why a folder of the server cannot be shown in the sandbox; null where it can. */
async function whyNotShown(folder: string, dataPath: string): Promise<string | null> {
  const real = await realpath(folder).catch(() => null);
  if (real === null || !(await stat(real)).isDirectory()) return `There is no folder ${folder} on the server.`;
  if (real !== folder) return `${folder} passes through a link; it is ${real}.`;
  const holds = (inner: string) => inner === real || inner.startsWith(`${real === '/' ? '' : real}/`);
  if (holds(dataPath) || real.startsWith(`${dataPath}/`))
    return 'The data of this server are kept there: give the folder of the agent alone.';
  if (tooMuch.includes(real) || neverShown.some((closed) => real === closed || real.startsWith(`${closed}/`)))
    return `${folder} holds more than a program: give the folder of the agent alone.`;
  return null;
}

export const removeExternalAgentInput = z.object({ id: z.uuid() });

/** Removes an agent and its variables. Runs that were started with it keep their label, and cannot go on. */
export async function removeExternalAgent(ctx: Ctx, { id }: z.infer<typeof removeExternalAgentInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const known = await tx.externalAgent.findFirst({ where: { id, organizationId: ctx.organizationId } });
    if (!known) throw new Failure('not_found', 'There is no such agent in this organization.');
    await tx.externalAgent.delete({ where: { id } });
    await recordAudit(tx, ctx, { action: 'external-agent.removed', subject: { kind: 'external-agent', id, name: known.name } });
  });
}

const columns = { id: true, name: true, command: true, folder: true, mode: true, hosts: true, envNames: true } as const;

/** The agents of an organization, without their variables' values. */
export async function listExternalAgents({ db, organizationId }: Pick<Ctx, 'db' | 'organizationId'>) {
  const rows = await db.externalAgent.findMany({ where: { organizationId }, orderBy: { name: 'asc' }, select: columns });
  return rows.map((row) => ({ ...row, model: `${prefix}${row.id}`, label: labelOfAgent(row) }));
}

/** What people read for a run of an agent that is not ours. */
export const labelOfAgent = ({ name }: { name: string }): string => `${name} (external agent)`;

export type OpenedAgent = {
  name: string;
  label: string;
  command: string;
  folder: string | null;
  mode: string | null;
  hosts: string[];
  env: Record<string, string>;
};

/**
 * The agent that a run names, with its variables in clear: for the sandbox that it runs in, and never to be logged, stored or sent to a browser.
 * Throws `model_not_set` where there is none (any more), or its variables cannot be opened.
 */
export async function openExternalAgent(
  { db, secret }: Pick<House, 'db' | 'secret'>,
  organizationId: string,
  model: string,
): Promise<OpenedAgent> {
  const id = z.uuid().safeParse(model.slice(prefix.length));
  const row = id.success ? await db.externalAgent.findFirst({ where: { id: id.data, organizationId } }) : null;
  if (!row) throw new Failure('model_not_set', 'There is no such external agent. Choose another one in Settings.');
  const env = openSecrets(secret, row.id, row.encryptedEnv);
  if (env === null)
    throw new Failure(
      'model_not_set',
      'The variables of this agent cannot be opened: the secret of the installation has changed. Add it again.',
    );
  const { name, command, folder, mode, hosts } = row;
  return { name, label: labelOfAgent(row), command, folder, mode, hosts, env };
}
