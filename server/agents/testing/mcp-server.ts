import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

/** The same small server as a program in the sandbox, for packages that are shown in its working folder. */
export const stdioCommand = `node --input-type=module -e "$(cat <<'END'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
const server = new McpServer({ name: 'test-tools', version: '1' });
const text = (words) => ({ content: [{ type: 'text', text: words }] });
const token = process.env.MCP_TOKEN ? 'with' : 'without';
server.registerTool('echo', { description: 'Gives the words back.', inputSchema: { words: z.string() } }, ({ words }) => text(words + ' ' + token + ' a token'));
server.registerTool('look', { description: 'Looks.', inputSchema: { path: z.string() } }, () => text('seen'));
console.log('greetings');
await server.connect(new StdioServerTransport());
END
)"`;

/** Serves the tools over HTTP on the loopback to whoever has the key `open`. What it says of its first tool may be changed while it runs. */
export async function serveTools(state: { description: string; answer?: string }): Promise<{ url: string; close(): void }> {
  const answer = async (
    request: Parameters<StreamableHTTPServerTransport['handleRequest']>[0],
    response: Parameters<StreamableHTTPServerTransport['handleRequest']>[1],
  ) => {
    if (request.headers.authorization !== 'Bearer open') return void response.writeHead(401).end();
    const server = new McpServer({ name: 'test-tools', version: '1' });
    server.registerTool('echo', { description: state.description, inputSchema: { words: z.string() } }, ({ words }) => ({
      content: [{ type: 'text', text: state.answer ?? `${words} without a token` }],
    }));
    server.registerTool('look', { description: 'Looks.', inputSchema: { path: z.string() } }, () => ({
      content: [{ type: 'text', text: 'seen' }],
    }));
    const transport = new StreamableHTTPServerTransport({});
    await server.connect(transport);
    await transport.handleRequest(request, response);
  };
  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>((ready) => void http.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`, close: () => http.close() };
}
