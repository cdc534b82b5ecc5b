import { posix } from 'node:path';
import { matchesPath } from '#core/access/agent-policy.ts';
import { calledSteering, readSteering } from '#core/formats/kiro.ts';
import { kiroFileKind, readHooks } from '#core/formats/kiro-files.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { designSlice } from '#core/run/design-slice.ts';
import { callNameOf } from '#core/run/mcp-tools.ts';
import { isMapped, repositoryMap } from '#core/run/repository-map.ts';
import { objectionWords } from '#core/run/review.ts';
import { runEvent } from '#core/run/run-event.ts';
import type { TaskBrief } from '#server/agents/agent.ts';
import type { House } from '#server/context.ts';
import { readGround } from '#server/services/checks/read-ground.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { approvedServers } from '#server/services/mcp-servers/mcp-servers.ts';
import { formatOfSpec } from '#server/services/specs/read-spec.ts';
import { readGuidance } from '#server/services/steering/read-guidance.ts';
import { listFiles, mirrorPathOf, readFilesAt } from '#server/workspaces/mirror.ts';
import type { RunSession } from './run-session.ts';

const longestSteering = 64 * 1024;

/** The slice of the spec that an agent needs for a task; null if the task is not there any more. */
export async function readBrief(house: House, run: RunSession['run']): Promise<TaskBrief | null> {
  const { db, dataPath } = house;
  const mirror = mirrorPathOf(dataPath, run.projectId);
  const { trees, trace } = await readGround(db, run.specId);
  const task = trees.tasks?.tasks.find(({ id }) => id === run.taskId);
  if (!task) return null;
  const { criterionIds = [], propertyIds = [] } = trace.tasks.get(run.taskId) ?? {};
  const criteria = trees.requirements?.requirements.flatMap((requirement) => requirement.criteria) ?? [];
  const properties = trees.design?.properties ?? [];
  return {
    specSlug: run.spec.slug,
    specFolder: run.spec.folder,
    specTitle: run.spec.title,
    taskId: run.taskId,
    taskTitle: task.title,
    details: task.details,
    criteria: criteria.filter(({ id }) => criterionIds.includes(id)).map(({ id, text }) => ({ id, text })),
    properties: properties.filter(({ id }) => propertyIds.includes(id)).map(({ id, title, statement }) => ({ id, title, statement })),
    glossary: (trees.requirements?.glossary ?? []).map(({ term, definition }) => ({ term, definition })),
    steering: await guidanceFor(house, run, [task.title, ...task.details].join('\n')),
    lessons: await readLessons(house, run),
    checkCommand: run.project.checkCommand,
    ...(await readHabits(mirror, run.baseCommit)),
    design: designSlice(await planText(db, run.specId), [task.title, ...task.details].join('\n'), longestDesign),
    readings: await readingsOf(
      db,
      run.specId,
      criteria.filter(({ id }) => criterionIds.includes(id)),
    ),
    repositoryMap: await readMap(mirror, run.baseCommit),
    tools: (await approvedServers(db, run.projectId)).flatMap(({ id, slug, tools }) =>
      tools.map((tool) => ({ ...tool, callName: callNameOf(slug, tool.name), serverId: id, server: slug })),
    ),
  };
}

const longestDesign = 12_000;

/** The design. In OpenSpec tasks name no criteria: why the change is made and what it requires go with it, that a task is not read alone. */
async function planText(db: House['db'], specId: string): Promise<string> {
  const rows = await db.document.findMany({ where: { specId }, select: { id: true, kind: true, path: true } });
  const kinds = formatOfSpec(rows) === 'openspec' ? (['proposal', 'requirements', 'design'] as const) : (['design'] as const);
  const texts = [];
  for (const wanted of kinds) {
    const row = rows.find(({ kind }) => kind === wanted);
    if (row) texts.push((await readDocument(db, row.id)).text);
  }
  return texts.join('\n\n');
}

/** What people have confirmed that these sentences mean, as long as they stand as they were confirmed. */
async function readingsOf(
  db: House['db'],
  specId: string,
  criteria: readonly { id: string; text: string }[],
): Promise<{ id: string; rules: string[] }[]> {
  const confirmed = await db.readingConfirmation.findMany({
    where: { specId, takenBackAt: null, criterion: { in: criteria.map(({ id }) => id) } },
    orderBy: { confirmedAt: 'asc' },
  });
  return criteria.flatMap(({ id, text }) => {
    const last = confirmed.findLast(({ criterion }) => criterion === id);
    return last && last.sentenceHash === sentenceHash(text) ? [{ id, rules: last.rules }] : [];
  });
}

/** The repository's own words to agents at its root, which other agents read as well. */
const agentsFile = 'AGENTS.md';
const mostLessons = 3;

/**
 * Guidance that goes with the task, as people see it now: what is always included, what goes with files that the task names, and what it names itself
 * (`#name`). What an agent may decide to read (`auto`) is listed by name and description. The repository's AGENTS.md comes with them.
 */
