import { spawn } from 'node:child_process';
import { Failure } from '#server/errors.ts';

export type GitCall = {
  /** The repository, always named: git never looks for one, so nothing in a hostile folder can pose as one. */
  gitDir?: string;
  workTree?: string;
  env?: Record<string, string>;
  input?: string | Buffer;
  timeoutMs?: number;
  onStderr?: (text: string) => void;
};

export type GitResult = { code: number | null; stdout: Buffer; stderr: string; isTimedOut: boolean };

/** No hook, no helper, no watcher, no background work; and repositories of other owners are read like our own. */
const settings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'protocol.ext.allow=never',
  'safe.directory=*',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'commit.gpgSign=false',
  'advice.detachedHead=false',
].flatMap((setting) => ['-c', setting]);

const environment: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
  // A partial clone would otherwise fetch what it lacks with commands from its own configuration.
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_OPTIONAL_LOCKS: '0',
};

const defaultTimeoutMs = 120_000;

/** Runs git without a shell and gives what it answered, whatever the exit code. A Failure where git itself is missing. */
export function tryGit(
  args: string[],
  { gitDir, workTree, env, input, timeoutMs = defaultTimeoutMs, onStderr }: GitCall = {},
): Promise<GitResult> {
  const place = [...(gitDir ? [`--git-dir=${gitDir}`] : []), ...(workTree ? [`--work-tree=${workTree}`] : [])];
  return new Promise((resolve, reject) => {
    // Its own process group, since git does much of its work in children that must end with it.
    const child = spawn('git', [...settings, ...place, ...args], { cwd: workTree ?? '/', env: { ...environment, ...env }, detached: true });
    const chunks: Buffer[] = [];
    let stderr = '';
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      endGroup(child.pid);
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-20_000);
      onStderr?.(text);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      const isMissing = 'code' in error && error.code === 'ENOENT' && !workTree;
      reject(isMissing ? new Failure('repository_unreadable', 'The program git is not installed: install git and try again.') : error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: Buffer.concat(chunks), stderr, isTimedOut });
    });
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** `tryGit` for calls that can only fail by a bug or a broken disk: throws with git's own words. Gives its output as bytes. */
export async function gitBytes(args: string[], call: GitCall = {}): Promise<Buffer> {
  const { code, stdout, stderr, isTimedOut } = await tryGit(args, call);
  if (code !== 0) throw new Error(`git ${args[0]} ${isTimedOut ? 'took too long' : `ended with ${code}`}: ${stderr.trim()}`);
  return stdout;
}

/** `gitBytes` as a line of text. */
export async function git(args: string[], call: GitCall = {}): Promise<string> {
  return (await gitBytes(args, call)).toString('utf8').trimEnd();
}

/** Records that git separates by NUL, as bytes in which each byte is one character: names need not be UTF-8. */
export function recordsOf(bytes: Buffer): string[] {
  const text = bytes.toString('latin1');
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** The text of a name that `recordsOf` gave. */
export function textOf(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

/** Refuses anything but a full commit id: a name could be an option, or mean something else tomorrow. */
export function checkCommit(commit: string): string {
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit))
    throw new Failure('invalid', `${JSON.stringify(commit)} is not the full id of a commit.`);
  return commit;
}
