export const changeTopics = ['inbox', 'comments', 'suggestions', 'runs', 'questions', 'checks', 'readings'] as const;

/**
 * Says that something may be read anew: a hint, not the thing. `inbox` carries the id of the person whose inbox it is, `comments` that
 * of the spec whose comments they are, `suggestions` that of the document, `questions`, `checks` and `readings` that of the spec, `runs` that
 * of a run whose state is another one.
 */
export type Change = { topic: (typeof changeTopics)[number]; id: string };

/** Reads a change as it comes over the wire; null for anything else. By hand: every page carries this, and no page a library of schemas. */
export function readChange(value: unknown): Change | null {
  if (typeof value !== 'object' || value === null || !('topic' in value) || !('id' in value)) return null;
  const topic = changeTopics.find((known) => known === value.topic);
  return topic && typeof value.id === 'string' && value.id.length <= 100 ? { topic, id: value.id } : null;
}
