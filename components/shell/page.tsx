'use client';

import { type DehydratedState, HydrationBoundary } from '@tanstack/react-query';
import type { ReactNode } from 'react';

/** What a page's client part gets: the answers that the server fetched for it. */
export type PageState = { state: DehydratedState };

/** Puts the answers that a page came with into the cache, then shows it. */
export function WithAnswers({ state, children }: PageState & { children: ReactNode }) {
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>;
}
