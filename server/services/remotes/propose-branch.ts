import { ForgeRefusal, openPull, type Pull } from '#server/adapters/github.ts';
import { Failure } from '#server/errors.ts';
import type { openRemote } from './connect-remote.ts';

type OpenRemote = NonNullable<Awaited<ReturnType<typeof openRemote>>>;
type Proposal = { branch: string; base: string; title: string; body: string };

/**
 * Opens a pull request for a branch that was pushed, where the forge is GitHub and we have a token; null elsewhere. One that is open already is found. What
 * the forge refuses is given back and not thrown: the branch is there by then, and the caller records that first.
 */
export async function proposeBranch(
  { forge, url, token }: OpenRemote,
  proposal: Proposal,
): Promise<{ pull: Pull | null; refusal: Failure | null }> {
  if (forge !== 'github' || token === null) return { pull: null, refusal: null };
  try {
    return { pull: await openPull({ url, token }, proposal), refusal: null };
  } catch (cause) {
    if (!(cause instanceof ForgeRefusal)) throw cause;
    return { pull: null, refusal: new Failure('invalid', cause.message, { cause }) };
  }
}
