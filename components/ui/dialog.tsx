'use client';

import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';
import { cx } from './class-names.ts';

type DialogProps = { title: string; description?: string; onClose: () => void; className?: string; children: ReactNode };

/**
 * A modal: the browser's own dialog keeps the focus inside, answers Escape and gives the focus back. It is open
 * while it is mounted.
 */
export function Dialog({ title, description, onClose, className, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    // The browser would begin at the button that closes it.
    dialog?.querySelector<HTMLElement>('input:not([readonly]), select, textarea')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={element}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
      className={cx(
        'fixed inset-0 m-auto max-h-[85dvh] w-[min(30rem,calc(100vw-2rem))] overflow-auto rounded-lg border border-border bg-card p-0 shadow-(--shadow) backdrop:bg-black/40',
        className,
      )}
    >
      <header className="flex items-start gap-3 px-4 pt-3.5">
        <div className="min-w-0 flex-1">
          <h2 id={`${id}-title`} className="text-base font-semibold">
            {title}
          </h2>
          {description && (
            <p id={`${id}-description`} className="mt-0.5 text-muted-foreground">
              {description}
            </p>
          )}
        </div>
        <IconButton label="Close" shortcut="Esc" onClick={onClose}>
          <X className="size-4" />
        </IconButton>
      </header>
      <div className="px-4 pt-3 pb-4">{children}</div>
    </dialog>
  );
}
