import type { Span } from '#core/language/span.ts';
import type { Criterion } from '#core/language/spec-tree.ts';
import type { Value } from '../expression.ts';
import { findBounds } from './bounds.ts';

/** How each relation is said, from the one that leaves the value out to the one that takes it in. */
const TAKING_IN: Record<string, string> = { '>': 'is at least', '<': 'is at most' };
const LEAVING_OUT: Record<string, string> = { '>=': 'is more than', '<=': 'is less than' };

/**
 * The change of a sentence after which its bound takes in (or leaves out) the value: "exceeds 50.00 EUR" becomes "is at least 50.00 EUR". Nothing where
 * the sentence has no such bound.
 */
export function changesAt(criterion: Criterion, value: Value, unit: string | null, isTakenIn: boolean): { span: Span; text: string }[] {
  const table = isTakenIn ? TAKING_IN : LEAVING_OUT;
  for (const bound of findBounds(criterion.text)) {
    const words = table[bound.operator];
    if (words === undefined || bound.value !== value || (unit !== null && bound.unit !== null && bound.unit !== unit)) continue;
    const start = criterion.span.start + bound.span.start;
    return [
      {
        span: { start, end: criterion.span.start + bound.span.end },
        text: `${bound.hasVerb ? words : words.replace(/^is /, '')} ${bound.amount}`,
      },
    ];
  }
  return [];
}
