import { readLines } from '#core/language/lines.ts';
import { headingWords } from '#core/language/requirement-headings.ts';
import type { Criterion, Reference, RequirementsTree, Task, TasksTree } from '#core/language/spec-tree.ts';
import { type CriterionIndex, canonicalId, criteriaOf, indexCriteria } from '#core/trace/resolve.ts';
import type { Format } from '../find-specs.ts';
import { specTitle } from '../kiro.ts';
import { readOpenSpec } from '../open-spec.ts';
import { readDesign, readRequirements as readRequirementsText, readTasks } from '../read-document.ts';
import { readTaskMaster } from '../task-master.ts';
import { gatherTasks } from './gather-tasks.ts';
import { loss } from './losses.ts';
import type { Loss, Origin, PortableCriterion, PortableRequirement, PortableSpec, PortableTask, Served } from './portable-spec.ts';

/** The texts of a spec with what the caller calls them; `tasks` of task-master is JSON. */
export type SourceTexts = Partial<Record<'requirements' | 'design' | 'tasks', { name: string; text: string }>>;

/** What stands in place of a statement where requirements of OpenSpec come from a format that has none. */
export const AS_SCENARIOS = 'The system SHALL do what the scenarios say.';

/** Reads the documents of one spec, whatever format they are in. `slug` gives the title where none is written. */
export function readPortable(format: Format, { requirements, design, tasks }: SourceTexts, slug = ''): PortableSpec {
  const tree = requirements ? readRequirementsText(requirements.text, format).tree : null;
  const index = indexCriteria(tree);
  const known = new Map((tree?.requirements ?? []).map(({ id }) => [canonicalId(id), id]));
  const taskTree = tasks ? readTasks(tasks.text, format).tree : null;
  const properties = design ? readDesign(design.text).tree.properties : [];
  return {
    format,
    title: specTitle(tree?.title ? tree : taskTree, slug) || null,
    introduction: requirements && tree?.introduction ? requirements.text.slice(tree.introduction.start, tree.introduction.end) : null,
    glossary: (tree?.glossary ?? []).map(({ term, definition, span }) => ({
      term,
      definition,
      origin: { document: requirements?.name ?? '', span },
    })),
    requirements: requirements && tree ? readRequirements(requirements, tree, format) : [],
    tasks: tasks && taskTree ? readAllTasks(format, tasks, taskTree, (references) => serve(index, known, references)) : [],
    design: design ? { text: design.text, origin: { document: design.name, span: { start: 0, end: design.text.length } } } : null,
    properties: properties.map(({ id, headingSpan }) => ({ id, origin: { document: design?.name ?? '', span: headingSpan } })),
    unread: [...unreadOperations(format, requirements), ...unreadStatuses(format, tasks)],
    waves: tasks && taskTree?.waves ? { document: tasks.name, span: graphSpan(tasks.text) } : null,
  };
}

/** A change of OpenSpec also takes away and renames, which says nothing without the spec that it changes. */
function unreadOperations(format: Format, source: SourceTexts['requirements']): Loss[] {
  if (format !== 'openspec' || !source) return [];
  const { blocks, renames } = readOpenSpec(source.text);
  return [
    ...blocks
      .filter(({ operation }) => operation === 'removed')
      .map(({ name, span }) => loss('operation', `That "${name}" is removed is left out.`, { document: source.name, span })),
    ...renames.map(({ from, to, span }) =>
      loss('operation', `That "${from}" is now "${to}" is left out.`, { document: source.name, span }),
    ),
  ];
}

function unreadStatuses(format: Format, source: SourceTexts['tasks']): Loss[] {
  if (format !== 'task-master' || !source) return [];
  return readTaskMaster(source.text).tags.flatMap(({ tasks }) =>
    tasks.flatMap(({ id, status, state, priority, span, statusSpan }) => {
      const isPlain = status === null || ['pending', 'in-progress', 'done', 'completed'].includes(status);
      const origin = { document: source.name, span: statusSpan ?? span };
      return [
        ...(isPlain ? [] : [loss('state', `Only task-master knows "${status}": task ${id} is ${state}.`, origin)]),
        ...(priority === null ? [] : [loss('priority', `Only task-master has priorities: that of task ${id} is ${priority}.`, origin)]),
      ];
    }),
  );
}

function readRequirements(
  { name: document, text }: { name: string; text: string },
  tree: RequirementsTree,
  format: Format,
): PortableRequirement[] {
  return tree.requirements.map(({ id, title, userStory, criteria, headingSpan }) => {
    const own = criteria.map((criterion) => readCriterion(document, text, criterion, format));
    const statement = format === 'openspec' ? own.find((criterion) => criterion.id === `${id} / requirement`) : undefined;
    const { story, rest } = statement ? splitStatement(statement.text) : { story: userStory?.text ?? null, rest: null };
    const kept = own.filter((criterion) => criterion !== statement);
    return {
      id,
      title,
      story: story === null ? null : oneLine(story),
      criteria: statement && rest ? [{ ...statement, text: rest }, ...kept] : kept,
      origin: { document, span: headingSpan },
    };
  });
}

