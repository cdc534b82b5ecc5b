'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Hash } from '#components/ui/hash.tsx';

type Impact = Answers['pipeline']['impact'];
type Item = Impact['changes'][number];

type ImpactPanelProps = {
  specId: string;
  runsHref: string;
  onOpen: (item: Pick<Item, 'kind' | 'id'>) => void;
  /** Runs the checks again; null for whoever may not. */
  onCheck: (() => void) | null;
  isChecking: boolean;
};

const shownAtMost = 12;

/** What the edits since the last approved revisions make stale, and through what. */
export function ImpactPanel({ specId, runsHref, onOpen, onCheck, isChecking }: ImpactPanelProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.pipeline.impact.queryOptions({ organization, specId }, { refetchInterval: 20_000 }));
  if (error) return <p className="border-b border-border px-4 py-3 text-danger">{error.message}</p>;
  if (!data) return <p className="late border-b border-border px-4 py-3 text-muted-foreground">Working out what the edits reach</p>;
  const edited = data.documents.filter(({ change }) => change !== 'none');
  const isSubstantive = data.changes.length > 0;
  const because = (causes: readonly Pick<Item, 'kind' | 'id'>[]) => `through ${causes.map(({ kind, id }) => `${kind} ${id}`).join(', ')}`;
  return (
    <section aria-label="Impact" className="space-y-3 border-b border-border px-4 py-3">
      <div>
        <h3 className="font-semibold">Impact since the last approval</h3>
        <p className="mt-0.5 text-xs text-muted-foreground">
          {data.documents.length === 0 && 'Nothing of this spec was approved yet, so no edit makes anything stale.'}
          {data.documents.length > 0 && edited.length === 0 && 'No document differs from what was approved.'}
          {edited.map(({ documentId, stage, from, change, authors }, at) => (
            <span key={documentId}>
              {at > 0 && ' '}
              {stage} since <Hash of={from} label="Revision" />
              {authors.length > 0 && `, by ${authors.join(' and ')}`}
              {change === 'cosmetic' && ' (white space or prose only)'}.
            </span>
          ))}
        </p>
      </div>
      {edited.length > 0 && !isSubstantive && <p>No criterion, property or task changed: evidence and runs keep what they rest on.</p>}
      <Group title="Changed" items={data.changes}>
        {(item) => (
          <Line
            key={`${item.kind} ${item.id}`}
            name={`${item.kind} ${item.id}`}
            onOpen={item.change === 'removed' ? null : () => onOpen(item)}
            why={item.change}
          >
            {item.after ?? item.before}
          </Line>
        )}
      </Group>
      <Group title="Readings to confirm again" items={data.readings}>
        {({ id, sentence, causes }) => (
          <Line key={id} name={`reading of ${id}`} onOpen={() => onOpen({ kind: 'criterion', id })} why={because(causes)}>
            {sentence}
          </Line>
        )}
      </Group>
      <Group title="Properties to look at again" items={data.properties}>
        {({ id, causes }) => (
          <Line key={id} name={`property ${id}`} onOpen={() => onOpen({ kind: 'property', id })} why={because(causes)} />
        )}
      </Group>
      <Group title="Tasks to look at again" items={data.tasks}>
        {({ id, causes }) => <Line key={id} name={`task ${id}`} onOpen={() => onOpen({ kind: 'task', id })} why={because(causes)} />}
      </Group>
      <Group title="Runs under way on the earlier text" items={data.runs}>
        {({ id, taskId, taskTitle, causes }) => (
          <li key={id}>
            <GoLink href={`${runsHref}/${id}`} className="font-medium hover:text-accent">
              Run of task {taskId}
            </GoLink>{' '}
            <span className="text-xs text-muted-foreground">
              {taskTitle}, {because(causes)}
            </span>
          </li>
        )}
      </Group>
      <Group title="Evidence that is stale" items={data.evidence}>
        {({ id, name, causes }) => (
          <li key={id}>
            <span className="block truncate" title={name}>
              {name}
            </span>
            <span className="block text-xs text-muted-foreground">{because(causes)}</span>
          </li>
        )}
      </Group>
      <Group title="Approvals that are stale" items={data.approvals}>
        {({ stage, name, waitsFor }) => (
          <li key={stage}>
            <span className="font-medium">{name}</span>{' '}
            <span className="text-xs text-muted-foreground">waits for {waitsFor ?? 'a decision'}</span>
          </li>
        )}
      </Group>
      {data.evidence.length > 0 && (
        <Button size="sm" onClick={onCheck ?? undefined} disabled={!onCheck || isChecking}>
          {isChecking ? 'The checks are queued' : 'Run the checks again'}
        </Button>
      )}
    </section>
  );
}

function Group<T>({ title, items, children }: { title: string; items: readonly T[]; children: (item: T) => ReactNode }) {
  if (items.length === 0) return null;
  return (
    <div>
      <h4 className="flex items-center gap-1.5 text-xs font-semibold text-muted-foreground">
        {title} <Chip>{items.length}</Chip>
      </h4>
      <ul className="mt-1 space-y-0.5">{items.slice(0, shownAtMost).map(children)}</ul>
      {items.length > shownAtMost && (
        <details className="mt-0.5">
          <summary className="text-xs text-muted-foreground">{items.length - shownAtMost} more</summary>
          <ul className="mt-0.5 space-y-0.5">{items.slice(shownAtMost).map(children)}</ul>
        </details>
      )}
    </div>
  );
}

type LineProps = { name: string; why: string; onOpen: (() => void) | null; children?: ReactNode };

function Line({ name, why, onOpen, children }: LineProps) {
  const title = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return (
    <li className="min-w-0">
      {onOpen ? (
        <button type="button" data-row onClick={onOpen} className="font-medium hover:text-accent">
          {title}
        </button>
      ) : (
        <span className="font-medium">{title}</span>
      )}{' '}
      <span className="text-xs text-muted-foreground">{why}</span>
      {children && <span className="line-clamp-1 text-xs text-muted-foreground">{children}</span>}
    </li>
  );
}
