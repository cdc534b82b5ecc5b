import { eachTask, isMereHeading, type Loss, type LostKind, type Origin, type PortableSpec } from './portable-spec.ts';

/** A loss of what stands at a place. */
export function loss(what: LostKind, message: string, { document, span }: Origin): Loss {
  return { what, message, document, span };
}

/** What neither spec-kit, OpenSpec nor task-master can hold. */
export function lostOutsideKiro({ glossary, waves, properties, tasks }: PortableSpec, target: string): Loss[] {
  const all = eachTask(tasks);
  return [
    ...glossary.map(({ term, origin }) => loss('glossary', `${target} has no glossary, so the term "${term}" is left out.`, origin)),
    ...properties.map(({ id, origin }) => loss('property', `${target} has no properties: property ${id} is only words there.`, origin)),
    ...(waves ? [loss('graph', `${target} has no dependency graph of tasks.`, waves)] : []),
    ...all.flatMap(({ id, isOptional, origin }) =>
      isOptional ? [loss('optional', `${target} cannot say that task ${id} is optional.`, origin)] : [],
    ),
  ];
}

/** Where headings gather tasks and boxes know only open and done. */
export function lostByBoxes({ tasks }: PortableSpec, target: string): Loss[] {
  return eachTask(tasks).flatMap((task) => {
    const { id, state, children, dependsOn, hasBox, origin } = task;
    if (children.length > 0) {
      if (!hasBox || isMereHeading(task)) return [];
      const what = dependsOn.length > 0 ? 'dependency' : 'state';
      return [
        loss(what, `Task ${id} is a heading in ${target}, which has no ${what === 'state' ? 'state' : 'dependencies'} of its own.`, origin),
      ];
    }
    if (state !== 'queued' && state !== 'running') return [];
    return [loss('state', `${target} knows only open and done: task ${id} is ${state}, and is written as open.`, origin)];
  });
}
