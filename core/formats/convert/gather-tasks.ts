import { readLines } from '#core/language/lines.ts';
import { headingWords } from '#core/language/requirement-headings.ts';
import { gatheredState, type PortableTask } from './portable-spec.ts';

const GROUP = /^(?:Phase\s+)?(\d{1,4})\s*[.:：]\s*(\S.*)$/i;

/**
 * Tasks beneath numbered headings (`## 2. Checkout` of OpenSpec, `## Phase 2: Checkout` of spec-kit) become subtasks of a task that has the heading's
 * number and words. A heading over one task of the same words is that task: so a task without subtasks is written.
 */
export function gatherTasks(document: string, text: string, tasks: PortableTask[]): PortableTask[] {
  const headings = readLines(text).lines.flatMap((line) => {
    if (line.kind !== 'heading' || line.level !== 2) return [];
    const match = GROUP.exec(headingWords(text, line));
    return [
      { start: line.start, end: line.to, id: match?.[1] ?? null, title: (match?.[2] ?? '').replace(/\s*[(（]Priority[^()]*[)）].*$/i, '') },
    ];
  });
  const gathered: PortableTask[] = [];
  let at = -1;
  let open: PortableTask | null = null;
  for (const task of tasks) {
    while ((headings[at + 1]?.start ?? Number.POSITIVE_INFINITY) < task.origin.span.start) {
      at += 1;
      open = null;
    }
    const heading = headings[at];
    if (!heading?.id) gathered.push(task);
    else {
      if (!open) {
        const { start, end, id, title } = heading;
        open = {
          ...task,
          id: `group ${id}`,
          title,
          hasBox: false,
          isOptional: false,
          isParallel: false,
          details: [],
          dependsOn: [],
          children: [],
        };
        open.serves = { criterionIds: [], requirementIds: [], isAll: false };
        open.origin = { document, span: { start, end } };
        gathered.push(open);
      }
      open.children.push(task);
    }
  }
  return gathered.map((task) => {
    const [only] = task.children;
    if (task.hasBox) return task;
    if (only && task.children.length === 1 && only.title === task.title) return only;
    return { ...task, state: gatheredState(task.children) };
  });
}
