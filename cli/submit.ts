import { z } from 'zod';
import type { CheckReport } from '#core/verification/evidence.ts';
import { UsageError } from './usage-error.ts';

export type Submission = {
  url: string;
  key: string;
  input: { organization: string; project: string; spec?: string; runner: string; link: string | null };
  commit: string;
  report: CheckReport;
};

const answer = z.union([
  z.object({
    result: z.object({
      data: z.object({ json: z.object({ submitted: z.array(z.object({ spec: z.string(), title: z.string(), speaking: z.number() })) }) }),
    }),
  }),
  z.object({ error: z.object({ json: z.object({ message: z.string() }) }) }),
]);

const attempts = 3;
const patienceMs = 60_000;

/** Hands a report to a server. It may be told twice: the server records it once. What the server says against it is the error's sentence. */
export async function submit({
  url,
  key,
  input,
  commit,
  report,
}: Submission): Promise<{ spec: string; title: string; speaking: number }[]> {
  const address = addressOf(url);
  const body = JSON.stringify({ json: { ...input, commit, report } });
  for (let attempt = 1; ; attempt += 1) {
    const found = await ask(address, key, body);
    if (found.kind === 'taken') return found.submitted;
    if (found.kind === 'refused' || attempt === attempts) throw new UsageError(`${new URL(address).origin} ${found.sentence}`);
    await new Promise((resume) => setTimeout(resume, attempt * 2_000));
  }
}

type Answer =
  | { kind: 'taken'; submitted: { spec: string; title: string; speaking: number }[] }
  | { kind: 'refused' | 'away'; sentence: string };

async function ask(address: string, key: string, body: string): Promise<Answer> {
  try {
    const headers = { 'content-type': 'application/json', 'x-api-key': key };
    const response = await fetch(address, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
    const text = await response.text();
    const read = answer.safeParse(jsonOf(text));
    if (read.success && 'result' in read.data) return { kind: 'taken', submitted: read.data.result.data.json.submitted };
    const words = read.success && 'error' in read.data ? read.data.error.json.message : text.slice(0, 200);
    return { kind: response.status >= 500 ? 'away' : 'refused', sentence: `did not take the evidence (${response.status}): ${words}` };
  } catch (cause) {
    const why = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
    return { kind: 'away', sentence: `cannot be reached: ${why}` };
  }
}

function addressOf(url: string): string {
  const base = URL.parse(url);
  if (!base || !['http:', 'https:'].includes(base.protocol)) throw new UsageError(`${url} is not the address of a server.`);
  if (base.protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(base.hostname))
    throw new UsageError(`the key would go to ${base.host} unencrypted: use https.`);
  return new URL('/api/trpc/checks.submit', base).href;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
