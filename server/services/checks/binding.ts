import { z } from 'zod';
import type { System } from '#core/analysis/system.ts';
import { bindingPath, checkBinding, parseBinding } from '#core/verification/suite/binding.ts';
import { type ExportedFunction, exportedFunctions, proposeBinding } from '#core/verification/suite/propose-binding.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { advanceHead } from '#server/services/repository/advance-head.ts';
import { commitOnto } from '#server/workspaces/commit-onto.ts';
import { setBranch } from '#server/workspaces/merge.ts';
import { listFiles, mirrorPathOf, readFileAt, readFilesAt } from '#server/workspaces/mirror.ts';
import { suiteGroundOf } from './suite-system.ts';

export const getBindingInput = z.object({ specId: z.uuid() });

const largest = 200_000;
export const saveBindingInput = z.object({
  specId: z.uuid(),
  text: z.string().max(largest),
  /** The commit that the text was written on: another one's binding is never overwritten unseen. */
  onto: z.string().regex(/^[0-9a-f]{40,64}$/),
});

/** What ties a spec's readings to the code, and all that helps to write it. */
export type SpecBinding = {
  path: string;
  commit: string;
  /** The text in the repository, or the one that the names suggest; null where neither is known. */
  text: string | null;
  isProposed: boolean;
  problems: { message: string; line: number }[];
  /** Names that the readings know, by what they are. */
  names: { events: string[]; inputs: string[]; outputs: string[]; states: string[] };
  exports: ExportedFunction[];
};

/** Reads the binding of a spec on the default branch; where there is none, proposes one by names. `not_found` outside the organization. */
export async function getBinding({ db, dataPath, organizationId }: Ctx, { specId }: z.infer<typeof getBindingInput>): Promise<SpecBinding> {
  const spec = await db.spec.findFirst({ where: { id: specId, project: { organizationId } }, include: { project: true } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const { headCommit: commit } = spec.project;
  const mirrorPath = mirrorPathOf(dataPath, spec.projectId);
  const path = bindingPath(spec.slug);
  const ground = await suiteGroundOf(db, specId);
  const system: System = ground?.system ?? { variables: [], events: [], assumptions: [], rules: [] };
  const [bytes, sources] = await Promise.all([readFileAt(mirrorPath, commit, path, largest), sourcesAt(mirrorPath, commit)]);
  const exports = sources.flatMap((source) => exportedFunctions(source.path, source.text));
  const written = bytes && new TextDecoder().decode(bytes);
  const proposed = written === null ? proposeBinding(system, exports) : null;
  const text = written ?? (proposed && `${JSON.stringify(proposed, null, 2)}\n`);
  const ofRole = (role: string) => system.variables.filter((variable) => variable.role === role).map(({ name }) => name);
  return {
    path,
    commit,
    text,
    isProposed: written === null && text !== null,
    problems: text === null ? [] : problemsOf(system, text),
    names: {
      events: [...new Set(system.rules.flatMap(({ events }) => events ?? []))],
      inputs: ofRole('input'),
      outputs: ofRole('output'),
      states: ofRole('state'),
    },
    exports,
  };
}

/**
 * Commits the binding of a spec to the default branch, in its writer's name. `not_found` outside the organization, `invalid` for a text that is no binding, and `revision_changed` where the
 * branch has moved since `onto`.
 */
export async function saveBinding(ctx: Ctx, { specId, text, onto }: z.infer<typeof saveBindingInput>): Promise<{ commit: string }> {
  const { db, dataPath, organizationId, actor } = ctx;
  const spec = await db.spec.findFirst({ where: { id: specId, archivedAt: null, project: { organizationId } } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const { problems } = parseBinding(text);
  if (problems[0]) throw new Failure('invalid', `This is no binding. ${problems[0].message}`);
  const mirrorPath = mirrorPathOf(dataPath, spec.projectId);
  const path = bindingPath(spec.slug);
  const { email } = await db.user.findUniqueOrThrow({ where: { id: actor.userId }, select: { email: true } });
  const message = `Bind ${spec.slug} to the code\n\nSpec: ${spec.slug}\n`;
  const commit = await commitOnto(mirrorPath, { onto, files: [{ path, bytes: text }], message, author: { name: actor.name, email } });
  const branch = await db.$transaction(async (tx) => {
    const branch = await advanceHead(ctx, tx, { projectId: spec.projectId, from: onto, to: commit });
    await recordAudit(tx, ctx, {
      action: 'binding.saved',
      subject: { kind: 'spec', id: specId, name: spec.title },
      projectId: spec.projectId,
      before: { commit: onto },
      after: { commit, path },
    });
    return branch;
  });
  await setBranch(mirrorPath, branch, commit);
  return { commit };
}

function problemsOf(system: System, text: string): SpecBinding['problems'] {
  const { binding, problems } = parseBinding(text);
  const all = [...problems, ...(binding ? checkBinding(system, binding, text) : [])];
  return all.map(({ message, span }) => ({ message, line: text.slice(0, span.start).split('\n').length }));
}

const mostFiles = 300;

/** The sources of a commit that may export something to be bound. Tests and packages are left out. */
export async function sourcesAt(mirrorPath: string, commit: string): Promise<{ path: string; text: string }[]> {
  const files = await listFiles(mirrorPath, commit);
  const paths = files
    .map(({ path }) => path)
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !/(^|\/)(node_modules|tests?|__tests__|dist)\/|\.(test|spec|d)\.[cm]?[jt]s$/.test(path))
    .slice(0, mostFiles);
  const texts = await readFilesAt(mirrorPath, commit, paths, largest);
  return paths.flatMap((path) => {
    const bytes = texts.get(path);
    return bytes ? [{ path, text: new TextDecoder().decode(bytes) }] : [];
  });
}
