import type { Sandbox } from '#server/sandbox/sandbox.ts';
import type { ToolAnswer } from './agent.ts';
import { checkPath } from './workspace-path.ts';

const maxMatches = 200;
const maxLineCharacters = 300;
const searchMs = 30_000;

/** Searches with ripgrep in the sandbox, or its own grep where there is none: what a command of the agent could see, and no more. */
export async function searchFiles(
  sandbox: Sandbox,
  { pattern, glob, path: written = '.' }: { pattern: string; glob?: string | undefined; path?: string | undefined },
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const checked = checkPath(written);
  if (!checked.ok) return { output: checked.why, isError: true, change: null };
  const command = `if command -v rg >/dev/null; then ${ripgrep(pattern, checked.path, glob)}; else ${grep(pattern, checked.path, glob)}; fi`;
  const { exitCode, stdout, stderr, stoppedBy, droppedBytes } = await sandbox.run({ command, signal, timeoutMs: searchMs });
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (lines.length === 0) {
    if (exitCode === 1) return { output: 'Nothing matches.', isError: false, change: null };
    const why =
      stoppedBy === 'time' ? `The search took more than ${searchMs / 1000} seconds.` : stderr.trim().slice(0, 500) || 'The search failed.';
    return { output: why, isError: true, change: null };
  }
  const shown = lines.slice(0, maxMatches).map((line) => clip(line.replace(/^\.\//, '')));
  const isCut = lines.length > maxMatches || droppedBytes > 0 || stoppedBy !== undefined;
  const note = isCut ? `\n(cut after ${shown.length} matches; search for something narrower)` : '';
  return { output: shown.join('\n') + note, isError: false, change: null };
}

/** Hidden files are searched, for steering and specs lie in them. Sorted, so that the same search gives the same answer. */
function ripgrep(pattern: string, path: string, glob: string | undefined): string {
  const globs = [...(glob === undefined ? [] : [glob]), '!**/.git', '!**/node_modules'].map((one) => `--glob ${quote(one)}`).join(' ');
  return `rg --no-config --no-require-git --hidden --sort path --no-heading --with-filename --line-number --color never --max-count ${maxMatches + 1} ${globs} -e ${quote(pattern)} -- ${quote(path)}`;
}

function grep(pattern: string, path: string, glob: string | undefined): string {
  const include = glob === undefined ? '' : `--include=${quote(glob.split('/').at(-1) ?? glob)}`;
  return `LC_ALL=C.UTF-8 grep -rnIE ${include} --exclude-dir=.git --exclude-dir=node_modules -e ${quote(pattern)} -- ${quote(path)}`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function clip(line: string): string {
  return line.length <= maxLineCharacters ? line : `${line.slice(0, maxLineCharacters)}...`;
}
