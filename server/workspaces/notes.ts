import { checkCommit, git, tryGit } from './git.ts';

/** Where the platform's statements about commits are kept. `git fetch origin refs/notes/plumbline:refs/notes/plumbline` brings them along. */
export const notesRef = 'refs/notes/plumbline';

const identity = {
  GIT_AUTHOR_NAME: 'Plumbline',
  GIT_AUTHOR_EMAIL: 'plumbline@localhost',
  GIT_COMMITTER_NAME: 'Plumbline',
  GIT_COMMITTER_EMAIL: 'plumbline@localhost',
};

/** The note of a commit; empty where it has none. */
export async function readNote(mirrorPath: string, commit: string): Promise<string> {
  const { code, stdout } = await tryGit(['notes', `--ref=${notesRef}`, 'show', checkCommit(commit)], { gitDir: mirrorPath });
  return code === 0 ? stdout.toString('utf8') : '';
}

/** Changes the note of a commit. One at a time for a mirror: whoever merges holds the project. */
export async function addNote(mirrorPath: string, { commit, change }: { commit: string; change: (note: string) => string }): Promise<void> {
  const before = await readNote(mirrorPath, commit);
  const after = change(before);
  if (after === before) return;
  await git(['notes', `--ref=${notesRef}`, 'add', '--force', '--file=-', checkCommit(commit)], {
    gitDir: mirrorPath,
    env: identity,
    input: after,
  });
}
