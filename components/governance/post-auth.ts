/** Posts to the account endpoints. Gives the answer, or the reason of the refusal as a sentence. */
export async function postAuth<T>(path: string, body: object): Promise<{ ok: true; value: T } | { ok: false; sentence: string }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
  if (!answer) return { ok: false, sentence: 'The server does not answer. Is it still running?' };
  const value: unknown = await answer.json().catch(() => null);
  if (answer.ok) return { ok: true, value: value as T }; // the caller knows the endpoint
  if (answer.status === 429) return { ok: false, sentence: 'Too many attempts. Wait a few seconds, then try again.' };
  const sentence = value && typeof value === 'object' && 'message' in value && typeof value.message === 'string' ? value.message : null;
  return { ok: false, sentence: sentence ?? `The server refused this (${answer.status}).` };
}
