'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from 'next/navigation';
import { createContext, type ReactNode, useContext } from 'react';
import type { Action } from '#core/access/access.ts';
import { useTRPC } from './trpc-provider.tsx';

const Slug = createContext<string | null>(null);

type OrganizationProviderProps = { slug: string; children: ReactNode };

export function OrganizationProvider({ slug, children }: OrganizationProviderProps) {
  return <Slug.Provider value={slug}>{children}</Slug.Provider>;
}

const Project = createContext<string | null>(null);

/** Says in which project its children are where the address does not. */
export function InProject({ project, children }: { project: string; children: ReactNode }) {
  return <Project.Provider value={project}>{children}</Project.Provider>;
}

/** The organization that the address names, with what the viewer may do there: in the project that one is in, by the role in it. */
export function useOrganization() {
  const slug = useContext(Slug);
  const inside = useContext(Project);
  const { project: addressed } = useParams<{ project?: string }>();
  if (slug === null) throw new Error('useOrganization outside of an organization');
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.organizations.get.queryOptions({ organization: slug }, { staleTime: 60_000 }));
  const project = inside ?? addressed;
  const { role, actions } = data.projects.find((known) => known.slug === project) ?? data;
  const can = (action: Action) => actions.includes(action);
  return { slug, name: data.name, role, user: data.user, can };
}
