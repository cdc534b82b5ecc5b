import type { EarsPattern } from '#core/language/spec-tree.ts';

/** The EARS patterns as a screen names them. */
export const patternNames: Record<EarsPattern, string> = {
  ubiquitous: 'Always',
  event: 'Event',
  state: 'State',
  unwanted: 'Unwanted',
  optional: 'Option',
  complex: 'Complex',
  unclassified: 'Not EARS',
};
