import { eachTask, type NewId, type PortableSpec, type PortableTask } from './portable-spec.ts';

/** New ids by old ones. */
export type IdMap = { requirements: Map<string, string>; criteria: Map<string, string>; tasks: Map<string, string> };

/** The numbers that requirements and criteria have in a format that counts them: their own where they are numbers, else the next free ones. */
export function numberRequirements({ requirements }: PortableSpec): { number: Map<string, string>; criterion: Map<string, string> } {
  const number = new Map<string, string>();
  const criterion = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id } of requirements) {
    const own = /^(?:US)?(\d{1,4})$/.exec(id)?.[1];
    if (own === undefined || number.has(id) || taken.has(String(Number(own)))) continue;
    number.set(id, String(Number(own)));
    taken.add(String(Number(own)));
  }
  let next = 0;
  for (const { id, criteria } of requirements) {
    while (!number.has(id)) {
      next += 1;
      if (taken.has(String(next))) continue;
      number.set(id, String(next));
      taken.add(String(next));
    }
    numberCriteria(criteria.map((one) => one.id)).forEach((last, at) => {
      const from = criteria[at]?.id ?? '';
      if (!criterion.has(from)) criterion.set(from, last);
    });
  }
  return { number, criterion };
}

/** The last parts of their ids where those are numbers that rise, else their places. */
function numberCriteria(ids: string[]): string[] {
  const own = ids.map((id) => /(?:^|[./]|AC)(\d{1,4})$/.exec(id)?.[1] ?? '');
  const rises = own.every((last, at) => last !== '' && (at === 0 || Number(last) > Number(own[at - 1])));
  return rises ? own.map((last) => String(Number(last))) : ids.map((_, at) => String(at + 1));
}

/** Numbers tasks `1`, `1.1`, ... by place where their own ids are no such numbers in such places. */
export function numberTasks(tasks: readonly PortableTask[]): Map<string, string> {
  const ids = new Map<string, string>();
  const walk = (list: readonly PortableTask[], stem: string) => {
    const own = list.map(({ id }) => (id.startsWith(stem) ? /^\d{1,5}$/.exec(id.slice(stem.length))?.[0] : undefined));
    const rises = own.every((last, at) => last !== undefined && (at === 0 || Number(last) > Number(own[at - 1])));
    for (const [at, { id, children }] of list.entries()) {
      const to = `${stem}${rises ? own[at] : at + 1}`;
      if (!ids.has(id)) ids.set(id, to);
      walk(children, `${to}.`);
    }
  };
  walk(tasks, '');
  return ids;
}

/** Those of the ids that have changed. Headings that gather tasks have none. */
export function renamedIds(spec: PortableSpec, { requirements, criteria, tasks }: IdMap): NewId[] {
  const changed = (kind: NewId['kind'], ids: string[], map: ReadonlyMap<string, string>) =>
    [...new Set(ids)].flatMap((from): NewId[] => {
      const to = map.get(from);
      return to === undefined || to === from || from.startsWith('group ') ? [] : [{ kind, from, to }];
    });
  return [
    ...changed(
      'requirement',
      spec.requirements.map(({ id }) => id),
      requirements,
    ),
    ...changed(
      'criterion',
      spec.requirements.flatMap((requirement) => requirement.criteria.map(({ id }) => id)),
      criteria,
    ),
    ...changed(
      'task',
      eachTask(spec.tasks).map(({ id }) => id),
      tasks,
    ),
  ];
}
