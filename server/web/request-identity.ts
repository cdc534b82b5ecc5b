import type { FindStanding, HeaderReader, Identify } from '#server/auth/identify.ts';
import type { RequestContext } from '#server/routers/trpc.ts';

/** The two ways to ask who a request is, and the way to make the second look again. */
export type Who = { identify: Identify; findStanding: FindStanding; forget: () => void };

/** Asks at most once a request, however many procedures of a batch want to know. The headers are read when first needed. */
export function requestIdentity(
  { identify, findStanding }: Omit<Who, 'forget'>,
  headers: () => HeaderReader,
): Pick<RequestContext, 'identify' | 'standing'> {
  let identity: ReturnType<Identify> | undefined;
  const standings = new Map<string, ReturnType<FindStanding>>();
  return {
    identify: () => {
      identity ??= identify(headers());
      return identity;
    },
    standing: (slug) => {
      const known = standings.get(slug) ?? findStanding(headers(), slug);
      standings.set(slug, known);
      return known;
    },
  };
}
