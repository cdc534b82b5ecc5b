import type { McpTool, OfferedTool } from '#core/run/mcp-tools.ts';
import { connectMcp, type McpConnection, wordsOf } from '#server/agents/mcp/mcp-connection.ts';
import type { House } from '#server/context.ts';
import type { Egress, Sandbox } from '#server/sandbox/sandbox.ts';
import { holdAgainstPin, keepUnreached, openMcpServer } from '#server/services/mcp-servers/mcp-servers.ts';
import { git } from '#server/workspaces/git.ts';
import { closeWorktree } from '#server/workspaces/worktree.ts';
import { roomOf } from './room.ts';

/** The servers of tools that a segment of a run talks to: each is started when its first tool is called, and gone with the segment. */
export type ToolServers = {
  call(
    tool: Pick<OfferedTool, 'serverId' | 'name'>,
    options: { input: Record<string, unknown>; signal: AbortSignal; egress: (hosts: readonly string[]) => Egress },
  ): Promise<{ output: string; isError: boolean }>;
  close(): Promise<void>;
};

const programMs = 6 * 60 * 60_000;

/** Nothing is started before it is needed. What a server says of its tools is held against what was approved before every call. */
export function toolServers(house: House, openSandbox: (wallMs: number) => Promise<Sandbox>): ToolServers {
  const open = new Map<string, Promise<McpConnection>>();
  const over = new AbortController();

  async function connect(serverId: string, egress: (hosts: readonly string[]) => Egress): Promise<McpConnection> {
    const server = await openMcpServer(house, serverId);
    if (!server) throw new Error('This server was removed.');
    const { command, url, hosts, secrets } = server;
    if (url !== null) return connectMcp({ transport: 'http', url, headers: secrets }, over.signal);
    const sandbox = await openSandbox(programMs);
    return connectMcp({ transport: 'stdio', command: command ?? '', env: secrets, sandbox, egress: egress(hosts) }, over.signal);
  }

  return {
    async call({ serverId, name }, { input, signal, egress }) {
      const connection = open.get(serverId) ?? connect(serverId, egress);
      open.set(serverId, connection);
      try {
        const talk = await connection;
        const closed = await holdAgainstPin(house, serverId, await talk.listTools(signal));
        if (closed !== null)
          return { output: `This tool cannot be used now: ${closed} People of the project have to look at it.`, isError: true };
        return await talk.callTool({ name, input, signal });
      } catch (cause) {
        signal.throwIfAborted();
        // Begun anew with the next call.
        open.delete(serverId);
        await connection.then((talk) => talk.close()).catch(() => undefined);
        return { output: `The server of this tool failed: ${wordsOf(cause)}`, isError: true };
      }
    },
    async close() {
      over.abort();
      await Promise.all([...open.values()].map((connection) => connection.then((talk) => talk.close()).catch(() => undefined)));
    },
  };
}

/** Asks a server what it offers, in a worktree of the project's head, and keeps it for people to look at. */
export async function lookAtTools(house: House, serverId: string, signal: AbortSignal): Promise<void> {
  const server = await house.db.mcpServer.findUnique({ where: { id: serverId }, include: { project: true } });
  if (!server) return;
  const { id: projectId, headCommit: baseCommit, toolchainPath } = server.project;
  const branch = `plumbline/tools/${serverId}`;
  const room = roomOf(house, { id: `tools-${serverId}`, projectId, branch, baseCommit, toolchainPath });
  const egress = (hosts: readonly string[]): Egress => ({ judge: (host) => (hosts.includes(host) ? null : 'It is not among its hosts.') });
  let tools: McpTool[] | null = null;
  try {
    const opened = await openMcpServer(house, serverId);
    if (!opened) return;
    const { url, command, hosts, secrets } = opened;
    const way =
      url === null
        ? { transport: 'stdio' as const, command: command ?? '', env: secrets, sandbox: await room.open(), egress: egress(hosts) }
        : { transport: 'http' as const, url, headers: secrets };
    const connection = await connectMcp(way, signal);
    tools = await connection.listTools(signal).finally(() => connection.close());
  } catch (cause) {
    signal.throwIfAborted();
    await keepUnreached(house, serverId, wordsOf(cause));
  } finally {
    await closeWorktree(room.worktree);
    await git(['update-ref', '-d', `refs/heads/${branch}`], { gitDir: room.worktree.mirrorPath }).catch(() => undefined);
  }
  if (tools) await holdAgainstPin(house, serverId, tools);
}
