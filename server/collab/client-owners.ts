/** What somebody typed offline may be merged this long after the connection broke, without another person's forgery in its way. */
const keptAfterLeavingMs = 10 * 60_000;

/** Whose each Yjs client is: nobody writes or shows presence under somebody else's. */
export function createClientOwners() {
  const owners = new Map<number, { userId: string; until: number }>();
  const ownerOf = (client: number) => {
    const owner = owners.get(client);
    if (owner && owner.until < Date.now()) owners.delete(client);
    return owners.get(client);
  };
  return {
    /** True if `userId` may write and show presence as this client: it is that person's, or nobody's. */
    isFree: (client: number, userId: string): boolean => (ownerOf(client)?.userId ?? userId) === userId,
    isOwned: (client: number, userId: string): boolean => ownerOf(client)?.userId === userId,
    /** Keeps the client for the person, now and for a while after leaving. */
    claim: (client: number, userId: string): void => {
      owners.set(client, { userId, until: Number.POSITIVE_INFINITY });
    },
    /** Starts the time after which the clients of someone who left may be written by others again. */
    release: (userId: string): void => {
      const until = Date.now() + keptAfterLeavingMs;
      for (const owner of owners.values()) if (owner.userId === userId) owner.until = until;
    },
  };
}
