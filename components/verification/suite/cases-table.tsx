'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { FocusRow } from '#core/verification/suite/focus-rows.ts';
import type { Origin } from '#core/verification/suite/test-case.ts';

const origins: Record<Origin, string> = {
  regression: 'failed before',
  cell: 'end of a range',
  pairwise: 'pair of values',
  directed: 'sought out',
  random: 'by chance, near ends',
};

const atFirst = 100;
const head = 'h-8 px-3 text-xs font-medium whitespace-nowrap text-muted-foreground first:pl-4 md:first:pl-5';
const cell = 'px-3 py-2 align-top first:pl-4 md:first:pl-5';

/** Cases of one criterion as they are checked against its sentence: what happens with what, and what has to follow. */
export function CasesTable({ rows }: { rows: readonly FocusRow[] }) {
  const [shown, setShown] = useState(atFirst);
  return (
    <>
      <table aria-label="Cases" className="w-full min-w-[44rem] border-collapse text-left">
        <thead>
          <tr className="border-y border-border">
            <th scope="col" className={head}>
              When
            </th>
            <th scope="col" className={head}>
              With
            </th>
            <th scope="col" className={head}>
              Must follow
            </th>
            <th scope="col" className={head}>
              From
            </th>
            <th scope="col" className={`${head} text-right`}>
              Cases
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row) => (
            <tr key={row.caseId} className="border-b border-border">
              <td className={`${cell} max-w-48`}>
                {row.after.length > 0 && (
                  <span className="block text-xs text-muted-foreground" title={row.after.join(', then ')}>
                    after {row.after.length <= 2 ? row.after.join(', ') : `${row.after.length} steps`}
                  </span>
                )}
                {row.when}
              </td>
              <td className={cell}>
                <Lines of={row.with} none="anything" />
              </td>
              <td className={cell}>
                <Lines of={row.expected} none="nothing" />
              </td>
              <td className={`${cell} text-xs whitespace-nowrap text-muted-foreground`}>{origins[row.origin]}</td>
              <td className={`${cell} text-right tabular-nums`}>{row.cases.toLocaleString('en-US')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <div className="px-5 py-3">
          <Button size="sm" onClick={() => setShown(shown + 400)}>
            Show more of {rows.length.toLocaleString('en-US')}
          </Button>
        </div>
      )}
    </>
  );
}

function Lines({ of, none }: { of: readonly string[]; none: string }) {
  if (of.length === 0) return <span className="text-muted-foreground">{none}</span>;
  return (
    <ul>
      {of.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
