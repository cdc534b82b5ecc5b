import { findSteering, readSteering } from '#core/formats/kiro.ts';
import type { TaskBrief } from '#server/agents/agent.ts';
import type { House } from '#server/context.ts';
import { readGround } from '#server/services/checks/read-ground.ts';
import { listFiles, mirrorPathOf, readFilesAt } from '#server/workspaces/mirror.ts';
import type { RunSession } from './run-session.ts';

const longestSteering = 64 * 1024;

/** The slice of the spec that an agent needs for a task; null if the task is not there any more. */
export async function readBrief({ db, dataPath }: House, run: RunSession['run']): Promise<TaskBrief | null> {
  const { trees, trace } = await readGround(db, run.specId);
  const task = trees.tasks?.tasks.find(({ id }) => id === run.taskId);
  if (!task) return null;
  const { criterionIds = [], propertyIds = [] } = trace.tasks.get(run.taskId) ?? {};
  const criteria = trees.requirements?.requirements.flatMap((requirement) => requirement.criteria) ?? [];
  const properties = trees.design?.properties ?? [];
  return {
    specSlug: run.spec.slug,
    specTitle: run.spec.title,
    taskId: run.taskId,
    taskTitle: task.title,
    details: task.details,
    criteria: criteria.filter(({ id }) => criterionIds.includes(id)).map(({ id, text }) => ({ id, text })),
    properties: properties.filter(({ id }) => propertyIds.includes(id)).map(({ id, title, statement }) => ({ id, title, statement })),
    glossary: (trees.requirements?.glossary ?? []).map(({ term, definition }) => ({ term, definition })),
    steering: await readAlwaysIncluded(mirrorPathOf(dataPath, run.projectId), run.baseCommit),
    checkCommand: run.project.checkCommand,
  };
}

async function readAlwaysIncluded(mirrorPath: string, commit: string): Promise<TaskBrief['steering']> {
  const files = await listFiles(mirrorPath, commit);
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const paths = findSteering([...sizes.keys()]).filter((path) => (sizes.get(path) ?? 0) <= longestSteering);
  const contents = await readFilesAt(mirrorPath, commit, paths);
  return paths.flatMap((path) => {
    const { inclusion, body } = readSteering(new TextDecoder().decode(contents.get(path)));
    return inclusion === 'always' ? [{ path, text: body }] : [];
  });
}
