import { createHash } from 'node:crypto';
import { z } from 'zod';
import { changesOfTools, type McpTool, pinTextOf, problemsOfTools } from '#core/run/mcp-tools.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx, House } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { McpServer } from '#server/db/generated/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { hostList } from '#server/services/external-agents/external-agents.ts';
import { openSecrets, sealSecrets, secretLines } from '#server/services/external-agents/secret-lines.ts';

const toolsShape = z.array(z.object({ name: z.string(), description: z.string(), inputSchema: z.record(z.string(), z.unknown()) }));

/** The hash that a list of tools is approved by. */
export const pinOf = (tools: readonly McpTool[]): string => createHash('sha256').update(pinTextOf(tools)).digest('hex');

const sentences = {
  looking: 'Its tools are being asked for.',
  unapproved: 'Nobody has approved its tools yet.',
  changed: 'What it says of its tools is not what was approved.',
} as const;

export const addMcpServerInput = z
  .object({
    project: z.string().max(100),
    slug: z
      .string()
      .trim()
      .regex(/^[a-z][a-z0-9-]{0,19}$/, 'A short name in lower case, such as issues.'),
    transport: z.enum(['stdio', 'http']),
    command: z.string().trim().max(2_000).nullable().default(null),
    url: z
      .url({ protocol: /^https?$/, error: 'An address begins with http:// or https://.' })
      .max(500)
      .nullable()
      .default(null),
    hosts: hostList,
    secrets: secretLines,
  })
  .superRefine(({ transport, command, url }, check) => {
    if (transport === 'stdio' && !command) check.addIssue({ code: 'custom', path: ['command'], message: 'Say how it is started.' });
    if (transport === 'http' && !url) check.addIssue({ code: 'custom', path: ['url'], message: 'Say where it answers.' });
  });

/** Adds a server of tools to a project. Nothing of it is used before somebody has seen what it offers and approved it. */
export async function addMcpServer(ctx: Ctx, input: z.infer<typeof addMcpServerInput>): Promise<{ id: string }> {
  const { slug, transport, hosts, secrets } = input;
  const id = uuidv7();
  const command = transport === 'stdio' ? input.command : null;
  const url = transport === 'http' ? input.url : null;
  const secretNames = Object.keys(secrets);
  await ctx.db.$transaction(async (tx) => {
    const project = await projectOf(tx, ctx, input.project);
    await tx.$queryRaw`SELECT id FROM projects WHERE id = ${project.id}::uuid FOR NO KEY UPDATE`;
    if ((await tx.mcpServer.count({ where: { projectId: project.id, slug } })) > 0)
      throw new Failure('slug_taken', `There is a server of the name ${slug} already.`);
    const row = { id, projectId: project.id, slug, transport, command, url, hosts, secretNames, createdById: ctx.actor.userId };
    await tx.mcpServer.create({
      data: { ...row, encryptedSecrets: sealSecrets(ctx.secret, id, secrets), closedReason: sentences.looking },
    });
    await ctx.engine.startJob(tx, { id: `${id}:1`, delaySeconds: 0, job: 'look-at-tools', input: { serverId: id } });
    const subject = { kind: 'mcp-server', id, name: slug };
    await recordAudit(tx, ctx, {
      action: 'mcp-server.added',
      subject,
      projectId: project.id,
      after: { transport, command, url, hosts, secretNames },
    });
  });
  return { id };
}

export const mcpServerInput = z.object({ project: z.string().max(100), id: z.uuid() });

/** Asks the server anew what it offers; what was approved stays in use meanwhile. */
export async function lookAtMcpServer(ctx: Ctx, { id, project }: z.infer<typeof mcpServerInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { toolsSha256 } = await serverOf(tx, ctx, { id, project });
    if (toolsSha256 === null) await tx.mcpServer.update({ where: { id }, data: { closedReason: sentences.looking } });
    await ctx.engine.startJob(tx, { id: `${id}:${uuidv7()}`, delaySeconds: 0, job: 'look-at-tools', input: { serverId: id } });
  });
}

export const approveMcpServerInput = z.object({
  project: z.string().max(100),
  id: z.uuid(),
  /** The list that was looked at: `revision_changed` where it is another one by now. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Approves the tools that were seen: agents are told of these, word by word, and of no others. */
export async function approveMcpServer(ctx: Ctx, { id, project, sha256 }: z.infer<typeof approveMcpServerInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const server = await serverOf(tx, ctx, { id, project });
    const seen = toolsIn(server.seenTools) ?? toolsIn(server.tools);
    if (seen === null || pinOf(seen) !== sha256)
      throw new Failure('revision_changed', 'It says something else by now. Look at its tools again.');
    const problems = problemsOfTools(server.slug, seen);
    if (problems.length > 0) throw new Failure('invalid', problems.join(' '));
    const approved = {
      tools: seen as object[],
      toolsSha256: sha256,
      closedReason: null,
      approvedById: ctx.actor.userId,
      approvedAt: new Date(),
    };
    await tx.mcpServer.update({ where: { id }, data: { ...approved, seenTools: undefined } });
    await tx.$executeRaw`UPDATE mcp_servers SET seen_tools = NULL WHERE id = ${id}::uuid`;
    await recordAudit(tx, ctx, {
      action: 'mcp-server.approved',
      subject: { kind: 'mcp-server', id, name: server.slug },
      projectId: server.projectId,
      after: { sha256, tools: seen.map(({ name }) => name) },
    });
  });
}

