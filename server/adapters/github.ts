import { z } from 'zod';

/** A repository on GitHub, or on a server that speaks its API, and the token to act with. */
export type GithubRepository = { url: string; token: string };
export type PullState = 'open' | 'closed' | 'merged';
export type Pull = { number: number; url: string; state: PullState };

/** What the forge answered, as a sentence. */
export class ForgeRefusal extends Error {
  override readonly name = 'ForgeRefusal';
}

const answerWithinMs = 20_000;
const pull = z.object({ number: z.int(), html_url: z.string(), state: z.string(), merged_at: z.string().nullish() });
const problem = z.object({ message: z.string() });

/** Opens a pull request, or finds the one that is open for this branch already: doing it again opens no second one. */
export async function openPull(
  repository: GithubRepository,
  { branch, base, title, body }: { branch: string; base: string; title: string; body: string },
): Promise<Pull> {
  const { owner, path } = placeOf(repository);
  const known = z.array(pull).parse(await ask(repository, `${path}/pulls?state=open&head=${encodeURIComponent(`${owner}:${branch}`)}`));
  const [open] = known;
  if (open) return pullOf(open);
  return pullOf(pull.parse(await ask(repository, `${path}/pulls`, { title, body, head: branch, base })));
}

/** How a pull request stands now. */
export async function readPull(repository: GithubRepository, number: number): Promise<Pull> {
  return pullOf(pull.parse(await ask(repository, `${placeOf(repository).path}/pulls/${number}`)));
}

function pullOf({ number, html_url: url, state, merged_at }: z.infer<typeof pull>): Pull {
  return { number, url, state: merged_at ? 'merged' : state === 'open' ? 'open' : 'closed' };
}

/** Github.com answers at a host of its own, a server of one's own beneath the address of its repositories. */
function placeOf({ url }: GithubRepository): { owner: string; path: string } {
  const { origin, hostname, pathname } = new URL(url);
  const [owner = '', name = ''] = pathname
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '')
    .split('/')
    .slice(-2);
  const api = hostname === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
  return { owner, path: `${api}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}` };
}

async function ask({ token }: GithubRepository, address: string, body?: object): Promise<unknown> {
  const response = await fetch(address, {
    method: body ? 'POST' : 'GET',
    // Where the token goes is decided here, not by who answers.
    redirect: 'error',
    signal: AbortSignal.timeout(answerWithinMs),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'Plumbline',
      'x-github-api-version': '2022-11-28',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch((cause: unknown) => {
    throw new ForgeRefusal(`${new URL(address).host} could not be reached.`, { cause });
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const said = problem.safeParse(answer).data?.message ?? `status ${response.status}`;
  throw new ForgeRefusal(`${new URL(address).host} refused: ${said.slice(0, 300)}`);
}
