import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AnyProcedure, callTRPCProcedure, getErrorShape, getTRPCErrorFromUnknown, transformTRPCResponse } from '@trpc/server';
import { getHTTPStatusCode } from '@trpc/server/http';
import type { appRouter } from '#server/routers/app-router.ts';
import type { RequestContext } from '#server/routers/trpc.ts';

type QueryCall = { path: string; input: unknown };

/**
 * Answers well-formed queries on tRPC's wire straight from Node's request; the stock handler makes a Request, a Response and two streams of
 * each, which costs more than the query. Gives false for everything else (mutations, other media, what does not exist, what cannot
 * be read): the stock handler answers that.
 */
export function createQueryDoor({
  router,
  basePath,
  createContext,
}: {
  router: typeof appRouter;
  basePath: string;
  createContext: (req: IncomingMessage) => RequestContext;
}) {
  const { _config: config } = router._def;
  // By their whole path, whatever their type says.
  const procedures = router._def.procedures as unknown as Readonly<Record<string, AnyProcedure>>;
  const isQuery = (path: string) => Object.hasOwn(procedures, path) && procedures[path]?._def.type === 'query';

  const run = async (call: QueryCall, ctx: RequestContext, batchIndex: number) => {
    const { path, input } = call;
    try {
      const getRawInput = async () => input;
      const data: unknown = await callTRPCProcedure({ router, path, getRawInput, ctx, type: 'query', signal: undefined, batchIndex });
      return { result: { data } };
    } catch (cause) {
      const error = getTRPCErrorFromUnknown(cause);
      return { error: getErrorShape({ config, error, type: 'query', path, input, ctx }) };
    }
  };

  return async (req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
    const read = readQueries(req, basePath, (input) => config.transformer.input.deserialize(input));
    if (!read?.calls.every(({ path }) => isQuery(path))) return false;
    const ctx = createContext(req);
    const answers = await Promise.all(read.calls.map((call, index) => run(call, ctx, index)));
    const answer = read.isBatch ? answers : answers[0];
    if (!answer) return false;
    const body = JSON.stringify(transformTRPCResponse(config, answer));
    const length = Buffer.byteLength(body);
    res.writeHead(getHTTPStatusCode(answer), {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'content-length': length,
      vary: 'trpc-accept, accept',
    });
    res.end(body);
    return true;
  };
}

/** The calls of a request with their inputs, or null where it is not plainly a list of queries. */
function readQueries(
  { method, url = '', headers }: IncomingMessage,
  basePath: string,
  deserialize: (input: never) => unknown,
): { calls: QueryCall[]; isBatch: boolean } | null {
  if (method !== 'GET' || (headers['content-type'] !== undefined && !headers['content-type'].startsWith('application/json'))) return null;
  if (headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl')) return null;
  const mark = url.indexOf('?');
  const query = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
  const isBatch = query.get('batch') === '1';
  try {
    const path = decodeURIComponent(url.slice(basePath.length, mark === -1 ? undefined : mark));
    const sent = query.get('input');
    const inputs: unknown = sent ? JSON.parse(sent) : undefined;
    const isObject = typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs);
    if (!isBatch) return { calls: [{ path, input: inputs === undefined ? undefined : deserialize(inputs as never) }], isBatch };
    if (inputs !== undefined && !isObject) return null;
    const calls = path.split(',').map((one, index) => {
      const input = (inputs as Record<string, unknown> | undefined)?.[index];
      return { path: one, input: input === undefined ? undefined : deserialize(input as never) };
    });
    return { calls, isBatch };
  } catch {
    return null;
  }
}
