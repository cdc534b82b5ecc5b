'use client';

import { cx } from '#components/ui/class-names.ts';
import { type View, views } from './address.ts';

const names: Record<View, { label: string; title: string; isWide?: boolean }> = {
  page: { label: 'Page', title: 'The document as it reads, edited in place' },
  source: { label: 'Source', title: 'The text of the file' },
  split: { label: 'Split', title: 'Page and source side by side', isWide: true },
};

/** How the live text is seen. */
export function ViewSwitch({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  return (
    <fieldset aria-label="View" className="flex shrink-0 rounded-md border border-border p-0.5">
      {views.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={view === name}
          title={names[name].title}
          onClick={() => onChange(name)}
          className={cx(
            'h-6 rounded-sm px-2 text-xs font-medium',
            view === name ? 'bg-muted text-foreground' : 'text-muted-foreground hover:text-foreground',
            names[name].isWide && 'max-lg:hidden',
          )}
        >
          {names[name].label}
        </button>
      ))}
    </fieldset>
  );
}
