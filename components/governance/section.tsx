import type { ReactNode } from 'react';

type SectionProps = { title: string; hint: string; actions?: ReactNode; children: ReactNode };

export function Section({ title, hint, actions, children }: SectionProps) {
  return (
    <section aria-label={title} className="mb-8">
      <header className="mb-3 flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="font-semibold">{title}</h2>
          <p className="text-muted-foreground">{hint}</p>
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
