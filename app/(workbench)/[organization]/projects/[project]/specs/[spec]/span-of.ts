import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { Address } from './address.ts';

/** Where a deep link points to in the text. */
export function spanOf({ requirements, design, tasks }: SpecAnalysis, { document, at }: Pick<Address, 'document' | 'at'>): Span | null {
  if (at === null) return null;
  if (document === 'design') return design?.tree.properties.find(({ id }) => id === at)?.headingSpan ?? null;
  if (document === 'tasks') return tasks?.tree.tasks.find(({ id }) => id === at)?.span ?? null;
  return requirements?.tree.requirements.flatMap(({ criteria }) => criteria).find(({ id }) => id === at)?.span ?? null;
}
