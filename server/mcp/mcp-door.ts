import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { ZodError } from 'zod';
import { mayAct, roleInProject } from '#core/access/access.ts';
import { admit } from '#server/auth/admit.ts';
import { findMembership, type HeaderReader, type Identify, type Standing, scopesOfCredential } from '#server/auth/identify.ts';
import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { listMyOrganizations } from '#server/services/organizations/organizations.ts';
import { isUnstorable, unstorableSentence } from '#server/services/unstorable.ts';
import { actingTools } from './acting-tools.ts';
import { readingTools } from './reading-tools.ts';
import type { McpTool } from './tool.ts';

/** Everything that a program can do through this door. */
export const mcpTools: readonly McpTool[] = [...readingTools, ...actingTools];

const instructions = `Plumbline holds specifications, what was found in them, and what machines established about them.
Begin with list_projects. Texts are changed by propose_suggestion only, which people decide on; approving is theirs alone.`;

/** Runs one tool for somebody, as every door does: the access table first, then the service. */
export async function callTool(
  house: House,
  standing: Standing | null,
  { tool, input, origin }: { tool: McpTool; input: unknown; origin: string },
): Promise<unknown> {
  const { member } = await admit(house, standing, { action: tool.action, input, origin });
  return tool.run(member, input);
}

type Asked = { standing: Standing | null; message: string };

/**
 * Answers the Model Context Protocol over HTTP, without sessions: any process can answer any request. Only API keys come in by it; cookies
 * count for nothing here, so that no page of another site can speak for a person. The organization is the path's, `/mcp/<slug>`, or the only
 * one that the key's owner belongs to.
 */
export function createMcpDoor({
  house,
  identify,
  addressOf,
}: {
  house: House;
  identify: Identify;
  addressOf: (req: IncomingMessage) => string;
}) {
  const ask = async (headers: HeaderReader, slug: string | null): Promise<Asked> => {
    const message = 'Send an API key, as `Authorization: Bearer ...`. Keys are made in Settings.';
    if (!headers.has('authorization') && !headers.has('x-api-key')) return { standing: null, message };
    const identity = await identify(headers);
    if (identity?.credential.kind !== 'key') return { standing: null, message: 'This key does not exist, or not any more.' };
    const own = slug === null ? await listMyOrganizations(house, identity.userId) : [];
    if (slug === null && own.length !== 1)
      return { standing: null, message: 'Name the organization: /mcp/<organization>. This key’s owner belongs to several, or to none.' };
    const membership = await findMembership(house.pool, identity.userId, slug ?? own[0]?.slug ?? '');
    return { standing: { identity, membership }, message: 'There is no such organization, or you do not belong to it.' };
  };

  return async (req: IncomingMessage, res: ServerResponse, { headers, body }: { headers: HeaderReader; body: unknown }): Promise<void> => {
    const [, , slug = null] = (req.url ?? '').split('?', 1)[0]?.split('/') ?? [];
    const { standing, message } = await ask(headers, slug === '' ? null : slug);
    if (!standing) return refuse(res, 401, message);
    if (!standing.membership) return refuse(res, 404, message);
    // Nothing is pushed, so there is no stream to open and no session to end.
    if (req.method !== 'POST') return refuse(res, 405, 'This door answers POST only.');
    const server = serve(house, standing, `mcp ${addressOf(req)}`);
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    res.on('close', () => void transport.close().then(() => server.close()));
    await server.connect(transport);
    await transport.handleRequest(req, res, body);
  };
}

/** A server for one request, with the tools that its sender may use somewhere. */
function serve(house: House, standing: Standing, origin: string): McpServer {
  const server = new McpServer({ name: 'plumbline', title: 'Plumbline', version: '1.0.0' }, { instructions });
  for (const tool of mcpTools.filter(({ action }) => isOffered(standing, action))) {
    const { name, title, description, isReading, input: inputSchema } = tool;
    const annotations = { title, readOnlyHint: isReading, destructiveHint: false, openWorldHint: false };
    server.registerTool(name, { title, description, inputSchema, annotations }, async (input) => {
      try {
        return said(JSON.stringify(await callTool(house, standing, { tool, input, origin })) ?? 'null');
      } catch (cause) {
        return { ...said(sentenceOf(cause, name)), isError: true };
      }
    });
  }
  return server;
}

function isOffered({ identity, membership }: Standing, action: McpTool['action']): boolean {
  const scopes = scopesOfCredential(identity.credential);
  const held = membership
    ? [membership.role, ...Object.values(membership.projectRoles).map((given) => roleInProject(membership.role, given))]
    : [];
  return held.some((role) => mayAct({ role, scopes }, action));
}

const said = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] });

/** What a model is told of a refusal; of a bug of ours only the number that the log has it under. */
function sentenceOf(cause: unknown, name: string): string {
  if (cause instanceof Failure) return cause.message;
  if (cause instanceof ZodError) return cause.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ');
  if (isUnstorable(cause)) return unstorableSentence;
  const requestId = randomUUID().slice(0, 8);
  console.error(`[${requestId}] mcp ${name} failed`, cause);
  return `Something went wrong (${requestId}).`;
}

function refuse(res: ServerResponse, status: number, message: string): void {
  res.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(status === 405 ? { allow: 'POST' } : {}),
  });
  res.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }));
}
