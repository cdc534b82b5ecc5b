import type { Answers } from '#components/shell/answers.ts';

export type RepositoryFile = Answers['repository']['changes']['files'][number];

/** How a document stands to its file, in a letter, a word and a sentence. */
export const fileStates: Record<RepositoryFile['state'], { letter: string; color: string; label: string; hint: string }> = {
  same: { letter: '', color: '', label: 'Unchanged', hint: 'The branch has it as it is here.' },
  changed: { letter: 'M', color: 'text-accent', label: 'Changed here', hint: 'Goes into the commit.' },
  new: { letter: 'A', color: 'text-success', label: 'New', hint: 'Goes into the commit.' },
  deleted: {
    letter: 'A',
    color: 'text-warning',
    label: 'Deleted there',
    hint: 'The branch does not have it any more; the commit brings it back.',
  },
  behind: {
    letter: '↓',
    color: 'text-warning',
    label: 'Newer there',
    hint: 'The branch has changed it, and nobody here has. It stays out of the commit.',
  },
  both: { letter: '↕', color: 'text-warning', label: 'Changed on both sides', hint: 'The changes fit together. Take them in first.' },
  conflict: {
    letter: '!',
    color: 'text-danger',
    label: 'Conflict',
    hint: 'Both sides have changed the same lines. Take that in, and decide line by line.',
  },
  waiting: {
    letter: '?',
    color: 'text-warning',
    label: 'Suggestions wait',
    hint: 'What the repository changed waits as suggestions. Accept or reject them first.',
  },
};

/** What is in the commit. */
export const isWritten = ({ state }: RepositoryFile): boolean => state === 'changed' || state === 'new' || state === 'deleted';
/** What the repository has to be asked for before there is a commit. */
export const isToTakeIn = ({ state }: RepositoryFile): boolean => state === 'behind' || state === 'both' || state === 'conflict';
/** What keeps the commit back. */
export const isUnsettled = ({ state }: RepositoryFile): boolean => state === 'both' || state === 'conflict' || state === 'waiting';
