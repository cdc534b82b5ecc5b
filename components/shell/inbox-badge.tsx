'use client';

import { useQuery } from '@tanstack/react-query';
import { useOrganization } from './organization.tsx';
import { useTRPC } from './trpc-provider.tsx';

const mostShown = 99;

/** How many things wait unread; nothing where none do. The stream of changes keeps it true. */
export function InboxBadge() {
  const { slug, can } = useOrganization();
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.inbox.count.queryOptions({ organization: slug }, { enabled: can('inbox.own'), staleTime: Number.POSITIVE_INFINITY }),
  );
  const unread = data?.unread ?? 0;
  if (unread === 0) return null;
  return (
    <span className="rounded-full bg-accent px-1.5 text-xs leading-[1.125rem] font-semibold text-accent-foreground max-md:absolute max-md:top-0.5 max-md:left-1/2 max-md:ml-1 md:ml-auto">
      {unread > mostShown ? `${mostShown}+` : unread}
      <span className="sr-only"> unread</span>
    </span>
  );
}
