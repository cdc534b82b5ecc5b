import { parseTasks } from '#core/language/parse-tasks.ts';

/** `readings` is `readings.spec`: what the criteria mean. `steering` is guidance to agents, the project's and no spec's. */
export type DocumentKind = 'requirements' | 'bugfix' | 'design' | 'tasks' | 'readings' | 'steering';

/**
 * The text that an approval binds: its sha256 names what was approved. In tasks the state of every checkbox is a blank, for
 * ticking a task is progress and no change of what was agreed; everything else counts, character for character.
 */
export function boundText(kind: DocumentKind, text: string): string {
  if (kind !== 'tasks') return text;
  const parts: string[] = [];
  let from = 0;
  for (const { stateSpan } of parseTasks(text).tree.tasks) {
    parts.push(text.slice(from, stateSpan.start), ' ');
    from = stateSpan.end;
  }
  return parts.join('') + text.slice(from);
}
