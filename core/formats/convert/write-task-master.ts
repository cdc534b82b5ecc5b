import { loss, lostOutsideKiro } from './losses.ts';
import { renamedIds } from './number-ids.ts';
import { eachTask, type PortableSpec, type PortableTask, type Written } from './portable-spec.ts';

const STATUS = { todo: 'pending', queued: 'pending', running: 'in-progress', done: 'done' } as const;

/** The tasks of a spec as task-master keeps them, with the criteria that each serves: `.taskmaster/tasks/tasks.json`. */
export function writeTaskMaster(spec: PortableSpec): Written {
  const ids = numberFlat(spec.tasks);
  const texts = new Map(spec.requirements.flatMap(({ criteria }) => criteria.map(({ id, text }) => [id, text] as const)));
  const ofRequirement = new Map(spec.requirements.map(({ id, criteria }) => [id, criteria.map((criterion) => criterion.id)]));
  const served = ({ serves }: PortableTask) => [
    ...new Set([...serves.requirementIds.flatMap((id) => ofRequirement.get(id) ?? []), ...serves.criterionIds]),
  ];
  const write = (task: PortableTask, parent: string | null): object => {
    const own = ids.get(task.id) ?? '';
    const criteria = served(task);
    return {
      id: Number(own.slice(own.indexOf('.') + 1)),
      title: task.title,
      description: task.details[0]?.trim() ?? '',
      status: STATUS[task.state],
      dependencies: task.dependsOn.flatMap((other) => dependency(ids.get(other), parent)),
      ...(task.details.length > 1
        ? {
            details: task.details
              .slice(1)
              .map((detail) => detail.trim())
              .join('\n'),
          }
        : {}),
      ...(criteria.length > 0
        ? { acceptanceCriteria: criteria.map((id) => `${id} ${(texts.get(id) ?? '').replace(/\s*\n\s*/g, ' ')}`) }
        : {}),
      ...(parent === null ? { subtasks: eachTask(task.children).map((child) => write(child, own)) } : {}),
    };
  };
  const tasks = spec.tasks.map((task) => write(task, null));
  const all = new Set(eachTask(spec.tasks).flatMap(served));
  return {
    files: tasks.length > 0 ? [{ path: '.taskmaster/tasks/tasks.json', text: `${JSON.stringify({ master: { tasks } }, null, 2)}\n` }] : [],
    lost: lostIn(spec, all),
    renamed: renamedIds(spec, { requirements: new Map(), criteria: new Map(), tasks: ids }),
  };
}

/** Whole numbers, and subtasks one level deep: `3.2` is subtask 2 of task 3. Ids that are so are kept. */
function numberFlat(tasks: readonly PortableTask[]): Map<string, string> {
  const ids = new Map<string, string>();
  const number = (list: readonly PortableTask[], stem: string) => {
    const own = list.map(({ id }) => (id.startsWith(stem) ? /^[1-9]\d{0,4}$/.exec(id.slice(stem.length))?.[0] : undefined));
    const isKept = own.every((last) => last !== undefined) && new Set(own).size === own.length;
    for (const [at, { id }] of list.entries()) ids.set(id, `${stem}${isKept ? own[at] : at + 1}`);
  };
  number(tasks, '');
  for (const { id, children } of tasks) number(eachTask(children), `${ids.get(id)}.`);
  return ids;
}

/** Within a task a bare number means its sibling, so that another task is always named whole. */
function dependency(id: string | undefined, parent: string | null): (number | string)[] {
  if (id === undefined) return [];
  if (parent === null) return [id.includes('.') ? id : Number(id)];
  if (id.startsWith(`${parent}.`)) return [Number(id.slice(parent.length + 1))];
  return id.includes('.') ? [id] : [];
}

function lostIn(spec: PortableSpec, served: ReadonlySet<string>) {
  const isOfTask = (id: string) => spec.tasks.every((task) => task.id !== id);
  return [
    ...lostOutsideKiro(spec, 'task-master'),
    ...spec.requirements.map(({ id, origin }) =>
      loss(
        'requirement',
        `task-master has no requirements: of ${id} only the criteria that tasks serve are written, with those tasks.`,
        origin,
      ),
    ),
    ...spec.requirements.flatMap(({ criteria }) =>
      criteria.flatMap(({ id, origin }) =>
        served.has(id) ? [] : [loss('criterion', `No task serves criterion ${id}, so it is left out.`, origin)],
      ),
    ),
    ...(spec.design ? [loss('design', 'task-master has no design document.', spec.design.origin)] : []),
    ...eachTask(spec.tasks).flatMap((task) => [
      ...(task.state === 'queued' ? [loss('state', `task-master has no queue: task ${task.id} is written as pending.`, task.origin)] : []),
      ...(task.serves.isAll
        ? [loss('reference', `task-master cannot say that task ${task.id} serves all requirements.`, task.origin)]
        : []),
      ...(task.isParallel ? [loss('parallel', `task-master cannot say that task ${task.id} may be done beside others.`, task.origin)] : []),
      ...(isOfTask(task.id) && task.dependsOn.some((other) => !isOfTask(other))
        ? [loss('dependency', `Subtask ${task.id} waits for a whole task, which task-master cannot say.`, task.origin)]
        : []),
    ]),
  ];
}
