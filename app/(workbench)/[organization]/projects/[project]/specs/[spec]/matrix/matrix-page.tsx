'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { MatrixTable } from '#components/specs/matrix-table.tsx';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { countMatrix, filterMatrix, type MatrixFilter, type MatrixRow, matrixCsv, matrixFilters } from '#core/trace/matrix.ts';
import { type MatrixAddress, writeMatrixAddress } from './matrix-address.ts';

type MatrixPageProps = { project: string; spec: string; address: MatrixAddress };

/** After so long it is looked at again what others have written. */
const othersMs = 20_000;

const names: Record<MatrixFilter, string> = {
  all: 'All',
  'without-property': 'No property',
  'without-task': 'No task',
  'without-test': 'No test',
  shaky: 'Does not hold',
};

export function MatrixPage({ state, ...where }: PageState & MatrixPageProps) {
  return (
    <WithAnswers state={state}>
      <Matrix {...where} />
    </WithAnswers>
  );
}

/** What covers each criterion, and what does not. */
function Matrix({ project, spec: slug, address: opened }: MatrixPageProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.checks.matrix.queryOptions({ organization, project, spec: slug }, { refetchInterval: othersMs }));
  const { spec, rows } = data;
  const [address, setAddress] = useState(opened);
  const words = useDeferredValue(address.words);
  const counts = useMemo(() => countMatrix(rows), [rows]);
  const shown = useMemo(() => filterMatrix(rows, address.show, words), [rows, address.show, words]);
  const href = `/${organization}/projects/${project}/specs/${slug}`;
  const go = (change: Partial<MatrixAddress>) => {
    const next = { ...address, ...change };
    setAddress(next);
    window.history.replaceState(null, '', `${window.location.pathname}${writeMatrixAddress(next)}`);
  };
  return (
    <>
      <PageHead
        title="Matrix"
        crumbs={[
          { label: 'Projects', href: `/${organization}` },
          { label: spec.project.name, href: `/${organization}/projects/${project}` },
          { label: spec.title, href },
        ]}
        actions={
          <Button onClick={() => download(`${slug}-matrix.csv`, matrixCsv(shown))} disabled={shown.length === 0}>
            <Download aria-hidden="true" className="size-3.5" /> CSV
          </Button>
        }
      >
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <fieldset aria-label="Show" className="flex flex-wrap gap-1">
            {matrixFilters.map((filter) => (
              <button
                key={filter}
                type="button"
                aria-pressed={address.show === filter}
                onClick={() => go({ show: filter })}
                className={cx(
                  'h-7 rounded-md border px-2 text-xs',
                  address.show === filter ? 'border-accent bg-accent-soft text-accent' : 'border-border hover:bg-muted',
                )}
              >
                {names[filter]} <span className="text-muted-foreground">{counts[filter]}</span>
              </button>
            ))}
          </fieldset>
          <input
            type="search"
            aria-label="Find criteria"
            placeholder="Find in sentences and ids"
            value={address.words}
            onChange={(event) => go({ words: event.target.value })}
            className="control h-7 max-w-72 text-xs"
          />
          <span role="status" className="text-xs text-muted-foreground">
            {shown.length} of {rows.length} criteria
          </span>
          {spec.format === 'openspec' && rows.length > 0 && (
            <span className="text-xs text-muted-foreground">
              Tasks of OpenSpec name no criteria: which serves which is not written there.
            </span>
          )}
        </div>
      </PageHead>
      <div className="min-h-0 flex-1">
        {shown.length > 0 ? (
          <MatrixTable rows={shown} href={href} tested={testedBy} />
        ) : (
          <EmptyState title={rows.length === 0 ? 'No criterion yet' : 'No criterion fits'}>
            {rows.length === 0
              ? 'Once the requirements hold criteria, what covers each is shown here.'
              : 'Choose another gap, or other words.'}
          </EmptyState>
        )}
      </div>
    </>
  );
}

function testedBy({ verdict }: MatrixRow): string {
  const count = verdict?.checks.length ?? 0;
  const own = verdict?.own.length ?? 0;
  if (count === 0) return own === 0 ? '' : `${own} by the agent`;
  return `${count} ${count === 1 ? 'test' : 'tests'}`;
}

function download(name: string, text: string): void {
  // A spreadsheet takes a file without the mark for one of its own alphabet.
  const address = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