/** Removes a server with its secrets and its approval. Runs that were offered its tools are refused them from now on. */
export async function removeMcpServer(ctx: Ctx, { id, project }: z.infer<typeof mcpServerInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { slug, projectId } = await serverOf(tx, ctx, { id, project });
    await tx.mcpServer.delete({ where: { id } });
    await recordAudit(tx, ctx, { action: 'mcp-server.removed', subject: { kind: 'mcp-server', id, name: slug }, projectId });
  });
}

export const listMcpServersInput = z.object({ project: z.string().max(100) });

/** The servers of a project, what is approved of each, and what it says otherwise; without its secrets. */
export async function listMcpServers(ctx: Ctx, { project }: z.infer<typeof listMcpServersInput>) {
  const { id: projectId } = await projectOf(ctx.db, ctx, project);
  const rows = await ctx.db.mcpServer.findMany({ where: { projectId }, orderBy: { slug: 'asc' } });
  return rows.map((row) => {
    const { id, slug, transport, command, url, hosts, secretNames, closedReason, approvedAt } = row;
    const approved = toolsIn(row.tools);
    const seen = toolsIn(row.seenTools);
    return {
      ...{ id, slug, transport, command, url, hosts, secretNames, closedReason, approvedAt },
      isLooking: closedReason === sentences.looking,
      approved: approved?.map(({ name, description }) => ({ name, description })) ?? null,
      seen: seen && {
        sha256: pinOf(seen),
        tools: seen.map(({ name, description, inputSchema }) => ({
          name,
          description,
          inputs: namesIn(inputSchema.properties),
        })),
        problems: problemsOfTools(slug, seen),
        changes: approved && changesOfTools(approved, seen),
      },
    };
  });
}

/** The servers whose tools agents of a project are offered. */
export async function approvedServers(db: Db | Tx, projectId: string): Promise<{ id: string; slug: string; tools: McpTool[] }[]> {
  const rows = await db.mcpServer.findMany({ where: { projectId, closedReason: null }, orderBy: { slug: 'asc' } });
  return rows.flatMap(({ id, slug, tools }) => {
    const approved = toolsIn(tools);
    return approved ? [{ id, slug, tools: approved }] : [];
  });
}

/** How a server is reached, with its secrets in clear: never to be logged, stored or sent to a browser. Null where it is gone. */
export async function openMcpServer(
  { db, secret }: Pick<House, 'db' | 'secret'>,
  id: string,
): Promise<(McpServer & { secrets: Record<string, string> }) | null> {
  const row = await db.mcpServer.findUnique({ where: { id } });
  if (!row) return null;
  const secrets = openSecrets(secret, id, row.encryptedSecrets);
  if (secrets === null)
    throw new Failure('invalid', 'The secrets of this server cannot be opened: the secret of the installation has changed.');
  return { ...row, secrets };
}

/**
 * Holds what a server says against what was approved. Null where it is the same; else nothing of it is used any more, and the sentence says
 * why, until somebody has looked at it and approved it again.
 */
export async function holdAgainstPin(house: Pick<House, 'db'>, id: string, seen: readonly McpTool[]): Promise<string | null> {
  return house.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM mcp_servers WHERE id = ${id}::uuid FOR UPDATE`;
    const server = await tx.mcpServer.findUnique({ where: { id }, include: { project: { select: { organizationId: true } } } });
    if (!server) return 'This server was removed.';
    if (server.toolsSha256 === pinOf(seen)) return server.closedReason;
    const closedReason = server.toolsSha256 === null ? sentences.unapproved : sentences.changed;
    await tx.mcpServer.update({ where: { id }, data: { seenTools: [...seen] as object[], closedReason } });
    if (server.toolsSha256 !== null && server.closedReason === null) {
      const by = {
        organizationId: server.project.organizationId,
        kind: 'platform' as const,
        id: null,
        name: 'Plumbline',
        principalId: null,
        origin: 'platform',
      };
      const changes = changesOfTools(toolsIn(server.tools) ?? [], seen);
      await recordAudit(tx, by, {
        action: 'mcp-server.closed',
        subject: { kind: 'mcp-server', id, name: server.slug },
        projectId: server.projectId,
        after: changes,
      });
    }
    return closedReason;
  });
}

/** Keeps why a server could not be asked; what was approved stays so. */
export async function keepUnreached({ db }: Pick<House, 'db'>, id: string, words: string): Promise<void> {
  await db.mcpServer.updateMany({ where: { id, toolsSha256: null }, data: { closedReason: words.slice(0, 1_000) } });
}

const namesIn = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.keys(value) : []);

const toolsIn = (stored: unknown): McpTool[] | null => (stored === null || stored === undefined ? null : toolsShape.parse(stored));

async function projectOf(db: Db | Tx, { organizationId }: Pick<Ctx, 'organizationId'>, slug: string) {
  const project = await db.project.findFirst({ where: { organizationId, slug }, select: { id: true } });
  if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
  return project;
}

async function serverOf(
  tx: Tx,
  { organizationId }: Pick<Ctx, 'organizationId'>,
  { id, project }: { id: string; project: string },
): Promise<McpServer> {
  const server = await tx.mcpServer.findFirst({ where: { id, project: { organizationId, slug: project } } });
  if (!server) throw new Failure('not_found', 'There is no such server in this project.');
  return server;
}
