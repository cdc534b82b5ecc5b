import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '#server/errors.ts';
import { checkLocal, withoutSecret } from './clone.ts';
import { checkCommit, type GitCall, type GitResult, git, tryGit } from './git.ts';
import { fromEnvironment } from './mirror.ts';

/** Where a project's commits go to and come from, with what opens it. */
export type Remote = { url: string; username: string; token: string | null };

const longestMs = 10 * 60_000;

/**
 * Pushes a commit to a branch of the remote, and nothing else. Doing it again changes nothing. Refused with a sentence where the branch has moved
 * there meanwhile: what others have pushed is never overwritten.
 */
export async function pushBranch(
  mirrorPath: string,
  remote: Remote,
  { commit, branch }: { commit: string; branch: string },
): Promise<void> {
  const args = ['push', '--porcelain', '--no-verify', '--', remote.url, `${checkCommit(commit)}:refs/heads/${branch}`];
  const result = await tryGit(args, callOf(mirrorPath, remote));
  if (result.code === 0) return;
  const said = `${result.stdout.toString('utf8')}\n${result.stderr}`;
  if (/non-fast-forward|fetch first|\[rejected\]/.test(said))
    throw new Failure('invalid', `The branch ${branch} has moved on ${nameOf(remote)}: somebody else has pushed to it.`);
  throw refusal(result, remote);
}

/** Fetches the branches of the remote into the mirror, beside its own, and gives the commit of one; null where it is not there. */
export async function fetchRemote(mirrorPath: string, remote: Remote, branch: string): Promise<string | null> {
  return fetchFrom(mirrorPath, branch, remote, callOf(mirrorPath, remote));
}

/** The same from a repository's folder on this machine, whoever owns it. */
export async function fetchFolder(mirrorPath: string, folder: string, branch: string): Promise<string | null> {
  const from = await checkLocal(folder, {});
  // The serving side of a local fetch reads its permission to serve other people's repositories from here only.
  const config = path.join(mirrorPath, 'plumbline-serving');
  await writeFile(config, '[safe]\n\tdirectory = *\n');
  const env = { GIT_CONFIG_GLOBAL: config };
  return fetchFrom(mirrorPath, branch, { url: from, username: '', token: null }, { gitDir: mirrorPath, env, timeoutMs: longestMs });
}

async function fetchFrom(mirrorPath: string, branch: string, remote: Remote, call: GitCall): Promise<string | null> {
  const args = ['fetch', '--no-tags', '--prune', '--no-recurse-submodules', '--', remote.url, '+refs/heads/*:refs/remotes/upstream/*'];
  const result = await tryGit(args, call);
  if (result.code !== 0) throw refusal(result, remote);
  const found = await tryGit(['rev-parse', '--verify', '--quiet', `refs/remotes/upstream/${branch}^{commit}`], { gitDir: mirrorPath });
  return found.code === 0 ? found.stdout.toString('utf8').trim() : null;
}

/** Whether everything in one commit is in the other as well. */
export async function isWithin(mirrorPath: string, { commit, of }: { commit: string; of: string }): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', checkCommit(commit), checkCommit(of)];
  return (await tryGit(args, { gitDir: mirrorPath })).code === 0;
}

/** The branches of a remote that the mirror knows, for tests and people. */
export function upstreamBranches(mirrorPath: string): Promise<string> {
  return git(['for-each-ref', '--format=%(refname:lstrip=3) %(objectname)', 'refs/remotes/upstream'], { gitDir: mirrorPath });
}

/** The token goes by the environment, which only this user's processes see, to this origin alone, and is not carried along by a redirect. */
function callOf(mirrorPath: string, { url, username, token }: Remote): GitCall {
  const env: Record<string, string> = { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20', ...fromEnvironment() };
  const address = URL.canParse(url) ? new URL(url) : null;
  const settings = [['http.followRedirects', 'false']];
  if (token !== null && address && /^https?:$/.test(address.protocol))
    settings.push([
      `http.${address.origin}/.extraHeader`,
      `Authorization: Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`,
    ]);
  env['GIT_CONFIG_COUNT'] = String(settings.length);
  for (const [i, [key = '', value = '']] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${i}`] = key;
    env[`GIT_CONFIG_VALUE_${i}`] = value;
  }
  return { gitDir: mirrorPath, env, timeoutMs: longestMs };
}

function nameOf({ url }: Remote): string {
  return withoutSecret(url);
}

function refusal({ stderr, isTimedOut }: GitResult, remote: Remote): Failure {
  const name = nameOf(remote);
  if (isTimedOut) return new Failure('repository_unreadable', `${name} did not answer within ${longestMs / 60_000} minutes.`);
  if (/could not read (Username|Password)|Authentication failed|Permission denied|terminal prompts disabled|error: 40[13]/i.test(stderr))
    return new Failure(
      'repository_unreadable',
      `${name} does not let us in with the credentials of this project, or does not let us write.`,
    );
  if (/not found|does not exist|error: 404/i.test(stderr))
    return new Failure('repository_not_found', `There is no git repository at ${name}.`);
  const said = withoutSecret(/^(?:fatal|error|ssh|remote): .*/m.exec(stderr)?.[0] ?? stderr.trim().split('\n').at(-1) ?? '').slice(0, 300);
  return new Failure('repository_unreadable', `${name} could not be reached (${said}).`);
}
