'use client';

import { ChevronDown, Download } from 'lucide-react';
import { useId } from 'react';
import type { Framework } from '#core/verification/suite/emit-tests.ts';

type ExportMenuProps = { isReady: boolean; onChoose: (framework: Framework) => void };

const names: readonly { framework: Framework; label: string }[] = [
  { framework: 'vitest', label: 'Vitest and fast-check' },
  { framework: 'jest', label: 'Jest' },
  { framework: 'node', label: 'node:test' },
  { framework: 'pytest', label: 'pytest and Hypothesis' },
];

/** The suite as a plain test file that runs without the workbench. */
export function ExportMenu({ isReady, onChoose }: ExportMenuProps) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        disabled={!isReady}
        className="inline-flex h-8 items-center gap-1.5 rounded-md border border-border bg-card px-3 font-medium enabled:hover:bg-muted disabled:opacity-55"
      >
        <Download aria-hidden="true" className="size-3.5" /> Test file <ChevronDown aria-hidden="true" className="size-3.5" />
      </button>
      <div
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label="Write the suite out for"
        onBeforeToggle={({ currentTarget }) => {
          const button = document.querySelector(`[popovertarget="${id}"]`)?.getBoundingClientRect();
          if (!button) return;
          currentTarget.style.top = `${button.bottom + 4}px`;
          currentTarget.style.right = `${window.innerWidth - button.right}px`;
        }}
        className="fixed inset-auto m-0 min-w-48 rounded-lg border border-border bg-card p-1 shadow-(--shadow)"
      >
        {names.map(({ framework, label }) => (
          <button
            key={framework}
            type="button"
            role="menuitem"
            popoverTarget={id}
            popoverTargetAction="hide"
            onClick={() => onChoose(framework)}
            className="flex h-8 w-full items-center rounded-md px-2 text-left hover:bg-muted"
          >
            {label}
          </button>
        ))}
      </div>
    </>
  );
}
