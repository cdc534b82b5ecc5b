'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import type { Action } from '#core/access/access.ts';
import { useTRPC } from './trpc-provider.tsx';

const Slug = createContext<string | null>(null);

type OrganizationProviderProps = { slug: string; children: ReactNode };

export function OrganizationProvider({ slug, children }: OrganizationProviderProps) {
  return <Slug.Provider value={slug}>{children}</Slug.Provider>;
}

/** The organization that the address names, with what the viewer may do in it. */
export function useOrganization() {
  const slug = useContext(Slug);
  if (slug === null) throw new Error('useOrganization outside of an organization');
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.organizations.get.queryOptions({ organization: slug }, { staleTime: 60_000 }));
  const can = (action: Action) => data.actions.includes(action);
  return { slug, name: data.name, role: data.role, user: data.user, can };
}
