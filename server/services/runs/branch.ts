/**
 * The branch that a run works on. The end of the run's id tells the runs of one task apart: its beginning is a time, the
 * same for all that start within a minute.
 */
export function branchOf({ specSlug, taskId, runId }: { specSlug: string; taskId: string; runId: string }): string {
  return `plumbline/${nameOf(specSlug)}/${nameOf(taskId)}-${runId.slice(-8)}`;
}

/** As much of a name as git takes in a branch: no blanks, no `..`, no dot or dash at its ends, no `.lock`. */
function nameOf(text: string): string {
  const name = text
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '')
    .replace(/\.lock$/i, '-lock')
    .slice(0, 80);
  return name.replace(/[.-]+$/, '') || 'task';
}
