import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpTool } from '#core/run/mcp-tools.ts';
import { plainText } from '#server/sandbox/plain-text.ts';
import type { Egress, Sandbox } from '#server/sandbox/sandbox.ts';
import { type Talk, talkTo } from '../external/talk.ts';

/** How a server of tools is reached: a program in the sandbox, or an address. */
export type McpWay =
  | { transport: 'stdio'; command: string; env: Record<string, string>; sandbox: Sandbox; egress: Egress }
  | { transport: 'http'; url: string; headers: Record<string, string> };

export type McpConnection = {
  /** What it offers at this moment: asked anew each time. */
  listTools(signal: AbortSignal): Promise<McpTool[]>;
  /** The tool's answer as text. */
  callTool(call: { name: string; input: Record<string, unknown>; signal: AbortSignal }): Promise<{ output: string; isError: boolean }>;
  close(): Promise<void>;
};

const connectMs = 30_000;
const callMs = 5 * 60_000;
const longestAnswer = 60_000;
const mostPages = 20;

/** Opens a conversation with a server of tools. It is offered nothing of ours in return: no files, no model, no questions to people. */
export async function connectMcp(way: McpWay, signal: AbortSignal): Promise<McpConnection> {
  const client = new Client({ name: 'plumbline', version: '1' }, { capabilities: {} });
  const talk = way.transport === 'stdio' ? talkTo(way.sandbox, { ...way, signal }) : null;
  const transport = talk ? overTalk(talk) : overHttp(way);
  try {
    await client.connect(transport, { signal, timeout: connectMs });
  } catch (cause) {
    talk?.end();
    const words = talk?.lastWords();
    throw new Error(`The MCP server could not be reached: ${wordsOf(cause)}${words ? ` (it said: ${words.slice(-500)})` : ''}`, { cause });
  }
  return {
    async listTools(during) {
      const tools: McpTool[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const listed = await client.listTools({ ...(cursor === undefined ? {} : { cursor }) }, { signal: during, timeout: connectMs });
        tools.push(...listed.tools.map(({ name, description = '', inputSchema }) => ({ name, description, inputSchema })));
        cursor = listed.nextCursor;
        if (cursor === undefined) return tools;
      }
      throw new Error('The list of its tools does not end.');
    },
    async callTool({ name, input, signal: during }) {
      const answer = await client.callTool({ name, arguments: input }, undefined, { signal: during, timeout: callMs });
      const parts = Array.isArray(answer.content) ? answer.content : [];
      const text = plainText(parts.map(textOf).join('\n'));
      const output =
        text.length > longestAnswer ? `${text.slice(0, longestAnswer)}\n(${text.length - longestAnswer} characters left out)` : text;
      return { output: output || '(it answered nothing)', isError: answer.isError === true };
    },
    async close() {
      await client.close().catch(() => undefined);
      talk?.end();
      await talk?.done.catch(() => undefined);
    },
  };
}

function textOf(part: unknown): string {
  if (typeof part !== 'object' || part === null || !('type' in part)) return '';
  if (part.type === 'text' && 'text' in part) return String(part.text);
  if (
    part.type === 'resource' &&
    'resource' in part &&
    typeof part.resource === 'object' &&
    part.resource !== null &&
    'text' in part.resource
  )
    return String(part.resource.text);
  return `(${String(part.type)}, which is not shown)`;
}

/** A redirect is followed within one origin only: headers hold keys. */
function overHttp(way: McpWay): Transport {
  if (way.transport !== 'http') throw new Error('A program is not reached by an address.');
  const { url, headers } = way;
  return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers }, redirectPolicy: 'same-origin' });
}

/** Messages over a program's input and output, a line each. */
function overTalk(talk: Talk): Transport {
  const buffer = new ReadBuffer();
  const writer = talk.input.getWriter();
  const transport: Transport = {
    start: () => {
      void read().finally(() => transport.onclose?.());
      return Promise.resolve();
    },
    send: (message) => writer.write(Buffer.from(serializeMessage(message))),
    close: () => {
      talk.end();
      return Promise.resolve();
    },
  };
  async function read(): Promise<void> {
    const reader = talk.output.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      buffer.append(Buffer.from(piece.value));
      for (;;) {
        try {
          const message = buffer.readMessage();
          if (message === null) break;
          transport.onmessage?.(message);
        } catch (cause) {
          // A line that is none of the protocol's: a program may greet.
          transport.onerror?.(cause instanceof Error ? cause : new Error(String(cause)));
        }
      }
    }
  }
  return transport;
}

/** A failure as words for people. */
export const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).slice(0, 1_000);
