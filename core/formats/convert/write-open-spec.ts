import { loss, lostByBoxes, lostOutsideKiro } from './losses.ts';
import { renamedIds } from './number-ids.ts';
import { eachTask, type PortableCriterion, type PortableSpec, type PortableTask, type Written } from './portable-spec.ts';
import { AS_SCENARIOS } from './read-portable.ts';

/** A spec as a change of OpenSpec that adds its requirements: `openspec/changes/<slug>/{proposal,design,tasks}.md` and `specs/<slug>/spec.md`. */
export function writeOpenSpec(spec: PortableSpec, slug: string): Written {
  const names = uniqueNames(spec);
  const scenarios = new Map(
    spec.requirements.flatMap(({ id, criteria }) => {
      const seen = new Set<string>();
      return criteria.map((criterion) => [criterion.id, `${names.get(id)} / ${scenarioName(criterion, seen)}`] as const);
    }),
  );
  const tasks = numberGrouped(spec.tasks);
  const folder = `openspec/changes/${slug}`;
  const files = [{ path: `${folder}/proposal.md`, text: writeProposal(spec, slug, [...names.values()]) }];
  if (spec.requirements.length > 0) {
    const blocks = spec.requirements.map(({ id, story, criteria }) =>
      [
        `### Requirement: ${names.get(id)}`,
        [story ? `**User Story:** ${story}` : '', AS_SCENARIOS].filter(Boolean).join('\n\n'),
        ...criteria.map((criterion) =>
          writeScenario(criterion, scenarios.get(criterion.id)?.slice((names.get(id) ?? '').length + 3) ?? ''),
        ),
      ].join('\n\n'),
    );
    files.push({ path: `${folder}/specs/${slug}/spec.md`, text: `## ADDED Requirements\n\n${blocks.join('\n\n')}\n` });
  }
  if (spec.design) files.push({ path: `${folder}/design.md`, text: spec.design.text });
  if (spec.tasks.length > 0) {
    const groups = spec.tasks.map((task, at) => writeGroup(task, at + 1, tasks));
    files.push({ path: `${folder}/tasks.md`, text: `# Tasks\n\n${groups.join('\n\n')}\n` });
  }
  return { files, lost: lostIn(spec), renamed: renamedIds(spec, { requirements: names, criteria: scenarios, tasks }) };
}

/** Requirements are known by their names, to the letter: two of one name are told apart by their ids. */
function uniqueNames({ requirements }: PortableSpec): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, title } of requirements) {
    const plain = title.trim() || `Requirement ${id}`;
    const name = taken.has(plain) ? `${plain} (${id})` : plain;
    names.set(id, name);
    taken.add(name);
  }
  return names;
}

function scenarioName({ id, name }: PortableCriterion, seen: Set<string>): string {
  const own = name && !seen.has(name) ? name : `Criterion ${id.replaceAll(' / ', ' ')}`;
  seen.add(own);
  return own;
}

function writeScenario({ text }: PortableCriterion, name: string): string {
  const [first = '', ...rest] = text.split('\n');
  const lines = rest.map((line) => (line === '' || /^[-*] /.test(line) ? line : `  ${line}`));
  return `#### Scenario: ${name}\n\n${[`- ${first}`, ...lines].join('\n')}`;
}

function writeProposal({ title, introduction, requirements }: PortableSpec, slug: string, names: string[]): string {
  const why = introduction ?? `This change brings ${title ?? slug}.`;
  const changes = requirements.length > 0 ? names.map((name) => `- ${name}`).join('\n') : '- Tasks only';
  return `# ${title ?? slug}\n\n## Why\n\n${why}\n\n## What Changes\n\n${changes}\n`;
}

/** Groups are numbered by place; a task without subtasks is a group with itself in it. */
function numberGrouped(tasks: readonly PortableTask[]): Map<string, string> {
  const ids = new Map<string, string>();
  const walk = (list: readonly PortableTask[], stem: string) => {
    for (const [at, { id, children }] of list.entries()) {
      ids.set(id, `${stem}${at + 1}`);
      walk(children, `${stem}${at + 1}.`);
    }
  };
  for (const [at, task] of tasks.entries()) {
    if (task.children.length === 0) ids.set(task.id, `${at + 1}.1`);
    else {
      ids.set(task.id, String(at + 1));
      walk(task.children, `${at + 1}.`);
    }
  }
  return ids;
}

function writeGroup(task: PortableTask, number: number, ids: ReadonlyMap<string, string>): string {
  const own = task.children.length === 0 ? [task] : task.children;
  const notes = task.children.length === 0 ? '' : task.details.map((detail) => detail.trim()).join('\n\n');
  return [`## ${number}. ${task.title}`, notes, own.flatMap((child) => writeTask(child, 0, ids)).join('\n')].filter(Boolean).join('\n\n');
}

function writeTask(
  { id, title, state, details, dependsOn, children }: PortableTask,
  depth: number,
  ids: ReadonlyMap<string, string>,
): string[] {
  const indent = '  '.repeat(depth);
  const depends = dependsOn.map((other) => ids.get(other)).filter((other) => other !== undefined);
  return [
    `${indent}- [${state === 'done' ? 'x' : ' '}] ${ids.get(id)} ${title}`,
    ...details.map((detail) => `${indent}  - ${detail.trim()}`),
    ...(depends.length > 0 ? [`${indent}  - Depends on: ${depends.join(', ')}`] : []),
    ...children.flatMap((child) => writeTask(child, depth + 1, ids)),
  ];
}

function lostIn(spec: PortableSpec) {
  const serving = eachTask(spec.tasks).filter(
    ({ serves }) => serves.isAll || serves.criterionIds.length + serves.requirementIds.length > 0,
  );
  const parallel = eachTask(spec.tasks).filter(({ isParallel }) => isParallel);
  return [
    ...lostOutsideKiro(spec, 'OpenSpec'),
    ...lostByBoxes(spec, 'OpenSpec'),
    ...serving.map(({ id, origin }) =>
      loss('reference', `Tasks of OpenSpec do not name requirements: what task ${id} serves is left out.`, origin),
    ),
    ...parallel.map(({ id, origin }) => loss('parallel', `OpenSpec cannot say that task ${id} may be done beside others.`, origin)),
  ];
}