/** A statement of OpenSpec without the story and the sentence that we put there ourselves. */
function splitStatement(text: string): { story: string | null; rest: string | null } {
  const story = /^\*\*User Story:\*\* ([^\n]*)/m.exec(text);
  const rest = text
    .replace(story?.[0] ?? AS_SCENARIOS, '')
    .replace(AS_SCENARIOS, '')
    .trim();
  return { story: story?.[1] ?? null, rest: rest === '' ? null : rest };
}

function readCriterion(document: string, text: string, { id, text: words, span }: Criterion, format: Format): PortableCriterion {
  const lines = words.split('\n').map((line, at) => (at === 0 ? line : line.replace(/^[ \t]+/, '')));
  const scenario = format === 'openspec' && !id.endsWith(' / requirement') ? id.slice(id.indexOf(' / ') + 3) : null;
  const name = scenario === null ? headingAbove(text, span.start) : /^Criterion \S+$/.test(scenario) ? null : scenario;
  return { id, name, text: lines.join('\n').trimEnd(), origin: { document, span } };
}

/** `##### Name` right above a criterion names it: that is how a scenario's name stands in a list. */
function headingAbove(text: string, start: number): string | null {
  let end = text.lastIndexOf('\n', start - 1);
  while (end > 0 && text[end - 1] === '\n') end -= 1;
  const line = end > 0 ? text.slice(text.lastIndexOf('\n', end - 1) + 1, end) : '';
  return /^#####\s+(\S.*)$/.exec(line)?.[1]?.trim() ?? null;
}

function readAllTasks(
  format: Format,
  { name: document, text }: { name: string; text: string },
  tree: TasksTree,
  serves: (references: Reference[]) => Served,
): PortableTask[] {
  const nodes = tree.tasks.map((task): PortableTask & { parentId: string | null } => ({
    id: task.id,
    parentId: task.parentId,
    title: titleOf(task, format),
    state: task.state,
    hasBox: true,
    isOptional: task.isOptional,
    isParallel: format === 'spec-kit' ? /\[P\]/.test(lineAt(text, task.stateSpan.end)) : task.title.endsWith(' (P)'),
    details: task.details.flatMap((detail) => detail.split('\n')).filter((detail) => detail.trim() !== ''),
    serves: serves(task.references),
    dependsOn: [...new Set(task.dependsOn)].filter((id) => id !== task.id),
    children: [],
    origin: { document, span: task.span },
  }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const top: PortableTask[] = [];
  for (const node of nodes) {
    const parent = node.parentId === null || node.parentId === node.id ? undefined : byId.get(node.parentId);
    (parent?.children ?? top).push(node);
  }
  return format === 'openspec' || format === 'spec-kit' ? gatherTasks(document, text, top) : top;
}

function titleOf({ title }: Task, format: Format): string {
  const plain = title.replace(/ \(P\)$/, '');
  return format === 'spec-kit'
    ? plain
        .replace(/\s*\(depends on [^()]*\)/i, '')
        .replace(/\s+per (?:(?:US\d+(?:\/AC\d+)?|(?:FR|SC|NFR|EC)-[A-Z0-9-]*\d+[a-z]?)(?:, )?)+$/, '')
    : plain;
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? text.length : end);
}

function serve(index: CriterionIndex, known: ReadonlyMap<string, string>, references: Reference[]): Served {
  const criterionIds: string[] = [];
  const requirementIds: string[] = [];
  for (const reference of references) {
    const whole =
      reference.kind === 'id' && !index.place.has(canonicalId(reference.from)) ? known.get(canonicalId(reference.from)) : undefined;
    if (whole !== undefined) requirementIds.push(whole);
    else if (reference.kind !== 'all') criterionIds.push(...criteriaOf(index, reference));
  }
  return {
    criterionIds: [...new Set(criterionIds)],
    requirementIds: [...new Set(requirementIds)],
    isAll: references.some(({ kind }) => kind === 'all'),
  };
}

function graphSpan(text: string): Origin['span'] {
  const { lines } = readLines(text);
  const heading = lines.findLast((line) => line.kind === 'heading' && /graph|图|グラフ|grafo|граф/i.test(headingWords(text, line)));
  return heading ? { start: heading.start, end: heading.to } : { start: 0, end: 0 };
}

function oneLine(words: string): string {
  return words.replace(/\s*\n\s*/g, ' ').trim();
}
