'use client';

import { type DehydratedState, HydrationBoundary } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useChanges } from './changes.ts';
import { OrganizationProvider } from './organization.tsx';
import { Rail } from './rail.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { Toaster } from './toaster.tsx';

type ChangesProps = { organization: string; readAt: number };

function Changes({ organization, readAt }: ChangesProps) {
  // The first page's: the stream that it opened stays open when this frame is read again.
  const [since] = useState(readAt);
  useChanges(organization, since);
  return null;
}

type FrameProps = ChangesProps & { state: DehydratedState; children: ReactNode };

/** Rail, page, notices. On a narrow screen the rail is a bar at the foot. */
export function Frame({ organization, readAt, state, children }: FrameProps) {
  return (
    <HydrationBoundary state={state}>
      <OrganizationProvider slug={organization}>
        <div className="flex h-dvh flex-col-reverse md:flex-row">
          <a
            href="#main"
            className="absolute top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 font-medium text-accent-foreground focus:translate-y-0"
          >
            Skip to the page
          </a>
          <Rail />
          <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
            {children}
          </main>
          <Toaster />
          <Shortcuts />
          <Changes organization={organization} readAt={readAt} />
        </div>
      </OrganizationProvider>
    </HydrationBoundary>
  );
}
