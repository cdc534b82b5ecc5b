'use client';

import { useEffect, useMemo, useRef } from 'react';
import type { PageActions } from '#components/page/page-facts.ts';
import type { RenameSubject } from '#core/edits/rename-across.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { Task } from '#core/language/spec-tree.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';

type Doing = {
  onJump: (stage: DocumentStage, to: Span, at?: string | null) => void;
  onVerdict: (criterionId: string) => void;
  onRun: (task: Task) => void;
  onRename: (subject: RenameSubject) => void;
  runsHref: string;
};

/** What the rows of a page lead to. The same object until the analysis is a new one, so that rows are not drawn again for nothing. */
export function usePageActions(analysis: SpecAnalysis, doing: Doing): PageActions {
  const latest = useRef(doing);
  useEffect(() => {
    latest.current = doing;
  });
  const { runsHref } = doing;
  return useMemo(
    () => ({
      onCriterion: (id) => openersOf(analysis, latest.current.onJump).onCriterion(id),
      onTask: (id) => openersOf(analysis, latest.current.onJump).onTask(id),
      onProperty: (id) => openersOf(analysis, latest.current.onJump).onProperty(id),
      onVerdict: (id) => latest.current.onVerdict(id),
      onRun: (task) => latest.current.onRun(task),
      onRename: (subject) => latest.current.onRename(subject),
      runsHref,
    }),
    [analysis, runsHref],
  );
}

/** Goes to what an id names, in whichever document it stands. */
export function openersOf({ requirements, design, tasks }: SpecAnalysis, onJump: Doing['onJump']) {
  return {
    onCriterion: (id: string) => {
      const span = requirements?.tree.requirements.flatMap(({ criteria }) => criteria).find((criterion) => criterion.id === id)?.span;
      if (span) onJump('requirements', span, id);
    },
    onTask: (id: string) => {
      const span = tasks?.tree.tasks.find((task) => task.id === id)?.span;
      if (span) onJump('tasks', span, id);
    },
    onProperty: (id: string) => {
      const span = design?.tree.properties.find((property) => property.id === id)?.headingSpan;
      if (span) onJump('design', span);
    },
  };
}

/** The same for the source, whose lenses know tasks by their ids. */
export function languageOf<T extends object>({ onVerdict, onRun }: PageActions, { tasks }: SpecAnalysis, rest: T) {
  return {
    ...rest,
    onVerdict,
    onRun: (id: string) => {
      const task = tasks?.tree.tasks.find((one) => one.id === id);
      if (task) onRun?.(task);
    },
  };
}
