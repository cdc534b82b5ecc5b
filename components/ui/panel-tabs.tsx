'use client';

import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { cx } from './class-names.ts';
import type { Tab } from './tabs.tsx';
import { useFitting } from './use-fitting.ts';

type PanelTabsProps<T extends string> = {
  label: string;
  tabs: readonly Tab<T>[];
  selected: T;
  onSelect: (id: T) => void;
  className?: string;
  panelClassName?: string;
  children: ReactNode;
};

/**
 * Tabs for a narrow row that holds more of them than fit: what does not fit is in a menu at its end, and the selected one is always seen. Arrows, Home
 * and End go through all of them, those in the menu, too.
 */
export function PanelTabs<T extends string>({ label, tabs, selected, onSelect, className, panelClassName, children }: PanelTabsProps<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex((tab) => tab.id === selected);
  const fitting = useFitting(list, tabs.length, tabs.map(({ label: name, count }) => `${name}${count ?? ''}`).join(), at);
  // A selected tab that does not fit takes the place of the last that does.
  const shown = new Set(tabs.slice(0, at < fitting ? fitting : fitting - 1).map((tab) => tab.id));
  if (at >= 0) shown.add(selected);
  const hidden = tabs.filter((tab) => !shown.has(tab.id));
  const move = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    onSelect(next.id);
    // It may have to come out of the menu first.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus());
  };
  const moveInMenu = (event: KeyboardEvent<HTMLElement>) => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const from = items.indexOf(event.target instanceof HTMLElement ? event.target : document.body);
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };
  return (
    <div className={cx('flex min-h-0 flex-col', className)}>
      <div className="relative flex shrink-0 border-b border-border px-2">
        <div ref={list} role="tablist" aria-label={label} onKeyDown={move} className="relative flex min-w-0 flex-1 overflow-hidden">
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
                'flex h-9 shrink-0 items-center gap-1 px-2 text-[0.8125rem] font-medium -outline-offset-2!',
                // The others are measured where they cannot be seen or reached, and take no room in the row.
                shown.has(tab.id) ? 'relative' : 'invisible absolute -left-[999px]',
                tab.id === selected
                  ? 'text-foreground after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-accent'
                  : 'text-muted-foreground hover:text-foreground',
              )}
            >
              <TabWords tab={tab} />
            </button>
          ))}
        </div>
        {hidden.length > 0 && (
          <button
            type="button"
            popoverTarget={`${id}-more`}
            aria-haspopup="menu"
            aria-label={`More: ${hidden.map((tab) => tab.label).join(', ')}`}
            className="flex h-9 shrink-0 items-center gap-1 px-2 text-[0.8125rem] font-medium text-muted-foreground -outline-offset-2! hover:text-foreground"
          >
            More <ChevronDown aria-hidden="true" className="size-3.5" />
          </button>
        )}
        <div
          ref={menu}
          id={`${id}-more`}
          popover="auto"
          role="menu"
          tabIndex={-1}
          aria-label={`More of ${label.toLowerCase()}`}
          onKeyDown={moveInMenu}
          onBeforeToggle={({ currentTarget }) => {
            const button = currentTarget.parentElement?.getBoundingClientRect();
            if (!button) return;
            currentTarget.style.top = `${button.bottom}px`;
            currentTarget.style.right = `${window.innerWidth - button.right + 8}px`;
          }}
          onToggle={({ newState, currentTarget }) => {
            if (newState === 'open') currentTarget.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
          }}
          className="fixed inset-auto m-0 min-w-40 rounded-lg border border-border bg-card p-1 shadow-(--shadow)"
        >
          {hidden.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="menuitem"
              onClick={() => {
                menu.current?.hidePopover();
                onSelect(tab.id);
              }}
              className="flex h-8 w-full items-center gap-1.5 rounded-md px-2 text-left hover:bg-muted"
            >
              <TabWords tab={tab} />
            </button>
          ))}
        </div>
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`} className={cx('min-h-0 flex-1', panelClassName)}>
        {children}
      </div>
    </div>
  );
}

function TabWords<T extends string>({ tab: { mark, label, count } }: { tab: Tab<T> }) {
  return (
    <>
      {mark}
      {label}
      {count !== undefined && count !== 0 && (
        <span className="rounded-full bg-muted px-1.5 text-xs leading-[1.125rem] font-normal text-muted-foreground tabular-nums">
          {count ?? <span aria-hidden="true">··</span>}
        </span>
      )}
    </>
  );
}
