'use client';

import { GoLink } from '#components/ui/go-link.tsx';
import { InlineText } from '#components/ui/inline-text.tsx';

export const taskCardPx = 84;

export type TaskOnBoard = {
  id: string;
  title: string;
  runId: string | null;
  spec: { id: string; title: string };
};

type TaskCardProps = { task: TaskOnBoard; href: string; runsHref: string; mayMove: boolean; onDrag: (isDragged: boolean) => void };

/** A task on the board, with its spec and its latest run. */
export function TaskCard({ task, href, runsHref, mayMove, onDrag }: TaskCardProps) {
  const { id, title, runId, spec } = task;
  return (
    <article
      draggable={mayMove}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', title);
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
      className="relative flex h-full flex-col gap-1 rounded-md border border-border bg-card px-2.5 py-2 hover:border-input has-[[data-row]:focus-visible]:outline-2 has-[[data-row]:focus-visible]:outline-accent"
    >
      <GoLink
        href={href}
        data-row
        draggable={false}
        title={title}
        className="line-clamp-2 leading-4.5 outline-none after:absolute after:inset-0 hover:text-accent"
      >
        <span className="font-mono text-xs font-semibold">{id}</span> <InlineText text={title} />
      </GoLink>
      <p className="mt-auto flex min-w-0 gap-2 text-xs text-muted-foreground">
        <span className="min-w-0 flex-1 truncate">{spec.title}</span>
        {runId && (
          <GoLink href={`${runsHref}/${runId}`} className="relative z-1 shrink-0 hover:text-foreground hover:underline">
            Run
          </GoLink>
        )}
      </p>
    </article>
  );
}
