import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { type Shape, StateIcon } from './state-icon.tsx';

type NoticeTone = 'neutral' | 'warning' | 'danger' | 'success';
const looks: Record<NoticeTone, { className: string; shape: Shape }> = {
  neutral: { className: 'border-border bg-muted text-foreground [&>svg]:text-muted-foreground', shape: 'hollow' },
  success: { className: 'border-success/30 bg-success-soft text-foreground [&>svg]:text-success', shape: 'check' },
  warning: { className: 'border-warning/30 bg-warning-soft text-foreground [&>svg]:text-warning', shape: 'bang' },
  danger: { className: 'border-danger/30 bg-danger-soft text-foreground [&>svg]:text-danger', shape: 'bang' },
};

type NoticeProps = { tone?: NoticeTone; role?: 'alert' | 'status'; className?: string; children: ReactNode };

/** One sentence that matters here and now. */
export function Notice({ tone = 'neutral', role, className, children }: NoticeProps) {
  const look = looks[tone];
  return (
    <div role={role} className={cx('flex items-start gap-2 rounded-md border px-2.5 py-2', look.className, className)}>
      <StateIcon shape={look.shape} className="mt-0.5" />
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  );
}
