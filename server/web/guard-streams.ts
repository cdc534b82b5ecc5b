import type { IncomingMessage, ServerResponse } from 'node:http';

type Refusal = { status: number; message: string };
type Open = { isStillAllowed: () => Promise<boolean>; res: ServerResponse };

/** Sessions and keys that end by their age end without a notice. */
const lookAgainMs = 15_000;
/** Several changes of one act are looked at once. */
const gatherMs = 50;

/**
 * Closes event streams whose reader has lost the right to them: asked again at each change of rights (`watch`), and now and then. While the
 * database is away nothing is closed: nobody's rights can have changed there.
 */
export function guardStreams({ watch }: { watch: (look: () => void) => () => void }) {
  const open = new Set<Open>();
  const responses = new WeakMap<IncomingMessage, ServerResponse>();
  let gathering: NodeJS.Timeout | undefined;
  const look = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      for (const { isStillAllowed, res } of open)
        isStillAllowed().then(
          (isAllowed) => isAllowed || res.destroy(),
          () => {},
        );
    }, gatherMs);
  };
  const unwatch = watch(look);
  const timer = setInterval(look, lookAgainMs);
  timer.unref();
  return {
    /** Says which answer belongs to a request, before a stream is opened on it. */
    expect: (req: IncomingMessage, res: ServerResponse) => void responses.set(req, res),
    /** The same check, kept and made again for as long as the answer that it let through is open. */
    guard:
      <Asked, Allowed extends object>(authorize: (req: IncomingMessage, asked: Asked) => Promise<Allowed | Refusal>) =>
      async (req: IncomingMessage, asked: Asked): Promise<Allowed | Refusal> => {
        const answer = await authorize(req, asked);
        const res = responses.get(req);
        if ('status' in answer || !res || res.destroyed) return answer;
        const entry: Open = { res, isStillAllowed: async () => !('status' in (await authorize(req, asked))) };
        open.add(entry);
        res.once('close', () => open.delete(entry));
        return answer;
      },
    close: () => {
      clearTimeout(gathering);
      clearInterval(timer);
      unwatch();
    },
  };
}
