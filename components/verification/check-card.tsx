'use client';

import type { ReactNode } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { formatDuration } from '#components/ui/format-time.ts';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import type { CheckOutcome } from '#core/verification/evidence.ts';
import { Counterexample } from './counterexample.tsx';

const looks: Record<CheckOutcome['status'], { label: string; shape: Shape; color: string }> = {
  passed: { label: 'Passed', shape: 'check', color: 'text-success' },
  failed: { label: 'Failed', shape: 'cross', color: 'text-danger' },
  unreachable: { label: 'Never reached', shape: 'slash', color: 'text-warning' },
  error: { label: 'Error', shape: 'bang', color: 'text-warning' },
};

type CheckCardProps = { check: CheckOutcome; facts?: ReactNode; children?: ReactNode };

/** One check that ran: its name, how it went, on how many inputs, and what broke it. */
export function CheckCard({ check, facts, children }: CheckCardProps) {
  const { name, file, line, status, cases, seed, counterexample, message, durationMs } = check;
  const look = looks[status];
  const path = name.split(' > ');
  return (
    <li className="space-y-2 border-b border-border px-4 py-3 last:border-b-0">
      <div className="flex items-start gap-2">
        <StateIcon shape={look.shape} className={cx('mt-0.5', look.color)} />
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            <span className="sr-only">{look.label}: </span>
            {path.at(-1)}
          </p>
          <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
            {path.length > 1 && <span>{path.slice(0, -1).join(' > ')}</span>}
            {cases === null ? <span>one example</span> : <span>{cases.toLocaleString('en-US')} cases</span>}
            {seed !== null && (
              <span>
                seed <code className="font-mono">{seed}</code>
              </span>
            )}
            {durationMs !== null && <span>{formatDuration(durationMs)}</span>}
            {file && (
              <code className="font-mono">
                {file}
                {line === null ? '' : `:${line}`}
              </code>
            )}
            {facts}
          </p>
        </div>
      </div>
      {children}
      {(counterexample !== null || (status !== 'passed' && message)) && (
        <Counterexample counterexample={counterexample} message={status === 'passed' ? null : message} />
      )}
    </li>
  );
}
