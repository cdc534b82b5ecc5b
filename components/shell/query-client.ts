import { defaultShouldDehydrateQuery, QueryClient } from '@tanstack/react-query';

/** The cache, with the same manners on the server (one a request) and in the browser (one a tab). */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A page arrives with its answers; asking again at once would say the same.
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && statusOf(error) >= 500,
      },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}

/** The HTTP status of a failed call; 599 where there was no answer at all. */
function statusOf(error: unknown): number {
  const { data } = error as { data?: { httpStatus?: number } };
  return data?.httpStatus ?? 599;
}
