import type { ChangedFile } from '#core/run/shortcuts.ts';
import type { RecordedCheck } from './evidence.ts';
import { checkKey } from './refusals.ts';

/**
 * The tests that an agent wrote in its run of its own accord, by `checkKey`, each with the text of its file as the agent left it. One whose title holds the tag of a property
 * of the design carries out what people have planned, and is none; nor is what the platform derives, what somebody's code held before the run, or what was `known` to the
 * project's checks without it. Where the runner names no file, any changed file that holds the title now and did not before makes the test the agent's.
 */
export function ownTests(
  checks: readonly RecordedCheck[],
  { files, known }: { files: readonly ChangedFile[]; known: ReadonlySet<string> },
): Map<string, string> {
  const changed = new Map(files.filter(({ status }) => status !== 'deleted').map((file) => [file.path, file]));
  const own = new Map<string, string>();
  for (const check of checks) {
    const key = checkKey(check);
    if (check.isDerived || check.propertyId !== null || known.has(key)) continue;
    const title = check.name.split(' > ').at(-1) ?? check.name;
    const written =
      check.file === null
        ? files.find(({ before, after }) => after?.includes(title) && !before?.includes(title))
        : isNew(changed.get(check.file), title)
          ? changed.get(check.file)
          : undefined;
    if (written) own.set(key, written.after ?? '');
  }
  return own;
}

function isNew(file: ChangedFile | undefined, title: string): boolean {
  return file !== undefined && !file.before?.includes(title);
}

/** Whether a check is an agent's own that nobody has adopted: it speaks for nothing, and is shown apart. */
export function isApart({ own }: Pick<RecordedCheck, 'own'>): boolean {
  return own !== undefined && own.adoptedBy === null;
}
