/** `status` is 0 where there was no answer. */
export type AuthAnswer<T> = { ok: true; value: T } | { ok: false; sentence: string; status: number };

/** Posts to the account endpoints. Gives the answer, or the reason of the refusal as a sentence. */
export async function postAuth<T>(path: string, body: object): Promise<AuthAnswer<T>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
  if (!answer) return { ok: false, status: 0, sentence: 'The server does not answer. Is it still running?' };
  const value: unknown = await answer.json().catch(() => null);
  if (answer.ok) return { ok: true, value: value as T }; // the caller knows the endpoint
  if (answer.status === 429) return { ok: false, status: 429, sentence: 'Too many attempts. Wait a few seconds, then try again.' };
  const sentence = value && typeof value === 'object' && 'message' in value && typeof value.message === 'string' ? value.message : null;
  return { ok: false, status: answer.status, sentence: sentence ?? `The server refused this (${answer.status}).` };
}
