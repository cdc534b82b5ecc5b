import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '#server/routers/app-router.ts';
import type { RunningServer } from './server.ts';

/** What says who asks: a session's cookie or an API key, as headers. */
export type Credentials = { cookie?: string; 'x-api-key'?: string };
export type Client = TRPCClient<AppRouter>;

const spec = { organization: 'home', project: 'order-pricing', spec: 'order-pricing' };

/** Signs in as the owner by the link of this start, as a program would that keeps cookies. */
export async function signIn({ signInLink }: RunningServer): Promise<Credentials> {
  return cookieOf(await fetch(signInLink, { redirect: 'manual' }));
}

/** Somebody else with a role, by an invitation that `owner` sends. */
export async function joinByInvitation({ url }: RunningServer, owner: Client, person: { name: string; role: 'editor' | 'viewer' }) {
  const email = `${person.name.toLowerCase()}@example.com`;
  const { id } = await owner.members.invite.mutate({ organization: 'home', email, role: person.role });
  const answer = await fetch(`${url}/api/auth/accept-invitation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ id, name: person.name, password: 'correct horse battery' }),
  });
  return cookieOf(answer);
}

function cookieOf(answer: Response): Credentials {
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  if (cookie.length === 0) throw new Error(`Signing in was answered with ${answer.status}.`);
  return { cookie: cookie.join('; ') };
}

/** Procedures over HTTP, as whoever `credentials` belong to. */
export function connect({ url }: Pick<RunningServer, 'url'>, credentials: Credentials): Client {
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc`, transformer: superjson, headers: credentials })] });
}

/** The sample's spec, with its documents. */
export function getSample(client: Client) {
  return client.specs.get.query(spec);
}

/** Approves the sample's documents as they stand, in order, and starts a scripted run of a task. */
export async function startSampleRun(client: Client, taskId: string): Promise<string> {
  const { id: specId, documents: texts, readings, stages } = await getSample(client);
  const documents = readings ? [...texts, readings] : texts;
  for (const { stage, state, documentIds } of stages) {
    if (state === 'approved') continue;
    const covered = documents.filter(({ id }) => documentIds.includes(id));
    const revisions = Object.fromEntries(covered.map(({ id, sha256 }) => [id, sha256]));
    await client.approvals.decide.mutate({ organization: 'home', specId, stage, revisions, decision: 'approved' });
  }
  const { runId } = await client.runs.start.mutate({ organization: 'home', specId, taskId, model: 'scripted' });
  return runId;
}

/** The events of a run as the stream gives them, from the first to the last one. Resolves when the run has finished. */
export async function followRun({ url }: RunningServer, credentials: Credentials, runId: string): Promise<SeenEvent[]> {
  const input = encodeURIComponent(JSON.stringify({ json: { organization: 'home', runId } }));
  const answer = await fetch(`${url}/api/events/runs.events?input=${input}`, { headers: credentials });
  if (!answer.ok) throw new Error(`The stream was refused with ${answer.status}.`);
  const text = await answer.text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: {"json":['))
    .flatMap((line) => (JSON.parse(line.slice('data: '.length)) as { json: SeenEvent[] }).json);
}

type SeenEvent = { seq: number; event: { kind: string; outcome?: string } };
