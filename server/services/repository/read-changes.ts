import { z } from 'zod';
import { countLines } from '#core/edits/count-lines.ts';
import { readSource } from '#core/formats/source-text.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { authorsSince } from '#server/services/approvals/authors.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';
import { branchHead } from '#server/workspaces/branches.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { type ComparedFile, compareFiles, type FileState } from './compare-files.ts';

export const branchName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\s~^:?*[\\]+$/, 'A branch has no spaces, and none of ~ ^ : ? * [ \\ in its name.');

/** The documents of a spec, or, without one, the steering of the project. */
export const writtenScope = z.object({ project: z.string().max(100), spec: z.string().max(200).nullable() });

export const readChangesInput = writtenScope.extend({
  /** The branch that it would be written to; the proposed one where it is left out. */
  branch: branchName.optional(),
});

/** What writing would do, for people to look at before it is done. */
export type RepositoryChanges = {
  branch: string;
  defaultBranch: string;
  /** The commit that would be written on. */
  onto: string;
  /** Whether the branch is there already. */
  isThere: boolean;
  files: {
    path: string;
    state: FileState;
    /** The text's revision, which writing names; null for a picture, and for kept counterexamples, which only grow. */
    sha256: string | null;
    documentId: string | null;
    added: number;
    removed: number;
    /** Texts with line feeds only; null where there is none, and for pictures. */
    before: string | null;
    after: string | null;
  }[];
  message: string;
  /** People whose words would be in it, besides whoever writes. */
  authors: string[];
  /** Where branches of the project go; null where nowhere. */
  remote: { url: string; forge: string } | null;
  project: string;
  spec: string | null;
};

/** Compares what people have written with the repository. `not_found` outside the organization, `invalid` for a branch that cannot be written to. */
export async function readChanges(
  ctx: Ctx,
  { project, spec, branch: wished }: z.infer<typeof readChangesInput>,
): Promise<RepositoryChanges> {
  const place = await findPlace(ctx, { project, spec });
  const branch = wished ?? proposedBranch(place.spec);
  const { onto, isThere } = await findBranch(ctx, place, branch);
  const compared = await compareFiles(ctx, place, onto);
  const remote = await ctx.db.projectRemote.findUnique({ where: { projectId: place.projectId }, select: { url: true, forge: true } });
  const authors = await coAuthors(ctx, compared.filter(isWritten));
  return {
    branch,
    defaultBranch: place.defaultBranch,
    onto,
    isThere,
    files: compared.map(describe),
    message: proposedMessage(place.spec, compared.filter(isWritten)),
    authors: authors.map(({ name }) => name),
    remote,
    project: place.projectName,
    spec: place.spec?.title ?? null,
  };
}

/** Files that writing puts into the commit. */
export const isWritten = ({ state }: Pick<ComparedFile, 'state'>): boolean => state === 'changed' || state === 'new' || state === 'deleted';

/** Files whose standing has to be settled before anything is written. */
export const isUnsettled = ({ state }: Pick<ComparedFile, 'state'>): boolean =>
  state === 'both' || state === 'conflict' || state === 'waiting';

export type Place = {
  projectId: string;
  projectName: string;
  defaultBranch: string;
  headCommit: string;
  specId: string | null;
  spec: { slug: string; title: string } | null;
};

/** The project and the spec that an input names; `not_found` outside the organization. */
export async function findPlace(
  { db, organizationId }: Pick<Ctx, 'db' | 'organizationId'>,
  { project: slug, spec: specSlug }: z.infer<typeof writtenScope>,
): Promise<Place> {
  const project = await db.project.findUnique({ where: { organizationId_slug: { organizationId, slug } } });
  const spec =
    project && specSlug !== null
      ? await db.spec.findFirst({
          where: { slug: specSlug, projectId: project.id, archivedAt: null },
          select: { id: true, slug: true, title: true },
        })
      : null;
  if (!project || (specSlug !== null && !spec)) throw new Failure('not_found', 'There is no such spec or project in this organization.');
  const { id: projectId, name: projectName, defaultBranch, headCommit } = project;
  return { projectId, projectName, defaultBranch, headCommit, specId: spec?.id ?? null, spec };
}

/** The spec, or the project, as the audit names it. */
export function placeSubject({ projectId, projectName, specId, spec }: Place): { kind: string; id: string; name: string } {
  return specId !== null && spec ? { kind: 'spec', id: specId, name: spec.title } : { kind: 'project', id: projectId, name: projectName };
}

/** Where a branch stands that may be written to; one that is not there yet begins at the default branch. `invalid` for the branch of a run. */
export async function findBranch(
  { db, dataPath }: Pick<Ctx, 'db' | 'dataPath'>,
  { projectId, defaultBranch, headCommit }: Place,
  branch: string,
): Promise<{ onto: string; isThere: boolean }> {
  if (branch === defaultBranch) return { onto: headCommit, isThere: true };
  if (await db.run.findFirst({ where: { projectId, branch }, select: { id: true } }))
    throw new Failure('invalid', `${branch} is the branch of a run. Choose another one.`);
  const head = await branchHead(mirrorPathOf(dataPath, projectId), branch);
  return { onto: head ?? headCommit, isThere: head !== null };
}

/** Who wrote what the files would bring, besides the caller. */
export async function coAuthors({ db, actor }: Ctx, files: readonly ComparedFile[]): Promise<{ name: string; email: string }[]> {
  const since = files.flatMap(({ document, before }) =>
    document ? [{ documentId: document.id, sha256: before && sha256Of(before) }] : [],
  );
  const ids = since.length === 0 ? [] : await authorsSince(db, since);
  return db.user.findMany({
    where: { id: { in: ids.filter((id) => id !== actor.userId) } },
    select: { name: true, email: true },
    orderBy: { name: 'asc' },
  });
}

function describe({ path, state, document, before, after }: ComparedFile): RepositoryChanges['files'][number] {
  const isPicture = !document && !path.endsWith('.json');
  if (isPicture) return { path, state, sha256: null, documentId: null, added: 0, removed: 0, before: null, after: null };
  const was = before && readSource(before).text;
  const now = readSource(after).text;
  return {
    path,
    state,
    sha256: document?.sha256 ?? null,
    documentId: document?.id ?? null,
    ...countLines(was ?? '', now),
    before: was,
    after: now,
  };
}

function proposedBranch(spec: Place['spec']): string {
  return spec ? `specs/${spec.slug}` : 'steering';
}

function proposedMessage(spec: Place['spec'], files: readonly ComparedFile[]): string {
  const names = files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).filter((name) => /\.(?:md|spec)$/.test(name));
  const what =
    names.length === 1
      ? names[0]
      : names.length > 3 || names.length === 0
        ? 'documents'
        : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return spec ? `Write ${what} of ${spec.title}` : `Write steering: ${what}`;
}
