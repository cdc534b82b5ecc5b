import type { Format } from '#core/formats/find-specs.ts';
import { readTasks } from '#core/formats/read-document.ts';

/**
 * `readings` is `readings.spec`: what the criteria mean. `proposal` is why OpenSpec changes something. `steering` is guidance to agents, the project's and
 * no spec's.
 */
export type DocumentKind = 'requirements' | 'bugfix' | 'design' | 'tasks' | 'readings' | 'proposal' | 'steering';

/**
 * The text that an approval binds: its sha256 names what was approved. In tasks the state of each, the character in its checkbox or the word of its status, is a blank, for
 * ticking a task is progress and no change of what was agreed; everything else counts, character for character.
 */
export function boundText(kind: DocumentKind, text: string, format?: Format): string {
  if (kind !== 'tasks') return text;
  const parts: string[] = [];
  let from = 0;
  // A status of task-master may stand behind the subtasks of its task.
  const states = readTasks(text, format)
    .tree.tasks.map(({ stateSpan }) => stateSpan)
    .sort((a, b) => a.start - b.start);
  for (const stateSpan of states) {
    parts.push(text.slice(from, stateSpan.start), ' ');
    from = stateSpan.end;
  }
  return parts.join('') + text.slice(from);
}
