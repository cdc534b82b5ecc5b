'use client';

import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useEffect, useState } from 'react';
import superjson from 'superjson';
import type { AppRouter } from '#server/routers/app-router.ts';
import { createQueryClient } from './query-client.ts';

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

/** Calls go in batches to `/api/trpc`; streams have an address of their own, where nothing buffers them. */
function createBrowserClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ url: '/api/events', transformer: superjson }),
        false: httpBatchLink({ url: '/api/trpc', transformer: superjson, maxURLLength: 2000 }),
      }),
    ],
  });
}

let tabQueryClient: QueryClient | undefined;
/** One cache a tab, and a fresh one for each render on the server. */
function sharedQueryClient(): QueryClient {
  if (typeof window === 'undefined') return createQueryClient();
  tabQueryClient ??= createQueryClient();
  return tabQueryClient;
}

export function AppTrpcProvider({ children }: { children: ReactNode }) {
  const queryClient = sharedQueryClient();
  const [client] = useState(createBrowserClient);
  // Whoever pressed something before this is heard now (`server/web/paint-first.ts`).
  useEffect(() => void window.dispatchEvent(new Event('plumbline:awake')), []);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
