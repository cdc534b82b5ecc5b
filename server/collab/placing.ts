import type { Id } from './tangle.ts';

/** What a client adds up to the clock `end`, beside what stands at `bases`. */
export type Placed = { client: number; end: number; bases: Id[] };

/**
 * Whether there is an order, that of each client kept, in which every piece finds its bases: known (`knownOf` tells how far a client is), or placed before it.
 * Without one Yjs keeps back pieces that wait for each other, and throws over a piece that stands beside itself. `pieces` of one client are in the order of
 * their clocks and leave no gap. A topological sort (Kahn 1962), so that no crafted update has each piece looked at for each other.
 */
export function haveAllTheirBases(pieces: readonly Placed[], knownOf: (client: number) => number): boolean {
  const queues = Map.groupBy(pieces, ({ client }) => client);
  const dependents = new Map<Placed, Placed[]>();
  const lacking = new Map<Placed, number>();
  const waitFor = (piece: Placed, base: Placed) => {
    const others = dependents.get(base);
    if (others) others.push(piece);
    else dependents.set(base, [piece]);
    lacking.set(piece, (lacking.get(piece) ?? 0) + 1);
  };
  for (const queue of queues.values()) {
    let before: Placed | undefined;
    for (const piece of queue) {
      if (before) waitFor(piece, before);
      before = piece;
      for (const { client, clock } of piece.bases) {
        if (clock < knownOf(client)) continue;
        const base = pieceAt(queues.get(client) ?? [], clock);
        if (!base) return false;
        waitFor(piece, base);
      }
    }
  }
  const ready = pieces.filter((piece) => !lacking.has(piece));
  for (const piece of ready)
    for (const other of dependents.get(piece) ?? []) {
      const lacks = (lacking.get(other) ?? 0) - 1;
      lacking.set(other, lacks);
      if (lacks === 0) ready.push(other);
    }
  return ready.length === pieces.length;
}

/** The piece of a client's queue in which `clock` stands; what is known of that client stands before all of them. */
function pieceAt(queue: readonly Placed[], clock: number): Placed | undefined {
  let [low, high] = [0, queue.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((queue[middle]?.end ?? 0) > clock) high = middle;
    else low = middle + 1;
  }
  return queue[low];
}
