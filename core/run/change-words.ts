import type { ItemChange } from '#core/trace/impact.ts';

/** So many changes are told word by word; who changes more has the agent read it all again anyway. */
const mostTold = 12;
const mostLetters = 400;

/**
 * What an agent is told while it works: the spec is not the one that it began with, by whose hands, and what the criteria, properties and
 * tasks say now. `documents` are those whose text changed in substance.
 */
export function changeWords(documents: readonly string[], changes: readonly ItemChange[], by: readonly string[]): string {
  const whose = by.length === 0 ? '' : ` ${by.join(', ')} changed it.`;
  const told = changes.slice(0, mostTold).map(wordsOf);
  const rest = changes.length > mostTold ? [`${changes.length - mostTold} more of its parts changed.`] : [];
  const what = told.length === 0 ? ['No criterion, property or task changed, but what stands around them did.'] : [...told, ...rest];
  return [
    `The spec is not the one that you began with any more: its ${documents.join(' and ')} changed.${whose}`,
    ...what.map((line) => `- ${line}`),
    'Work to the text as it is now. What you have done by the old one, and does not fit any more, is yours to mend.',
  ].join('\n');
}

function wordsOf({ kind, id, change, after }: ItemChange): string {
  const name = `${kind[0]?.toUpperCase()}${kind.slice(1)} ${id}`;
  if (change === 'removed') return `${name} is gone.`;
  const words = (after ?? '').replace(/\s+/g, ' ').trim();
  const said = words.length > mostLetters ? `${words.slice(0, mostLetters)}…` : words;
  return `${name} ${change === 'added' ? 'is new' : 'now says'}: ${said}`;
}
