'use client';

import { memo, useRef } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { useLightLinks } from '#components/ui/use-light-links.ts';
import { useRowsInSight } from '#components/ui/use-rows-in-sight.ts';
import { useRowsInTurns } from '#components/ui/use-rows-in-turns.ts';
import { unverified, VerdictMark, verdictWords } from '#components/vocabulary/verdict.tsx';
import type { MatrixRow } from '#core/trace/matrix.ts';

type MatrixTableProps = { rows: readonly MatrixRow[] /** Where the spec is shown. */; href: string; tested: (row: MatrixRow) => string };

const rowPx = 40;
/** Rows that come in one frame. */
const atOnce = 6;

/** Widths are given: measured ones would change with the rows that scroll into sight. */
const columns = [
  { name: 'Criterion', className: 'w-[8%]' },
  { name: 'Sentence', className: 'w-[41%]' },
  { name: 'Properties', className: 'w-[12%]' },
  { name: 'Tasks', className: 'w-[17%]' },
  { name: 'Tests', className: 'w-[9%]' },
  { name: 'Verdict', className: 'w-[13%]' },
] as const;
/** Where criteria are called by names and not by numbers. */
const forNames: Readonly<Record<string, string>> = { Criterion: 'w-[20%]', Sentence: 'w-[29%]' };
const longestNumber = 12;

/** Of the scenario of a requirement what it is called; the whole id is told when somebody points at it. */
const shortId = (id: string): string => (id.length > longestNumber ? (id.split(' / ').at(-1) ?? id) : id);

/** Criteria against what validates, serves and tests them. Only the rows in sight exist; heads and ids stay in sight. */
export function MatrixTable({ rows, href, tested }: MatrixTableProps) {
  const scroller = useRef<HTMLElement>(null);
  useLightLinks(scroller);
  const range = useRowsInTurns(useRowsInSight(scroller, { count: rows.length, rowPx }), atOnce);
  const shown = rows.slice(range.from, range.to);
  const hasNames = rows.some(({ criterionId }) => criterionId.length > longestNumber);
  const below = Math.max(0, rows.length - range.from - shown.length) * rowPx;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll with keys, too
    <section ref={scroller} tabIndex={0} aria-label="Matrix" className="h-full overflow-auto">
      <table
        aria-label="Coverage of criteria"
        aria-rowcount={rows.length + 1}
        className="w-full min-w-[60rem] table-fixed border-separate border-spacing-0 text-left"
      >
        <thead>
          <tr>
            {columns.map(({ name, className }) => (
              <th
                key={name}
                scope="col"
                className={cx(
                  'sticky top-0 z-2 h-9 border-b border-border bg-background px-3 text-xs font-medium text-muted-foreground first:left-0 first:z-3 first:pl-5',
                  (hasNames && forNames[name]) || className,
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {range.from > 0 && <Space px={range.from * rowPx} />}
          {shown.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: ids may stand in a text twice
            <Row key={`${row.criterionId}:${range.from + at}`} row={row} index={range.from + at} href={href} tested={tested(row)} />
          ))}
          {below > 0 && <Space px={below} />}
        </tbody>
      </table>
    </section>
  );
}

const cell = 'h-10 border-b border-border px-3 group-hover:bg-muted/50';

type RowProps = { row: MatrixRow; index: number; href: string; tested: string };

/** Scrolling draws the rows that come, and no others. */
const Row = memo(function Row({ row, index, href, tested }: RowProps) {
  const { criterionId, text, propertyIds, taskIds, verdict } = row;
  const known = verdict ?? unverified;
  return (
    <tr className="group" aria-rowindex={index + 2} style={{ height: rowPx }}>
      <th
        scope="row"
        // Where all columns fit, nothing moves sideways, and a cell that could costs a layer.
        className="h-10 border-b border-border max-w-0 bg-background pr-3 pl-5 text-left font-mono text-xs font-semibold group-hover:bg-muted max-xl:sticky max-xl:left-0 max-xl:z-1"
      >
        <a href={`${href}?at=${encodeURIComponent(criterionId)}`} data-row title={criterionId} className="block truncate hover:text-accent">
          {shortId(criterionId)}
        </a>
      </th>
      <td className={cx(cell, 'max-w-0')}>
        <span className="block truncate" title={text}>
          <InlineText text={text} />
        </span>
      </td>
      <Ids ids={propertyIds} gap="no property" address={(id) => `${href}?document=design&at=${encodeURIComponent(id)}`} />
      <Ids ids={taskIds} gap="no task" address={(id) => `${href}?document=tasks&at=${encodeURIComponent(id)}`} />
      <td className={cx(cell, 'whitespace-nowrap')}>{tested === '' ? <Gap>no test</Gap> : <span className="text-xs">{tested}</span>}</td>
      <td className={cx(cell, 'pr-5')}>
        <a
          href={`${href}?evidence=${encodeURIComponent(criterionId)}`}
          aria-label={`Verdict of ${criterionId}: ${verdictWords(known)}. Show the evidence`}
          className="flex rounded-sm py-0.5 hover:bg-muted"
        >
          <VerdictMark verdict={known} />
        </a>
      </td>
    </tr>
  );
});

const shownAtMost = 5;
/** Characters of ids that a cell has room for, each with what is around it. */
const roomOfIds = 20;

/** How many ids a cell shows: `T012` takes more room than `1.1`, and the name of a scenario all of it. */
function fitting(ids: readonly string[]): number {
  let room = roomOfIds;
  const last = ids.slice(0, shownAtMost).findIndex((id) => {
    room -= id.length + 1;
    return room < 0;
  });
  return last < 0 ? shownAtMost : Math.max(1, last);
}

function Ids({ ids, gap, address }: { ids: readonly string[]; gap: string; address: (id: string) => string }) {
  const count = fitting(ids);
  return (
    <td className={cx(cell, ids.length === 0 && 'bg-warning-soft')}>
      <span className="flex items-center gap-1 whitespace-nowrap">
        {ids.length === 0 && <Gap>{gap}</Gap>}
        {ids.slice(0, count).map((id) => (
          <a
            key={id}
            href={address(id)}
            className="rounded-sm border border-border px-1 font-mono text-xs leading-4 hover:border-accent hover:text-accent"
          >
            {id}
          </a>
        ))}
        {ids.length > count && (
          <span className="text-xs text-muted-foreground" title={ids.join(', ')}>
            +{ids.length - count}
          </span>
        )}
      </span>
    </td>
  );
}

function Gap({ children }: { children: string }) {
  return (
    <span className="flex items-center gap-1 text-xs text-warning">
      <StateIcon shape="bang" className="size-3.5" />
      {children}
    </span>
  );
}

/** As high as the rows that are not drawn. */
function Space({ px }: { px: number }) {
  return (
    <tr style={{ height: px }}>
      <td colSpan={columns.length} />
    </tr>
  );
}
