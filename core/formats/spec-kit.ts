import { readEars } from '#core/language/ears.ts';
import { isLabel, readLabelled } from '#core/language/labels.ts';
import { type Line, readLines } from '#core/language/lines.ts';
import { findTitle } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import { headingWords } from '#core/language/requirement-headings.ts';
import type { Span } from '#core/language/span.ts';
import type { Criterion, Parsed, Reference, Requirement, RequirementsTree, Task, TasksTree } from '#core/language/spec-tree.ts';
import { textDiagnostics } from '#core/language/text-diagnostics.ts';

const STORY =
  /^(?:User Story|Story|用户故事|ユーザーストーリー|História de Usuário|Historia de Usuario)(?:\s{0,3}(\d{1,4})\s*(?:[-–—:：]\s*)?|\s*[-–—:：]\s*)(.*)$/i;
/** Beneath "User Stories", a story may be named by its priority or its short id alone. */
const STORIES = /^user (?:stories|scenarios)\b/i;
const SHORT_STORY = /^(?:P\d{1,2}|US[- ]?(\d{1,4}))\s*[-–—:：.]\s*(.+)$/;
const PRIORITY = /\s*[(（](?:Priority|優先度|优先级|Prioridade|Prioridad)[:：][^()（）]{0,20}[)）]\s*(?:🎯.*)?$/i;
const NUMBERED = /^(?:\*\*|~~\*\*)?((?:FR|SC|NFR|EC)-[A-Z0-9-]{0,12}\d{1,4}[a-z]?)(?:\*\*)?\s*[:：(（*]/;
const TASK_ID = /^(?:-\s+\[.\]\s+)?(?:\*\*)?(T\d{1,6}[a-z]?)(?:\*\*)?[:：.]?\s*/;
const TAG = /\s*\[([A-Za-z][A-Za-z0-9 -]{0,20})\]\s*/y;
const MENTION = /\b(?:FR|SC|NFR|EC)-[A-Z0-9-]{0,12}\d{1,4}[a-z]?\b|\bUS\d{1,4}\/AC\d{1,4}\b/g;
const DEPENDS = /\(depends on ((?:T\d{1,6}[a-z]?(?:,\s*|\s+and\s+)?){1,40})\)/i;

/** A requirement while its items are still growing; they are read once, when all is found. */
type Draft = {
  requirement: Requirement;
  items: { id: string; span: Span }[];
  /** Whether plain numbers in it are scenarios. */
  isStory: boolean;
  /** Whether bullets are, too: a label of acceptance criteria stands above them. */
  isListing: boolean;
};

/**
 * Reads spec-kit's `spec.md`: each user story is a requirement `US1` with its acceptance scenarios as criteria `US1/AC2`, and each
 * section with numbered items (`FR-001`, `SC-002`) a synthetic requirement that holds them under their own ids.
 */
export function readSpecKitSpec(text: string): Parsed<RequirementsTree> {
  const read = readLines(text);
  const { lines } = read;
  const drafts: Draft[] = [];
  let open: Draft | null = null;
  let heading: Line | null = null;
  let synthetic = 0;
  let storiesLevel = 0;
  const begin = (line: Line, id: string | null, title: string, isStory: boolean): Draft => {
    if (id === null) synthetic += 1;
    const draft = { requirement: requirementAt(line, id ?? `#${synthetic}`, title, id === null), items: [], isStory, isListing: false };
    drafts.push(draft);
    return draft;
  };
  for (const [at, line] of lines.entries()) {
    if (line.kind === 'blank' || line.kind === 'opaque') continue;
    if (line.kind === 'heading') {
      heading = line;
      const words = headingWords(text, line);
      const isBelowStories = storiesLevel > 0 && line.level > storiesLevel;
      if (!isBelowStories) storiesLevel = STORIES.test(words) ? line.level : 0;
      const story = STORY.exec(words) ?? (isBelowStories ? shortStory(words, drafts) : null);
      if (!story && open?.isStory && line.level > 3) continue;
      open = null;
      if (story) open = begin(line, story[1] ? `US${story[1]}` : null, (story[2] ?? '').replace(PRIORITY, ''), true);
      else if (line.level >= 3 && /^acceptance scenarios/i.test(words)) open = begin(line, null, words, true);
      if (open) open.requirement.userStory = paragraphBelow(text, lines, at + 1);
      continue;
    }
    const numbered = line.kind === 'item' ? NUMBERED.exec(text.slice(line.from, Math.min(line.to, line.from + 60))) : null;
    if (numbered?.[1]) {
      if (!open || open.isStory) open = begin(heading ?? line, null, heading ? headingWords(text, heading) : '', false);
      const labelled = readLabelled(text, line.from, line.to);
      open.items.push({ id: numbered[1], span: { start: labelled?.rest.start ?? line.from, end: line.to } });
    } else if (open?.isStory && line.kind === 'item' && /^\d/.test(line.marker) && line.indent < 2) {
      open.items.push({ id: `${open.requirement.id}/AC${line.marker}`, span: { start: line.from, end: line.to } });
    } else if (open?.isListing && line.kind === 'item' && line.indent < 2) {
      open.items.push({ id: `${open.requirement.id}/AC${open.items.length + 1}`, span: { start: line.from, end: line.to } });
    } else if (open?.isStory && line.kind === 'text' && isCriteriaLabel(text, line)) {
      open.isListing = true;
    } else if (open && (line.indent > 1 || (line.kind === 'text' && isStep(text, line)))) {
      const last = open.items.at(-1);
      if (last) last.span.end = line.to;
    }
    if (open) open.requirement.span.end = line.to;
  }
  const requirements = drafts.map(({ requirement, items }) => ({
    ...requirement,
    criteria: items.map(({ id, span }) => criterionAt(text, id, span)),
  }));
  const title = findTitle(text, lines)?.replace(/^Feature Specification\s*[:：]\s*/i, '') ?? null;
  return {
    tree: { kind: 'requirements', title, introduction: null, glossary: [], requirements },
    diagnostics: [...textDiagnostics(text, read), ...openQuestions(text)],
  };
}

/** The same parts as `STORY` finds. One that has a priority and no number is known by its place, as the tasks know it. */
function shortStory(words: string, drafts: readonly Draft[]): [string, string, string] | null {
  const short = SHORT_STORY.exec(words);
  if (!short?.[2]) return null;
  return [short[0], short[1] ?? String(drafts.filter(({ isStory }) => isStory).length + 1), short[2]];
}

function isCriteriaLabel(text: string, line: Line): boolean {
  const labelled = readLabelled(text, line.from, line.to);
  return labelled !== null && labelled.rest.start >= labelled.rest.end && isLabel('criteria', labelled.label);
}

function requirementAt(line: Line, id: string, title: string, isSynthetic: boolean): Requirement {
  const headingSpan = { start: line.start, end: line.to };
  return { id, isSynthetic, title: title.trim(), span: { ...headingSpan }, headingSpan, userStory: null, criteria: [] };
}

function criterionAt(text: string, id: string, span: Span): Criterion {
  const words = text.slice(span.start, span.end);
  return { id, isSynthetic: false, text: words, span, ...readEars(words, span.start) };
}

function isStep(text: string, line: Line): boolean {
  return /^\*{0,2}(?:Given|When|Then|And|But)\b/i.test(text.slice(line.from, line.from + 12));
}

function paragraphBelow(text: string, lines: Line[], from: number): Requirement['userStory'] {
  let at = from;
  while (lines[at]?.kind === 'blank') at += 1;
  const first = lines[at];
  if (first?.kind !== 'text' || text.startsWith('**', first.from)) return null;
  while (lines[at + 1]?.kind === 'text') at += 1;
  const span = { start: first.from, end: lines[at]?.to ?? first.to };
  return { text: text.slice(span.start, span.end), span };
}

/** What the authors themselves marked as undecided. */
function openQuestions(text: string): Parsed<RequirementsTree>['diagnostics'] {
  return [...text.matchAll(/\[NEEDS CLARIFICATION[^\]\n]{0,300}\]/g)].map((match) => ({
    code: 'speckit/needs-clarification',
    severity: 'warning',
    message: 'This is marked as undecided: someone has to say what is meant.',
    span: { start: match.index, end: match.index + match[0].length },
    fixes: [],
  }));
}

