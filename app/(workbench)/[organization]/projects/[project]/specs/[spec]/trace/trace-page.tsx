'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { startTransition, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { TraceColumns } from '#components/specs/trace-columns.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { chainOf, type TraceGraph, type TraceNode, traceColumns } from '#core/trace/chain.ts';
import { type TraceAddress, writeTraceAddress } from './trace-address.ts';

type TracePageProps = { project: string; spec: string; address: TraceAddress };

export function TracePage({ state, ...where }: PageState & TracePageProps) {
  return (
    <WithAnswers state={state}>
      <Trace {...where} />
    </WithAnswers>
  );
}

/** After so long it is looked at again what others have written. */
const othersMs = 20_000;

/** A spec as columns, from requirements to evidence. */
function Trace({ project, spec: slug, address: opened }: TracePageProps) {
  const { slug: organization } = useOrganization();
  const router = useRouter();
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.checks.trace.queryOptions({ organization, project, spec: slug }, { refetchInterval: othersMs }));
  const { spec, graph } = data;
  const [address, setAddress] = useState(opened);
  const words = useDeferredValue(address.words);
  const all = useMemo(() => traceColumns.flatMap((column) => graph.columns[column]), [graph]);
  const selected = address.select !== null && all.some(({ key }) => key === address.select) ? address.select : null;
  const chain = useMemo(() => (selected === null ? null : chainOf(graph, selected)), [graph, selected]);
  const columns = useMemo(() => filtered(graph.columns, words, address.gaps), [graph, words, address.gaps]);
  const gaps = useMemo(() => all.filter(({ gap }) => gap !== null).length, [all]);
  const href = `/${organization}/projects/${project}/specs/${slug}`;
  const go = useCallback((change: Partial<TraceAddress>) => {
    setAddress((before) => {
      const next = { ...before, ...change };
      window.history.replaceState(null, '', `${window.location.pathname}${writeTraceAddress(next)}`);
      return next;
    });
  }, []);
  // All that lights up is drawn in slices.
  const select = useCallback((key: string | null) => startTransition(() => go({ select: key })), [go]);
  const open = useCallback((node: TraceNode) => router.push(placeOf(node, href, organization)), [router, href, organization]);
  return (
    <>
      <PageHead
        title="Trace"
        crumbs={[
          { label: 'Projects', href: `/${organization}` },
          { label: spec.project.name, href: `/${organization}/projects/${project}` },
          { label: spec.title, href },
        ]}
      >
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <Button
            size="sm"
            aria-pressed={address.gaps}
            variant={address.gaps ? 'primary' : 'secondary'}
            onClick={() => go({ gaps: !address.gaps })}
          >
            Gaps <span>{gaps}</span>
          </Button>
          <input
            type="search"
            aria-label="Find"
            placeholder="Find in words and ids"
            value={address.words}
            onChange={({ target }) => go({ words: target.value })}
            className="control h-7! max-w-72 text-xs!"
          />
          <span role="status" className="text-xs text-muted-foreground">
            {chain ? `${chain.size} on the chain of ${selected}` : 'Choose anything: what leads to it and what follows from it lights up.'}
          </span>
          {selected && (
            <Button size="sm" variant="ghost" onClick={() => go({ select: null })}>
              Clear
            </Button>
          )}
        </div>
      </PageHead>
      <div className="min-h-0 flex-1">
        {all.length === 0 ? (
          <EmptyState title="Nothing to trace yet">
            Once the documents hold requirements, properties and tasks, each is followed here.
          </EmptyState>
        ) : (
          <TraceColumns columns={columns} selected={selected} chain={chain} onSelect={select} onOpen={open} />
        )}
      </div>
    </>
  );
}

function filtered(columns: TraceGraph['columns'], words: string, gapsOnly: boolean): TraceGraph['columns'] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '' && !gapsOnly) return columns;
  const keep = (nodes: TraceNode[]) =>
    nodes.filter(({ id, text, gap }) => (!gapsOnly || gap !== null) && (wanted === '' || `${id} ${text}`.toLowerCase().includes(wanted)));
  const { requirement, criterion, property, task, run, evidence } = columns;
  return {
    ...{ requirement: keep(requirement), criterion: keep(criterion), property: keep(property) },
    ...{ task: keep(task), run: keep(run), evidence: keep(evidence) },
  };
}

function placeOf({ column, id, key }: TraceNode, href: string, organization: string): string {
  const at = encodeURIComponent(id);
  switch (column) {
    case 'requirement':
      return `${href}?at=${encodeURIComponent(`${id}.1`)}`;
    case 'criterion':
      return `${href}?at=${at}`;
    case 'property':
      return `${href}?document=design&at=${at}`;
    case 'task':
      return `${href}?document=tasks&at=${at}`;
    case 'run':
      return `/${organization}/runs/${id}`;
    case 'evidence':
      return `${href}?panel=trace&select=${encodeURIComponent(key)}`;
  }
}
