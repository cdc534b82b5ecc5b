import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { VerdictOf } from './hover.ts';
import { numberSpan } from './subjects.ts';

/** Words above a line, and what a click on them does. */
export type Lens = { span: Span; title: string; act: 'verdict' | 'references' | 'run'; id: string };

/** Each lens is a zone of its own in the editor: a document of more items than this has none, so that typing in it stays smooth. */
const ATMOST = 400;

/** The lenses of a document, in the order of the text. */
export function lensesOf(
  { texts, requirements, tasks, trace }: SpecAnalysis,
  document: DocumentStage,
  { verdictOf, mayRun }: { verdictOf?: VerdictOf | undefined; mayRun: boolean },
): Lens[] {
  if (document === 'requirements') {
    const criteria = requirements?.tree.requirements.flatMap((requirement) => requirement.criteria) ?? [];
    if (criteria.length > ATMOST) return [];
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
  if (document !== 'tasks' || !tasks || !mayRun || tasks.tree.tasks.length > ATMOST) return [];
  const parents = new Set(tasks.tree.tasks.map(({ parentId }) => parentId));
  return tasks.tree.tasks.flatMap((task): Lens[] => {
    if (parents.has(task.id)) return [];
    const span = numberSpan(texts.tasks ?? '', task) ?? task.stateSpan;
    return [{ span, title: 'Run task', act: 'run', id: task.id }];
  });
}
