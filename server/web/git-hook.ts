import type { IncomingMessage, ServerResponse } from 'node:http';
import type { House } from '#server/context.ts';
import { hearHook } from '#server/services/remotes/hear-hook.ts';
import { send } from './http.ts';

export const hookPath = '/api/hooks/git/';
const mostBytes = 5 * 1024 * 1024;

/** Answers `POST /api/hooks/git/<project>`: 202 for a message that the forge has signed, 401 for any other, before anything in it is read. */
export async function answerHook(req: IncomingMessage, res: ServerResponse, house: House): Promise<void> {
  if (req.method !== 'POST') return send(res, 405, { message: 'A webhook is posted.' });
  const body = await readBody(req);
  if (!body) return send(res, 413, { message: 'This message is too long.' });
  const header = (name: string) => String(req.headers[name] ?? '');
  const projectId = (req.url ?? '').split('?', 1)[0]?.slice(hookPath.length) ?? '';
  const isHeard = await hearHook(house, {
    projectId,
    signature: header('x-hub-signature-256'),
    delivery: header('x-github-delivery'),
    body,
  });
  send(res, isHeard ? 202 : 401, { message: isHeard ? 'Heard.' : 'This message is not signed with the secret of a project here.' });
}

async function readBody(req: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > mostBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
