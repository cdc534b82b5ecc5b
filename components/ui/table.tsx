import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { GoLink } from './go-link.tsx';

export type Column = { label: string; className?: string };

type TableProps = { label: string; columns: readonly Column[]; children: ReactNode; className?: string };

export function Table({ label, columns, children, className }: TableProps) {
  return (
    <table aria-label={label} className={cx('w-full border-collapse text-left', className)}>
      <thead>
        <tr className="border-b border-border">
          {columns.map(({ label: name, className: columnClass }) => (
            <th
              key={name}
              scope="col"
              className={cx(
                'h-8 px-3 text-xs font-medium whitespace-nowrap text-muted-foreground first:pl-4 last:pr-4 md:first:pl-5',
                columnClass,
              )}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

type RowProps = { children: ReactNode; className?: string };

/** A row whose `RowLink` covers it: one target, one name, and still a table. */
export function Row({ children, className }: RowProps) {
  return (
    <tr
      className={cx(
        'relative h-11 border-b border-border hover:bg-muted/60 has-[[data-row]:focus-visible]:bg-accent-soft',
        '[&>td]:px-3 [&>td:first-child]:pl-4 [&>td:last-child]:pr-4 md:[&>td:first-child]:pl-5',
        className,
      )}
    >
      {children}
    </tr>
  );
}

type RowLinkProps = { href: string; children: ReactNode; className?: string };

export function RowLink({ href, children, className }: RowLinkProps) {
  return (
    <GoLink
      href={href}
      data-row
      className={cx(
        'font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent',
        className,
      )}
    >
      {children}
    </GoLink>
  );
}
