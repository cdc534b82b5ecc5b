import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WireAnswer, type WireName, wires } from './wires.ts';

/** What the double does with the next request, and with all after it until told otherwise. */
export type Behaviour =
  | { kind: 'answers'; answer: WireAnswer; firstByteAfterMs?: number }
  /** What it answers follows from how often it has answered since it was told so, from 0 on, or from what it was asked. */
  | { kind: 'plays'; turn: (turn: number, body: unknown) => WireAnswer }
  /** The answer up to a byte; then the connection is reset, or closed as if all were said. */
  | { kind: 'cuts'; answer: WireAnswer; afterBytes: number; how: 'reset' | 'close' }
  | { kind: 'says'; status: number; headers?: Record<string, string>; body: string }
  /** Accepts the request and sends nothing more, before or after the headers of its answer. */
  | { kind: 'falls silent'; afterHeaders: boolean };

export type SeenRequest = { url: string; headers: http.IncomingHttpHeaders; body: unknown };

export type ProviderDouble = {
  /** Base address for each wire. */
  urls: Record<WireName, string>;
  /** What was asked, oldest first. */
  requests: SeenRequest[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
};

/** A local HTTP server that speaks the streaming protocols of providers, and fails in their ways. */
export async function startProviderDouble(): Promise<ProviderDouble> {
  const requests: SeenRequest[] = [];
  let turn = 0;
  let behaviour: Behaviour = { kind: 'says', status: 500, headers: {}, body: '' };
  const server = http.createServer(async (request, response) => {
    const [told, asked] = [behaviour, turn];
    turn += 1;
    let text = '';
    for await (const piece of request) text += piece;
    const body: unknown = JSON.parse(text);
    requests.push({ url: request.url ?? '', headers: request.headers, body });
    const now: Behaviour = told.kind === 'plays' ? { kind: 'answers', answer: told.turn(asked, body) } : told;
    perform(now, wireOf(request.url ?? ''), response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urls: { anthropic: `${origin}/v1`, chat: `${origin}/v1`, responses: `${origin}/v1`, google: `${origin}/v1beta`, bedrock: origin },
    requests,
    behave: (next) => {
      behaviour = next;
      turn = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function wireOf(url: string): WireName {
  if (url.includes('/messages')) return 'anthropic';
  if (url.includes('/chat/completions')) return 'chat';
  if (url.includes('/converse-stream')) return 'bedrock';
  return url.includes('/responses') ? 'responses' : 'google';
}

function perform(behaviour: Behaviour, wire: WireName, response: http.ServerResponse): void {
  const stream = () => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  switch (behaviour.kind) {
    case 'answers': {
      const send = () => {
        stream();
        response.end(wires[wire](behaviour.answer));
      };
      setTimeout(send, behaviour.firstByteAfterMs ?? 0);
      return;
    }
    case 'cuts': {
      stream();
      const sent = Buffer.from(wires[wire](behaviour.answer)).subarray(0, behaviour.afterBytes);
      if (behaviour.how === 'close') response.end(sent);
      // The callback: what was written is on its way before the connection breaks.
      else response.write(sent, () => response.destroy());
      return;
    }
    case 'plays':
      return;
    case 'says':
      response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers }).end(behaviour.body);
      return;
    case 'falls silent':
      if (behaviour.afterHeaders) stream();
      return;
  }
}
