'use client';

import type { Answers } from '#components/shell/answers.ts';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { GoLink } from '#components/ui/go-link.tsx';
import { Meter } from '#components/ui/meter.tsx';
import { StageIcon } from '#components/vocabulary/stage-state.tsx';

export type BoardCard = Answers['pipeline']['board'][number];
export const specCardPx = 108;

type SpecCardProps = {
  spec: BoardCard;
  href: string;
  withProject: boolean;
  isChosen: boolean;
  /** Null for whoever may not change specs. */
  onChoose: ((isRange: boolean) => void) | null;
  onDrag: (isDragged: boolean) => void;
};

/** A spec on the board: what it is, what it waits for, how much of it holds. */
export function SpecCard({ spec, href, withProject, isChosen, onChoose, onDrag }: SpecCardProps) {
  const { title, kind, epic, project, stages, counts, waitsFor, isArchived } = spec;
  return (
    <article
      draggable={onChoose !== null}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', title);
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
      className={cx(
        'group relative flex h-full flex-col gap-1 rounded-md border bg-card px-2.5 py-2 has-[[data-row]:focus-visible]:outline-2 has-[[data-row]:focus-visible]:outline-accent',
        isChosen ? 'border-accent bg-accent-soft' : 'border-border hover:border-input',
      )}
    >
      <div className="flex items-start gap-1.5">
        {isArchived ? (
          <span className="min-w-0 flex-1 truncate font-medium text-muted-foreground" title={title}>
            {title}
          </span>
        ) : (
          <GoLink
            href={href}
            data-row
            title={title}
            draggable={false}
            className="min-w-0 flex-1 truncate font-medium outline-none after:absolute after:inset-0 hover:text-accent"
          >
            {title}
          </GoLink>
        )}
        {onChoose && (
          <input
            type="checkbox"
            aria-label={`Choose ${title}`}
            checked={isChosen}
            onChange={({ nativeEvent }) => onChoose(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
            className={cx(
              'relative z-1 mt-0.5 size-4 accent-(--accent)',
              !isChosen && 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100 max-md:opacity-100',
            )}
          />
        )}
      </div>
      <p className="line-clamp-2 min-h-9 text-xs leading-4.5 text-muted-foreground">
        {isArchived
          ? 'Put away.'
          : (waitsFor ?? (counts.tasks > 0 ? `${counts.tasksDone} of ${counts.tasks} tasks done.` : 'No tasks yet.'))}
      </p>
      <div className="mt-auto flex min-w-0 items-center gap-1.5">
        <span
          className="flex shrink-0 gap-0.5"
          role="img"
          aria-label={stages.map(({ name, state }) => `${name}: ${state.replace('_', ' ')}`).join(', ')}
        >
          {stages.map(({ stage, state }) => (
            <StageIcon key={stage} state={state} className="size-3.5" />
          ))}
        </span>
        {kind === 'bugfix' && <Chip>Bugfix</Chip>}
        {epic && (
          <Chip tone="accent" className="min-w-0 shrink!" title={`Epic: ${epic}`}>
            <span className="truncate">{epic}</span>
          </Chip>
        )}
        {withProject && <span className="min-w-0 truncate text-xs text-muted-foreground">{project.name}</span>}
        {!isArchived && counts.criteria > 0 && (
          <span className="ml-auto w-20 shrink-0">
            <Meter label="Verified criteria" value={counts.verified} max={counts.criteria} />
          </span>
        )}
      </div>
    </article>
  );
}
