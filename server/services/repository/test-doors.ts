import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Ctx } from '#server/context.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { importProject } from '#server/services/projects/import-project.ts';
import { listSuggestions } from '#server/services/suggestions/list-suggestions.ts';
import { openTeam } from '#server/testing/team.ts';
import { git, gitBytes } from '#server/workspaces/git.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { readChanges } from './read-changes.ts';
import { writeChanges } from './write-changes.ts';

export const identity = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
export const path = '.kiro/specs/door/requirements.md';
export const steering = '.kiro/steering/tech.md';
/** Windows line endings, a byte order mark and a broken byte: what must come back as it was. */
export const original = Buffer.concat([
  Buffer.from('\uFEFF# Requirements\r\n\r\n1. THE Door SHALL open.\r\n2. THE Door SHALL close.\r\n3. THE Door SHALL lock '),
  Buffer.from([0xe9]),
  Buffer.from('.\r\n'),
]);

type Door = {
  projectId: string;
  project: string;
  spec: string;
  specId: string;
  documentId: string;
  /** Commits files to the repository that the project was imported from. */
  commit: (files: Record<string, string | Uint8Array>) => Promise<void>;
  /** The project's mirror. */
  gitDir: string;
};

/** A team whose members import repositories with a spec of a door, type in it and write it back. The caller closes it. */
export async function openDoors() {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-repository-'));
  const team = await openTeam({ dataPath: join(folder, 'data') });
  const editor = await team.as('editor');
  const owner = await team.as('owner');
  let count = 0;

  /** A repository on disk, imported as a project. */
  async function bring(): Promise<Door> {
    count += 1;
    const source = join(folder, `door-${count}`);
    const repository = { gitDir: join(source, '.git'), workTree: source, env: identity };
    await mkdir(source);
    await git(['init', '--quiet', '--initial-branch=main', source]);
    const commit = async (files: Record<string, string | Uint8Array>) => {
      for (const [file, content] of Object.entries(files)) {
        await mkdir(dirname(join(source, file)), { recursive: true });
        await writeFile(join(source, file), content);
      }
      await git(['add', '--all'], repository);
      await git(['commit', '--quiet', '--message=more'], repository);
    };
    await commit({ [path]: original, [steering]: 'Plain words.\n', 'src/door.ts': 'export {};\n' });
    const { id: projectId, slug: project } = await importProject(owner, { source });
    const { id: specId, slug: spec } = await team.house.db.spec.findFirstOrThrow({ where: { projectId } });
    const { id: documentId } = await team.house.db.document.findFirstOrThrow({ where: { specId } });
    const gitDir = mirrorPathOf(team.house.dataPath, projectId);
    return { projectId, project, spec, specId, documentId, commit, gitDir };
  }

  const type = (documentId: string, old: string, now: string, by: Ctx = editor) =>
    editDocument(team.house, documentId, (text) => ({ start: text.indexOf(old), removed: old.length, inserted: now }), by.actor.userId);
  const look = ({ project, spec }: Door, branch?: string) => readChanges(editor, { project, spec, ...(branch ? { branch } : {}) });
  const revisionsOf = ({ files }: Awaited<ReturnType<typeof look>>) =>
    Object.fromEntries(files.flatMap(({ documentId, sha256 }) => (documentId && sha256 ? [[documentId, sha256]] : [])));
  const write = async (door: Door, branch?: string, by: Ctx = editor) => {
    const seen = await look(door, branch);
    const { project, spec } = door;
    return writeChanges(by, { project, spec, branch: seen.branch, onto: seen.onto, message: 'Say how', revisions: revisionsOf(seen) });
  };
  const stateOf = async (door: Door, branch?: string) => (await look(door, branch)).files.find((file) => file.path === path)?.state;
  const fileAt = ({ gitDir }: Door, branch: string, file = path) => gitBytes(['cat-file', 'blob', `${branch}:${file}`], { gitDir });
  const textOf = async (documentId: string) => (await readDocument(team.house.db, documentId)).text;
  const suggestionsOf = async (documentId: string) =>
    (await listSuggestions(editor, { documentId, after: 0 })).suggestions.filter(({ status }) => status === 'open');

  const close = async () => {
    await team.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { team, folder, editor, owner, bring, type, look, revisionsOf, write, stateOf, fileAt, textOf, suggestionsOf, close };
}
