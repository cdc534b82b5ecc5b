'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { IconButton } from '#components/ui/button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';

type Known = Answers['organizations']['firstSteps'];
/** A step leads to a page, or without one to the dialog that imports. */
type Step = { title: string; what: string; isDone: boolean; href: string | null };

const ImportDialog = onDemand(() => import('./import-dialog.tsx').then((module) => module.ImportDialog));

/** What a newcomer sees first, in the order in which it makes sense; gone once all of it was done, or put away in this browser. */
export function FirstSteps() {
  const { slug, can } = useOrganization();
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.organizations.firstSteps.queryOptions({ organization: slug }));
  const isAway = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(key) !== null,
    () => false,
  );
  const [isImporting, setIsImporting] = useState(false);
  const steps = stepsOf(data, slug);
  const done = steps.filter(({ isDone }) => isDone).length;
  if (isAway || done === steps.length || !can('run.start')) return null;
  return (
    <section aria-labelledby="first-steps" className="m-4 max-w-3xl rounded-lg border border-border bg-card md:m-5">
      <header className="flex items-center gap-2 py-2 pr-1.5 pl-4">
        <h2 id="first-steps" className="font-medium">
          First steps
        </h2>
        <span className="text-xs text-muted-foreground">
          {done} of {steps.length}
        </span>
        <span className="ml-auto">
          <IconButton label="Put the first steps away" onClick={putAway}>
            <X className="size-3.5" />
          </IconButton>
        </span>
      </header>
      <ol>
        {steps.map(({ title, what, isDone, href }) => (
          <li key={title} className="border-t border-border">
            <Way href={href} onOpen={() => setIsImporting(true)}>
              <StateIcon shape={isDone ? 'check' : 'hollow'} className={isDone ? 'mt-0.5 text-success' : 'mt-0.5 text-muted-foreground'} />
              <span className="min-w-0">
                <span className={isDone ? 'block text-muted-foreground' : 'block font-medium'}>
                  {title}
                  {isDone && <span className="sr-only">: done</span>}
                </span>
                <span className="block text-xs text-muted-foreground">{what}</span>
              </span>
            </Way>
          </li>
        ))}
      </ol>
      {isImporting && <ImportDialog onClose={() => setIsImporting(false)} />}
    </section>
  );
}

function Way({ href, onOpen, children }: { href: string | null; onOpen: () => void; children: ReactNode }) {
  const className = 'flex w-full items-start gap-2.5 px-4 py-2 text-left -outline-offset-2! hover:bg-muted/60';
  return href === null ? (
    <button type="button" onClick={onOpen} className={className}>
      {children}
    </button>
  ) : (
    <GoLink href={href} className={className}>
      {children}
    </GoLink>
  );
}

function stepsOf({ sample, ...is }: Known, organization: string): Step[] {
  const spec = sample && `/${organization}/projects/${sample.project}/specs/${sample.spec}`;
  return [
    ...(spec
      ? [
          {
            title: 'Settle a contradiction',
            what: 'Two criteria of the sample cannot both be followed. See the order that shows it, and choose which one wins.',
            isDone: is.isAnswered,
            href: `${spec}?panel=questions`,
          },
          {
            title: 'Approve requirements, design and tasks',
            what: 'Each approval names the exact text that it was given on, and goes stale with it.',
            isDone: is.isApproved,
            href: spec,
          },
          {
            title: 'Let an agent build task 3.1',
            what: 'It fails a property, corrects itself and passes, in front of you. A script plays the model here; files, commands and checks are real.',
            isDone: is.isVerified,
            href: `${spec}?document=tasks&panel=reading&at=3.1`,
          },
        ]
      : []),
    {
      title: 'Write with somebody',
      what: 'Invite a colleague, or open the link in a second browser: cursors, comments and suggestions in the same text.',
      isDone: is.isShared,
      href: `/${organization}/settings/members`,
    },
    {
      title: 'Import your repository',
      what: 'Its specs, in the format of Kiro, spec-kit, OpenSpec or task-master, are found and listed, and not a byte of them is changed.',
      isDone: is.isImported,
      href: null,
    },
    {
      title: 'Connect your model',
      what: 'Anthropic, OpenAI, Google, Bedrock, or any OpenAI-compatible address.',
      isDone: is.isConnected,
      href: `/${organization}/settings/models`,
    },
  ];
}

const key = 'plumbline.first-steps.away';
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function putAway() {
  localStorage.setItem(key, new Date().toISOString());
  for (const listener of listeners) listener();
}
