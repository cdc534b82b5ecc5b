import { loss, lostByBoxes, lostOutsideKiro } from './losses.ts';
import { numberRequirements, renamedIds } from './number-ids.ts';
import { eachTask, type PortableSpec, type PortableTask, type Written } from './portable-spec.ts';

/** Many ids behind a task help no one, and its line must stay a line. */
const MOST_IDS = 30;

/** A spec as spec-kit keeps it: `specs/<slug>/{spec,plan,tasks}.md`. Each requirement is a user story, each criterion a scenario of it. */
export function writeSpecKit(spec: PortableSpec, slug: string): Written {
  const { number, criterion } = numberRequirements(spec);
  const requirements = new Map([...number].map(([id, to]) => [id, `US${to}`]));
  const criteria = new Map(
    spec.requirements.flatMap(({ id, criteria: own }) =>
      own.map((one) => [one.id, `US${number.get(id)}/AC${criterion.get(one.id)}`] as const),
    ),
  );
  const leaves = eachTask(spec.tasks).filter(({ children }) => children.length === 0);
  const tasks = new Map(leaves.map(({ id }, at) => [id, `T${String(at + 1).padStart(3, '0')}`]));
  const folder = `specs/${/^(?:\d{3,}|\d{8}-\d{6})-/.test(slug) ? slug : `001-${slug}`}`;
  const files = [];
  if (spec.requirements.length > 0) files.push({ path: `${folder}/spec.md`, text: writeSpec(spec, number, criterion) });
  if (spec.design) files.push({ path: `${folder}/plan.md`, text: spec.design.text });
  if (spec.tasks.length > 0) {
    const named = { requirements, criteria, tasks };
    const phases = spec.tasks.map((task, at) => writePhase(task, at + 1, named));
    files.push({ path: `${folder}/tasks.md`, text: `# Tasks: ${spec.title ?? slug}\n\n${phases.join('\n\n')}\n` });
  }
  return { files, lost: lostIn(spec), renamed: renamedIds(spec, { requirements, criteria, tasks }) };
}

function writeSpec(
  { title, introduction, requirements }: PortableSpec,
  number: ReadonlyMap<string, string>,
  criterion: ReadonlyMap<string, string>,
): string {
  const stories = requirements.map(({ id, title: name, story, criteria }) => {
    const scenarios = criteria.map((one) => {
      const lines = one.text.split('\n').map((line, at) => (at === 0 || line === '' ? line : `   ${line}`));
      return `${criterion.get(one.id)}. ${lines.join('\n')}`;
    });
    const heading = `### User Story ${number.get(id)}${name ? ` - ${name}` : ''}`;
    return [heading, story ?? '', '**Acceptance Scenarios**:', scenarios.join('\n')].filter(Boolean).join('\n\n');
  });
  const input = introduction ? `**Input**: ${introduction.replace(/\s*\n\s*/g, ' ')}` : '';
  return `${[`# Feature Specification: ${title ?? 'Untitled'}`, input, '## User Scenarios & Testing', ...stories].filter(Boolean).join('\n\n')}\n`;
}

type Named = { requirements: ReadonlyMap<string, string>; criteria: ReadonlyMap<string, string>; tasks: ReadonlyMap<string, string> };

/** A task with subtasks is a phase; so is one without, over itself: everything in spec-kit stands in some phase. */
function writePhase(task: PortableTask, number: number, named: Named): string {
  const leaves = task.children.length === 0 ? [task] : eachTask(task.children).filter(({ children }) => children.length === 0);
  const notes = task.children.length === 0 ? [] : task.details.map((detail) => detail.trim());
  const inherited = task.children.length === 0 ? [] : referencesOf(task, named);
  const lines = leaves.map((leaf) => writeTask(leaf, named, inherited));
  return [`## Phase ${number}: ${task.title}`, notes.join('\n\n'), lines.join('\n')].filter(Boolean).join('\n\n');
}

function referencesOf({ serves }: PortableTask, { requirements, criteria }: Named): string[] {
  const ids = [...serves.requirementIds.map((id) => requirements.get(id)), ...serves.criterionIds.map((id) => criteria.get(id))];
  return ids.filter((id) => id !== undefined).slice(0, MOST_IDS);
}

function writeTask(task: PortableTask, named: Named, inherited: string[]): string {
  const { id, title, state, isParallel, details, dependsOn } = task;
  const own = referencesOf(task, named);
  const per = own.length > 0 ? own : inherited;
  const depends = dependsOn.map((other) => named.tasks.get(other)).filter((other) => other !== undefined);
  const line = [
    `- [${state === 'done' ? 'x' : ' '}] ${named.tasks.get(id)}`,
    isParallel ? '[P]' : '',
    title,
    per.length > 0 ? `per ${per.join(', ')}` : '',
    depends.length > 0 ? `(depends on ${depends.slice(0, MOST_IDS).join(', ')})` : '',
  ];
  return [line.filter(Boolean).join(' '), ...details.map((detail) => `  - ${detail.trim()}`)].join('\n');
}

function lostIn(spec: PortableSpec) {
  const tasks = eachTask(spec.tasks);
  const names = spec.requirements.flatMap(({ criteria }) => criteria).filter(({ name }) => name !== null);
  return [
    ...lostOutsideKiro(spec, 'spec-kit'),
    ...lostByBoxes(spec, 'spec-kit'),
    ...names.map(({ name, origin }) => loss('name', `Scenarios of spec-kit have numbers and no names: "${name}" is left out.`, origin)),
    ...tasks.flatMap(({ id, serves, dependsOn, origin }) => [
      ...(serves.isAll ? [loss('reference', `spec-kit cannot say that task ${id} serves all requirements.`, origin)] : []),
      ...(serves.criterionIds.length + serves.requirementIds.length > MOST_IDS
        ? [loss('reference', `Task ${id} serves more than ${MOST_IDS}, of which the first are written.`, origin)]
        : []),
      ...(dependsOn.length > MOST_IDS
        ? [loss('dependency', `Task ${id} waits for more than ${MOST_IDS}, of which the first are written.`, origin)]
        : []),
    ]),
  ];
}
