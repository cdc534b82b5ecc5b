import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '#server/errors.ts';
import { type GitCall, type GitResult, tryGit } from './git.ts';

export type ImportProgress = { phase: string; percent: number };

const longestImportMs = 30 * 60_000;

export type Address = { kind: 'path'; path: string } | { kind: 'url'; url: string };

/** Tells paths from URLs, and refuses what git would take for an option or a program to run. */
export function readSource(source: string): Address {
  const wanted = 'Give the absolute path of a repository on this machine, or its https, ssh or git address.';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  if (source.startsWith('-') || /[\x00-\x1f]/.test(source))
    throw new Failure('invalid', `This is not the address of a repository. ${wanted}`);
  if (path.isAbsolute(source)) return { kind: 'path', path: path.normalize(source) };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme === 'file') return { kind: 'path', path: localPathOf(source, wanted) };
  if (scheme && ['https', 'http', 'ssh', 'git'].includes(scheme)) return { kind: 'url', url: source };
  if (scheme) throw new Failure('invalid', `Addresses that begin with ${scheme}:// are not read. ${wanted}`);
  if (/^[\w.-]+@[\w.-]+:[^:-][^:]*$/.test(source)) return { kind: 'url', url: source };
  throw new Failure('invalid', `${JSON.stringify(source)} is neither an absolute path nor an address. ${wanted}`);
}

function localPathOf(url: string, wanted: string): string {
  try {
    return path.normalize(fileURLToPath(url));
  } catch (cause) {
    throw new Failure('invalid', `${JSON.stringify(url)} names no file on this machine. ${wanted}`, { cause });
  }
}

/** The real path of a repository on this machine, or a Failure that says what the path is instead. */
export async function checkLocal(source: string, call: GitCall): Promise<string> {
  const found = await stat(source).catch(() => null);
  if (!found) throw new Failure('repository_not_found', `There is no folder ${source} on this machine.`);
  if (!found.isDirectory()) throw new Failure('repository_unreadable', `${source} is a file: give the folder of a git repository.`);
  const folder = await realpath(source);
  const look = (args: string[], ceiling: string) =>
    tryGit(['-C', folder, 'rev-parse', ...args], { ...call, env: { ...call.env, GIT_CEILING_DIRECTORIES: ceiling } });
  const isRepository = (await look(['--git-dir'], path.dirname(folder))).code === 0;
  if (isRepository) return folder;
  const { code, stdout } = await look(['--show-toplevel'], '');
  const top = stdout.toString('utf8').trim();
  if (code === 0 && top !== '') {
    throw new Failure('repository_unreadable', `${source} is a folder inside of the repository ${top}: give ${top} instead.`);
  }
  throw new Failure(
    'repository_unreadable',
    `${source} is a folder, but not a git repository: run \`git init\` and commit in it, or give another.`,
  );
}

/** Clones without a working folder; a Failure says why it could not. */
export async function clone(
  from: string,
  mirror: string,
  env: Record<string, string>,
  onProgress?: (progress: ImportProgress) => void,
): Promise<void> {
  const onStderr = (text: string) => {
    const [phase, percent] = [...text.matchAll(/([A-Z][a-z]+(?: [a-z]+)*): +(\d+)%/g)].at(-1)?.slice(1) ?? [];
    if (phase && percent) onProgress?.({ phase, percent: Number(percent) });
  };
  // Through git's own protocol even from a local path: plain copying would follow what a hostile repository links to.
  const args = ['clone', '--bare', '--no-local', '--template=', '--progress', '--', from, mirror];
  const result = await tryGit(args, { env, timeoutMs: longestImportMs, onStderr });
  if (result.code !== 0) throw refusal(result, withoutSecret(from));
}

/** The Failure for what git said, in words that tell what to do. */
function refusal({ stderr, isTimedOut }: GitResult, name: string): Failure {
  const said = withoutSecret(/^(?:fatal|error|ssh): .*/m.exec(stderr)?.[0] ?? stderr.trim().split('\n').at(-1) ?? '');
  if (isTimedOut)
    return new Failure(
      'repository_unreadable',
      `${name} took more than ${longestImportMs / 60_000} minutes to fetch: clone it to this machine and give its path.`,
    );
  if (/No space left/i.test(stderr))
    return new Failure('repository_unreadable', `There is too little room on this machine's disk for ${name}.`);
  if (/could not read (Username|Password)|Authentication failed|Permission denied|terminal prompts disabled|HTTP 40[13]/i.test(stderr)) {
    return new Failure(
      'repository_unreadable',
      `${name} does not let us in, or does not exist: give an address that this machine may read, or the path of a clone.`,
    );
  }
  if (/Could not resolve host|Connection refused|timed out|Failed to connect|unable to connect|Network is unreachable/i.test(stderr)) {
    return new Failure('repository_unreadable', `${name} cannot be reached from this machine (${said}).`);
  }
  if (/not found|does not exist|does not appear to be a git repository|HTTP 404/i.test(stderr)) {
    return new Failure('repository_not_found', `There is no git repository at ${name}.`);
  }
  return new Failure('repository_unreadable', `${name} cannot be read as a git repository (${said}).`);
}

/** A text without the credentials of the URLs in it. */
export function withoutSecret(text: string): string {
  return text.replace(/\/\/[^@/\s]*@/g, '//');
}
