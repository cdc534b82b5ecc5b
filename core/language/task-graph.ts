import { isLabel } from './labels.ts';
import type { Line } from './lines.ts';
import { headingWords } from './requirement-headings.ts';
import type { Span } from './span.ts';
import type { Diagnostic } from './spec-tree.ts';

export type TaskGraph = {
  waves: string[][] | null /** What each task waits for, where the graph says it in so many words. */;
  dependsOn: Map<string, string[]>;
  diagnostics: Diagnostic[];
};

/**
 * Reads the JSON beneath `## Task Dependency Graph`, in the shapes that are written: waves as `{"id", "tasks"}`, `{"wave", "tasks",
 * "depends_on"}` or bare lists. A graph that is drawn (mermaid, arrows) is not read, and that is said.
 */
export function readGraph(text: string, lines: Line[]): TaskGraph {
  const none: TaskGraph = { waves: null, dependsOn: new Map(), diagnostics: [] };
  const heading = graphHeading(text, lines);
  const headingLine = lines[heading];
  if (!headingLine) return none;
  const block = findBlock(text, lines, heading + 1);
  const note = (message: string, severity: 'warning' | 'hint', span = { start: headingLine.start, end: headingLine.to }): TaskGraph => ({
    ...none,
    diagnostics: [{ code: 'tasks/graph-unread', severity, message, span, fixes: [] }],
  });
  if (!block) return note('The dependency graph holds no JSON block, so the order of tasks is taken from their numbers.', 'hint');
  let json: unknown;
  try {
    json = JSON.parse(text.slice(block.start, block.end));
  } catch {
    const isJson = /^\s*[[{]/.test(text.slice(block.start, block.start + 50));
    return isJson
      ? note('The dependency graph is not valid JSON, so it is ignored.', 'warning', block)
      : note('The dependency graph is drawn and not JSON, so the order of tasks is taken from their numbers.', 'hint', block);
  }
  const entries = isRecord(json) ? json.waves : json;
  if (!Array.isArray(entries)) return note('The dependency graph has no list named "waves", so it is ignored.', 'warning', block);
  return fromEntries(entries, none);
}

/** The stretch of the JSON (or drawing) of the dependency graph; null where the text has none. */
export function graphBlock(text: string, lines: readonly Line[]): Span | null {
  const heading = graphHeading(text, lines);
  return heading < 0 ? null : findBlock(text, lines, heading + 1);
}

function graphHeading(text: string, lines: readonly Line[]): number {
  return lines.findLastIndex((line) => line.kind === 'heading' && isLabel('graph', headingWords(text, line)));
}

function fromEntries(entries: unknown[], none: TaskGraph): TaskGraph {
  const dependsOn = new Map<string, string[]>();
  const byWave = new Map<string, string[]>();
  const waves = entries.map((entry, index) => {
    const tasks = idsOf(isRecord(entry) ? entry.tasks : entry);
    const [name = String(index)] = isRecord(entry) ? idsOf([entry.id ?? entry.wave]) : [];
    byWave.set(name, tasks);
    return tasks;
  });
  entries.forEach((entry, index) => {
    if (!isRecord(entry)) return;
    const named = entry.depends_on ?? entry.dependsOn;
    if (!Array.isArray(named)) return;
    const before =
      named.length === 1 ? (byWave.get(String(named[0])) ?? idsOf(named)) : idsOf(named).flatMap((id) => byWave.get(id) ?? [id]);
    for (const id of waves[index] ?? []) dependsOn.set(id, before);
  });
  return { ...none, waves, dependsOn };
}

/** Ids are strings or numbers, alone or as the `id` of an object. */
function idsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const id: unknown = isRecord(entry) ? (entry.id ?? entry.task) : entry;
    return typeof id === 'string' || typeof id === 'number' ? [String(id)] : [];
  });
}

function findBlock(text: string, lines: readonly Line[], from: number): Span | null {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at];
    if (!line || line.kind === 'heading') return null;
    if (line.kind !== 'opaque' || !/^(?:`{3,}|~{3,})/.test(text.slice(line.from, line.from + 4))) continue;
    let end = at + 1;
    while (
      end < lines.length &&
      lines[end]?.kind === 'opaque' &&
      !/^(?:`{3,}|~{3,})\s*$/.test(text.slice(lines[end]?.from, lines[end]?.to))
    )
      end += 1;
    return { start: Math.min(line.end + 1, text.length), end: lines[end]?.start ?? text.length };
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
