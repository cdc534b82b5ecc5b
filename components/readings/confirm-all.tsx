'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { formatCount } from '#components/ui/format-time.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import type { Confirmable } from '#core/readings/ready-to-confirm.ts';
import type { Readings } from './use-readings.ts';

type ConfirmAllProps = { ready: readonly Confirmable[]; open: readonly Confirmable[]; readings: Readings; onClose: () => void };

/** Everything that nothing contradicts, to be looked at and confirmed at once. */
export function ConfirmAll({ ready, open, readings, onClose }: ConfirmAllProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = ready.filter(({ reading }) => !left.has(reading.criterion));
  const confirm = async () => {
    if (await readings.confirm(chosen.map(({ reading }) => reading))) onClose();
  };
  return (
    <Dialog
      title="Confirm readings"
      description="Each says what its sentence is taken to mean. Untick what is not meant so."
      className="w-[min(44rem,calc(100vw-2rem))]!"
      onClose={onClose}
    >
      <ul className="-mx-1 max-h-[50dvh] space-y-0.5 overflow-auto">
        {ready.map(({ reading: { criterion, english } }) => (
          <li key={criterion}>
            <label className="flex cursor-pointer items-start gap-2 rounded-md px-1 py-1 hover:bg-muted/60">
              <input
                type="checkbox"
                className="mt-1 accent-(--accent)"
                checked={!left.has(criterion)}
                onChange={({ target }) => {
                  const next = new Set(left);
                  if (target.checked) next.delete(criterion);
                  else next.add(criterion);
                  setLeft(next);
                }}
              />
              <span className="w-10 shrink-0 font-semibold">{criterion}</span>
              <span className="min-w-0 break-words">
                <InlineText text={english ?? ''} />
              </span>
            </label>
          </li>
        ))}
      </ul>
      {open.length > 0 && (
        <details className="mt-3 text-xs text-muted-foreground">
          <summary className="cursor-pointer">{formatCount(open.length, 'reading')} left out: something is open about each</summary>
          <ul className="mt-1 max-h-40 space-y-0.5 overflow-auto">
            {open.map(({ reading: { criterion }, open: why }) => (
              <li key={criterion} className="flex gap-2">
                <span className="w-10 shrink-0 font-semibold">{criterion}</span>
                <span className="min-w-0 break-words">
                  <InlineText text={why ?? ''} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" disabled={chosen.length === 0 || readings.isBusy} onClick={() => void confirm()}>
          {readings.isBusy ? 'Confirming' : `Confirm ${formatCount(chosen.length, 'reading')}`}
        </Button>
      </div>
    </Dialog>
  );
}
