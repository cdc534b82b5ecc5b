'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { cx } from './class-names.ts';

export type Tab<T extends string> = { id: T; label: string; count?: number | null | undefined; mark?: ReactNode };

type TabsProps<T extends string> = {
  label: string;
  tabs: readonly Tab<T>[];
  selected: T;
  onSelect: (id: T) => void;
  /** At the end of the row of tabs. */
  aside?: ReactNode;
  className?: string;
  panelClassName?: string;
  children: ReactNode;
};

/** Tabs with one panel: arrows, Home and End move, as the ARIA pattern has it. */
export function Tabs<T extends string>({ label, tabs, selected, onSelect, aside, className, panelClassName, children }: TabsProps<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // A row that is too narrow for all of them scrolls, and the chosen one must not lie outside of it.
  useEffect(() => {
    list.current?.querySelector(`[data-tab="${selected}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div className={cx('flex min-h-0 flex-col', className)}>
      <div className="flex shrink-0 items-center gap-2 border-b border-border px-2 max-sm:flex-wrap">
        <div
          ref={list}
          role="tablist"
          aria-label={label}
          onKeyDown={move}
          className="flex min-w-0 flex-1 overflow-x-auto max-sm:basis-full [scrollbar-width:none]"
        >
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              data-tab={tab.id}
              aria-selected={tab.id === selected}
              aria-controls={`${id}-panel`}
              tabIndex={tab.id === selected ? 0 : -1}
              onClick={() => onSelect(tab.id)}
              className={cx(
                'relative flex h-9 shrink-0 items-center gap-1.5 px-1.5 font-medium -outline-offset-2! 2xl:px-2',
                tab.id === selected
                  ? 'text-foreground after:absolute after:inset-x-1.5 after:bottom-0 after:h-0.5 after:rounded-full after:bg-accent'
                  : 'text-muted-foreground hover:text-foreground',
              )}
            >
              {tab.mark}
              {tab.label}
              {typeof tab.count === 'number' && (
                <span className="rounded-full bg-muted px-1.5 text-xs leading-[1.125rem] font-normal text-muted-foreground">
                  {tab.count}
                </span>
              )}
            </button>
          ))}
        </div>
        {aside && <div className="flex items-center gap-1.5 max-sm:w-full max-sm:justify-end max-sm:pb-1.5">{aside}</div>}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`} className={cx('min-h-0 flex-1', panelClassName)}>
        {children}
      </div>
    </div>
  );
}
