import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { VerdictOf } from './hover.ts';
import { numberSpan } from './subjects.ts';

/** Words above a line, and what a click on them does. */
export type Lens = { span: Span; title: string; act: 'verdict' | 'references' | 'run'; id: string };

type Wanted = {
  verdictOf?: VerdictOf | undefined;
  mayRun: boolean;
  /** Where lenses are wanted: each is a zone of its own in the editor, and a long document has thousands. */
  within: Span;
};

/** The lenses of a stretch of a document, in the order of the text. */
export function lensesOf(
  { texts, requirements, tasks, trace }: SpecAnalysis,
  document: DocumentStage,
  { verdictOf, mayRun, within }: Wanted,
): Lens[] {
  const isWanted = ({ span }: { span: Span }) => span.start <= within.end && span.end >= within.start;
  if (document === 'requirements') {
    const criteria = requirements?.tree.requirements.filter(isWanted).flatMap((requirement) => requirement.criteria.filter(isWanted)) ?? [];
    return criteria.flatMap(({ id, span }): Lens[] => {
      const { taskIds = [], propertyIds = [] } = trace.criteria.get(id) ?? {};
      const count = taskIds.length + propertyIds.length;
      const verdict = verdictOf?.(id) ?? null;
      return [
        ...(verdict === null ? [] : [{ span, title: verdict, act: 'verdict' as const, id }]),
        { span, title: count === 1 ? '1 reference' : `${count} references`, act: 'references', id },
      ];
    });
  }
  if (document !== 'tasks' || !tasks || !mayRun) return [];
  const parents = new Set(tasks.tree.tasks.map(({ parentId }) => parentId));
  return tasks.tree.tasks.filter(isWanted).flatMap((task): Lens[] => {
    if (parents.has(task.id)) return [];
    const span = numberSpan(texts.tasks ?? '', task) ?? task.stateSpan;
    return [{ span, title: 'Run task', act: 'run', id: task.id }];
  });
}
