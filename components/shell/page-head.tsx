import type { ReactNode } from 'react';
import { GoLink } from '#components/ui/go-link.tsx';

export type Crumb = { label: string; href: string };

type PageHeadProps = { title: string; crumbs?: readonly Crumb[]; actions?: ReactNode; children?: ReactNode };

/** Where this is, what it is called, and what can be done with it. */
export function PageHead({ title, crumbs = [], actions, children }: PageHeadProps) {
  return (
    <header className="shrink-0 border-b border-border px-4 py-2.5 md:px-5">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1.5">
        <div className="flex min-w-0 flex-1 items-baseline gap-1.5">
          {crumbs.length > 0 && (
            <nav aria-label="Breadcrumb" className="min-w-0 max-md:hidden">
              <ol className="flex min-w-0 items-baseline gap-1.5 text-muted-foreground">
                {crumbs.map(({ label, href }) => (
                  <li key={href} className="flex min-w-0 items-baseline gap-1.5">
                    <GoLink href={href} className="max-w-48 truncate hover:text-foreground">
                      {label}
                    </GoLink>
                    <span aria-hidden="true">/</span>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <h1 className="truncate text-base font-semibold">{title}</h1>
        </div>
        {actions && <div className="flex items-center gap-2">{actions}</div>}
      </div>
      {children}
    </header>
  );
}