export async function guidanceFor(
  house: House,
  { projectId, baseCommit: commit }: Pick<RunSession['run'], 'projectId' | 'baseCommit'>,
  task: string,
): Promise<TaskBrief['steering']> {
  const mirrorPath = mirrorPathOf(house.dataPath, projectId);
  const named = (await listFiles(mirrorPath, commit)).map(({ path }) => path).filter((path) => task.includes(path));
  const guidance = [...(await readGuidance(house, { projectId, commit }))].flatMap(([path, { text, isLive }]) => {
    const { inclusion, patterns, name, description, body } = readSteering(text);
    const called = calledSteering(path, name);
    if (inclusion === 'always' || task.includes(`#${called}`)) return [{ path, text: body }];
    if (inclusion === 'fileMatch')
      return named.some((file) => patterns.some((pattern) => matchesPath(pattern, file))) ? [{ path, text: body }] : [];
    if (inclusion !== 'auto') return [];
    // The file in the run's worktree would tell what was once said.
    return [
      {
        path,
        text: isLive ? `Where it helps (${description ?? called}):\n\n${body}` : `Read this file where it helps: ${description ?? called}`,
      },
    ];
  });
  const agents = (await readFilesAt(mirrorPath, commit, [agentsFile], longestSteering)).get(agentsFile);
  return agents ? [...guidance, { path: agentsFile, text: new TextDecoder().decode(agents) }] : guidance;
}

/** About 3,000 tokens, and about as much of source as can be read in some hundred milliseconds. */
const longestMap = 12_000;
const largestMapped = 64 * 1024;
const mostMapped = 800;

async function readMap(mirror: string, commit: string): Promise<string> {
  const files = await listFiles(mirror, commit);
  const read = files.filter(({ path, bytes }) => bytes <= largestMapped && isMapped(path)).map(({ path }) => path);
  const contents = read.length > mostMapped ? new Map<string, Uint8Array>() : await readFilesAt(mirror, commit, read);
  const textOf = (path: string) => {
    const bytes = contents.get(path);
    return bytes ? new TextDecoder().decode(bytes) : null;
  };
  return repositoryMap(
    files.map(({ path }) => ({ path, text: textOf(path) })),
    longestMap,
  );
}

const mostHabits = 50;

/** Hooks and skills of the repository, as they were in the commit that the run began from: an agent changes none that it is under. */
async function readHabits(mirrorPath: string, commit: string): Promise<Required<Pick<TaskBrief, 'hooks' | 'skills'>>> {
  const files = await listFiles(mirrorPath, commit);
  const wanted = files.filter(({ path, bytes }) => bytes <= longestSteering && (kiroFileKind(path) === 'hook' || skillFile.test(path)));
  const paths = wanted.map(({ path }) => path).slice(0, mostHabits);
  const contents = await readFilesAt(mirrorPath, commit, paths);
  const texts = paths.map((path) => ({ path, text: new TextDecoder().decode(contents.get(path)) }));
  return {
    hooks: texts.flatMap(({ path, text }) => (kiroFileKind(path) === 'hook' ? readHooks(text).hooks : [])),
    skills: texts.flatMap(({ path, text }) => {
      if (!skillFile.test(path)) return [];
      const { name, description } = readSteering(text);
      return [{ path, name: name ?? posix.basename(posix.dirname(path)), description: description ?? 'it does not say what for' }];
    }),
  };
}

const skillFile = /^\.(?:kiro|agents|claude)\/skills\/[^/]+\/SKILL\.md$/;

/** How earlier runs of the same task ended without being merged, latest last. */
async function readLessons({ db }: House, run: RunSession['run']): Promise<string[]> {
  const where = { specId: run.specId, taskId: run.taskId, mergedCommit: null, finishedAt: { not: null }, id: { not: run.id } };
  const earlier = await db.run.findMany({
    where: { ...where, status: { in: ['failed', 'stuck', 'cancelled'] } },
    orderBy: { createdAt: 'desc' },
    take: mostLessons,
    select: { id: true },
  });
  const lessons: string[] = [];
  for (const { id } of earlier.toReversed()) {
    const events = await db.runEvent.findMany({
      where: {
        runId: id,
        OR: ['finished', 'check_ended', 'reviewed'].map((kind) => ({ payload: { path: ['kind'], equals: kind } })),
      },
      orderBy: { seq: 'desc' },
      take: 3,
    });
    const said = events.flatMap(({ payload }) => {
      const { data } = runEvent.safeParse(payload);
      if (data?.kind === 'finished') return [data.reason];
      if (data?.kind === 'reviewed' && data.verdict === 'objected') return [objectionWords(data.findings)];
      if (data?.kind !== 'check_ended' || data.failures.length === 0) return [];
      return [
        `Its last checks failed: ${data.failures
          .slice(0, 3)
          .map(({ name, message }) => `${name}: ${message}`)
          .join('; ')}`,
      ];
    });
    const lesson = said.join(' ').slice(0, 2_000).trim();
    if (lesson !== '') lessons.push(lesson);
  }
  return lessons;
}