/** Reads spec-kit's `tasks.md`: `T001` ids, story tags and mentioned ids as references, `(depends on T001)`. */
export function readSpecKitTasks(text: string): Parsed<TasksTree> {
  const { tree, diagnostics } = parseTasks(text);
  const renamed = new Map<string, string>();
  const tasks = tree.tasks.map((task) => {
    const own = readTask(text, task);
    renamed.set(task.id, own.id);
    return own;
  });
  for (const task of tasks) if (task.parentId !== null) task.parentId = renamed.get(task.parentId) ?? task.parentId;
  const title = tree.title?.replace(/^Tasks\s*[:：]\s*/i, '') ?? null;
  return { tree: { ...tree, title, tasks }, diagnostics };
}

function readTask(text: string, task: Task): Task {
  const lineEnd = text.indexOf('\n', task.stateSpan.end);
  const end = lineEnd < 0 ? text.length : lineEnd;
  let at = task.stateSpan.end + 1 + (task.isOptional ? 1 : 0);
  while (text[at] === ' ') at += 1;
  const id = TASK_ID.exec(text.slice(at, Math.min(end, at + 60)));
  if (id) at += id[0].length;
  const references: Reference[] = [];
  for (TAG.lastIndex = at; ; at = TAG.lastIndex) {
    const tag = TAG.exec(text);
    if (!tag?.[1] || tag.index >= end) break;
    if (/^US\d+$/i.test(tag[1])) references.push(referenceAt(tag[1], tag.index + tag[0].indexOf(tag[1])));
  }
  const words = text.slice(at, end);
  for (const match of words.matchAll(MENTION)) references.push(referenceAt(match[0], at + match.index));
  const depends = DEPENDS.exec(words)?.[1]?.match(/T\d{1,6}[a-z]?/g) ?? [];
  return {
    ...task,
    id: id?.[1] ?? task.id,
    isSynthetic: task.isSynthetic && !id,
    title: words.trim(),
    references: [...task.references, ...references],
    dependsOn: [...task.dependsOn, ...depends],
  };
}

function referenceAt(text: string, start: number): Reference {
  return { text, span: { start, end: start + text.length }, from: text, to: null, kind: 'id' };
}
