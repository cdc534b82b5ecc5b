import { dehydrate, type FetchQueryOptions, type QueryKey } from '@tanstack/react-query';
import { createTRPCClient, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { createQueryClient } from '#components/shell/query-client.ts';
import type { AppRouter } from '#server/routers/app-router.ts';

/** What the process that hosts these pages puts on `globalThis`: its own router, without a network between. */
type Bridge = { call(headers: Headers, path: string, type: 'query', input: unknown): Promise<unknown> };

function bridge(): Bridge {
  const found = (globalThis as { [key: symbol]: unknown })[Symbol.for('plumbline.bridge')];
  if (!found) throw new Error('These pages are served by server/main.ts, which gives them their data.');
  return found as Bridge; // set by server/main.ts and nothing else
}

const bridgeLink: TRPCLink<AppRouter> =
  () =>
  ({ op }) =>
    observable((observer) => {
      headers()
        .then((sent) => bridge().call(new Headers(sent), op.path, 'query', op.input))
        .then(
          (data) => {
            observer.next({ result: { type: 'data', data } });
            observer.complete();
          },
          (cause: unknown) => observer.error(TRPCClientError.from(cause instanceof Error ? cause : new Error(String(cause)))),
        );
    });

/** One cache a request: what the page asks for is sent along with it. */
export const requestQueryClient = cache(createQueryClient);

/** Names of queries and their keys, the same as in the browser. */
export const trpc = createTRPCOptionsProxy<AppRouter>({
  client: createTRPCClient<AppRouter>({ links: [bridgeLink] }),
  queryClient: requestQueryClient,
});

/** The code of a failed call, wherever the doors have put it. */
function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { data, code } = at as Error & { data?: { code?: string }; code?: string };
    if (data?.code ?? code) return data?.code ?? code;
  }
  return undefined;
}

/** Fetches into the request's cache, or leads where the refusal says: to the sign-in, or to "not found". */
export async function load<Q, E, T, K extends QueryKey>(query: FetchQueryOptions<Q, E, T, K>): Promise<T> {
  try {
    return await requestQueryClient().fetchQuery(query);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'UNAUTHORIZED') redirect('/sign-in');
    if (code === 'NOT_FOUND' || code === 'BAD_REQUEST') notFound();
    throw error;
  }
}

/** The moment, in ms since 1970, from which on the stream of changes has to tell what this request's answers do not know. */
export const beginReading = cache(() => Date.now());

/** The request's cache as the browser takes it over. */
export const dehydrated = () => dehydrate(requestQueryClient());
