import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { type FoundSpec, findSpecs } from '#core/formats/find-specs.ts';
import { findSteering } from '#core/formats/kiro.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import { findCheckCommand } from '#server/sandbox/checks/find-check-command.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { rememberSource } from '#server/services/remotes/connect-remote.ts';
import { importMirror, listFiles, mirrorPathOf, readFileAt, readFilesAt } from '#server/workspaces/mirror.ts';
import { readImportNotes } from './import-notes.ts';
import { addImportedFile, addImportedSpec, freeSlugs, maxDocumentBytes, mostSteering } from './imported-spec.ts';

export const importProjectInput = z.object({
  /** A path on the server's machine or a URL that git understands. */
  source: z.string().trim().min(1).max(2_000),
  name: z.string().trim().min(1).max(100).optional(),
});

const maxSpecs = 300;
const reservedSlugs = new Set(['new', 'settings', 'runs']);

type ImportOptions = { isSample?: boolean };

/**
 * Makes a project of a git repository: mirrors it, finds its specs in every format that is known and takes their documents
 * byte for byte. What does not fit is left out and said in `importNotes`. Nothing is left behind by a refusal.
 */
export async function importProject(
  ctx: Ctx,
  { source, name }: z.infer<typeof importProjectInput>,
  { isSample = false }: ImportOptions = {},
) {
  const id = uuidv7();
  const mirrorPath = mirrorPathOf(ctx.dataPath, id);
  try {
    const { defaultBranch, headCommit } = await importMirror({ source, mirrorPath });
    const files = await listFiles(mirrorPath, headCommit);
    const found = findSpecs(files.map(({ path }) => path));
    const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
    const { specs, notes } = fitting(found, sizes);
    const steering = findSteering([...sizes.keys()])
      .filter((path) => fits(path, sizes, notes))
      .slice(0, mostSteering);
    const contents = await readFilesAt(mirrorPath, headCommit, [
      ...specs.flatMap(({ documents }) => documents.map(({ path }) => path)),
      ...steering,
    ]);
    const packageJson = await readFileAt(mirrorPath, headCommit, 'package.json', 1_000_000);
    const checkCommand = findCheckCommand({
      ...(packageJson ? { packageJson: new TextDecoder().decode(packageJson) } : {}),
      paths: files.map(({ path }) => path),
    });
    notes.push(...readImportNotes(specs, contents));
    if (found.length === 0)
      notes.push(
        'No spec was found: none in .kiro/specs (Kiro), specs/NNN-name (spec-kit), openspec (OpenSpec) or .taskmaster/tasks (task-master).',
      );
    const projectName = name ?? nameOf(source);
    return await ctx.db.$transaction(
      async (tx) => {
        const project = await tx.project.create({
          data: {
            id,
            organizationId: ctx.organizationId,
            slug: await freeSlug(ctx, projectName),
            name: projectName,
            source: withoutCredentials(source),
            defaultBranch,
            headCommit,
            importNotes: notes,
            checkCommand,
            toolchainPath: isAbsolute(source) && existsSync(join(source, 'node_modules')) ? source : null,
            isSample,
          },
        });
        await rememberSource(tx, ctx.secret, { projectId: id, source, userId: ctx.actor.userId });
        const slugs = freeSlugs(specs, []);
        const from = { projectId: id, commit: headCommit, contents };
        for (const [index, spec] of specs.entries()) await addImportedSpec(tx, from, spec, slugs[index] ?? spec.slug);
        for (const path of steering) await addImportedFile(tx, from, { specId: null, kind: 'steering', path });
        await recordAudit(tx, ctx, {
          action: 'project.imported',
          subject: { kind: 'project', id, name: projectName },
          projectId: id,
          after: { source: project.source, headCommit, specs: specs.length },
        });
        return { id, slug: project.slug, specs: specs.length, notes };
      },
      { timeout: 120_000, maxWait: 10_000 },
    );
  } catch (cause) {
    await rm(mirrorPath, { recursive: true, force: true });
    throw cause;
  }
}

/** The specs and documents that are within the limits, and a sentence for each that is not. */
function fitting(found: FoundSpec[], sizes: Map<string, number>): { specs: FoundSpec[]; notes: string[] } {
  const notes: string[] = [];
  if (found.length > maxSpecs) notes.push(`The repository holds ${found.length} specs; the first ${maxSpecs} were imported.`);
  const specs = found.slice(0, maxSpecs).map((spec) => ({
    ...spec,
    documents: spec.documents.filter(({ path }) => fits(path, sizes, notes)),
  }));
  return { specs: specs.filter(({ documents }) => documents.length > 0), notes };
}

/** False, with a sentence, for a file that is too large for a document. */
function fits(path: string, sizes: ReadonlyMap<string, number>, notes: string[]): boolean {
  const bytes = sizes.get(path) ?? 0;
  if (bytes <= maxDocumentBytes) return true;
  const limit = maxDocumentBytes / 1024 / 1024;
  notes.push(`${path} has ${(bytes / 1024 / 1024).toFixed(1)} MB, more than the ${limit} MB that a document may have; it was left out.`);
  return false;
}

function nameOf(source: string): string {
  const last = basename(source.replace(/[/\\]+$/, '').replace(/\.git$/, ''));
  return (last.split(':').at(-1) ?? last).slice(0, 100) || 'repository';
}

async function freeSlug({ db, organizationId }: Ctx, name: string): Promise<string> {
  const base =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'project';
  const taken = new Set((await db.project.findMany({ where: { organizationId }, select: { slug: true } })).map(({ slug }) => slug));
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(slug) && !reservedSlugs.has(slug)) return slug;
  }
}

/** The source as people may see it: a user name or password in a URL is cut out. */
function withoutCredentials(source: string): string {
  return source.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}
