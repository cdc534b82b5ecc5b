import * as Y from 'yjs';
import { textOf } from '#server/services/documents/document-state.ts';

/** A place in a document's list: the character with this number of this client. */
export type Id = { client: number; clock: number };
type Stretch = { client: number; clock: number; end: number };
/** A stretch of the document, or of the update. */
type Node = Stretch & { item: Y.Item | undefined };

/**
 * True if more than `most` pieces stand between two neighbours that a key names. Whoever types names the characters left and right of the
 * caret: only what others typed there meanwhile stands between. Yjs looks at each of them, and in every browser too.
 */
export function isWide(doc: Y.Doc, left: Id | undefined, right: Id | undefined, most: number): boolean {
  let item: Y.Item | null = left ? itemAt(doc, left) : textOf(doc)._start;
  if (left && item && !isLast(item, left)) return !(right && holds(item, right));
  if (left) item = item?.right ?? null;
  for (let steps = 0; item !== null; steps += 1) {
    if (right && holds(item, right)) return false;
    if (steps >= most) return true;
    item = item.right;
  }
  return false;
}

/**
 * Counts the steps that Yjs would take to place the items of an update, and stops behind `most`. Ten bytes that claim the first and the last
 * character of a long text as neighbours cost it ten milliseconds, and an update may hold thousands of them. `undefined` if they wait for each other.
 */
export function countSteps(doc: Y.Doc, items: Y.Item[], most: number): number | undefined {
  const list = createList(doc, items);
  const stack: Y.Item[] = [];
  const isOpen = new Set<Y.Item>();
  let steps = 0;
  for (const first of items) {
    stack.push(first);
    for (let item = stack.at(-1); item; item = stack.at(-1)) {
      const before = list.isPlaced(item) ? undefined : list.unplacedBefore(item);
      if (before) {
        if (isOpen.has(before)) return undefined;
        isOpen.add(item);
        stack.push(before);
        continue;
      }
      if (!list.isPlaced(item)) steps += list.place(item, most - steps);
      if (steps > most) return steps;
      isOpen.delete(item);
      stack.pop();
    }
  }
  return steps;
}

/** The order of the document's pieces with those of an update in it, near enough to count by. */
function createList(doc: Y.Doc, items: Y.Item[]) {
  const byClient = Map.groupBy(items, ({ id }) => id.client);
  const placed = new Set<Y.Item>();
  /** What follows a character, where the update has put something behind it. */
  const following = new Map<string, Node | undefined>();

  const inUpdate = ({ client, clock }: Id): Y.Item | undefined => {
    const own = byClient.get(client);
    if (!own) return undefined;
    let [low, high] = [0, own.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const item = own[middle] as Y.Item;
      if (clock < item.id.clock) high = middle - 1;
      else if (clock >= item.id.clock + item.length) low = middle + 1;
      else return item;
    }
    return undefined;
  };
  const nodeAt = (id: Id): Node | undefined => {
    if (id.clock < Y.getState(doc.store, id.client)) return nodeOf(itemAt(doc, id));
    const item = inUpdate(id);
    return item && { ...stretchOf(item), item: undefined };
  };
  const after = (node: Node | undefined, id: Id | undefined): Node | undefined => {
    const key = keyOf(id);
    if (following.has(key)) return following.get(key);
    if (!id) return nodeOf(textOf(doc)._start);
    // In the middle of a stretch, its rest follows.
    if (node && id.clock < node.end - 1) return node;
    return nodeOf(node?.item?.right ?? null);
  };

  return {
    isPlaced: (item: Y.Item) => placed.has(item),
    /** What has to be placed first: a neighbour that the same update brings. */
    unplacedBefore: ({ id, origin, rightOrigin }: Y.Item): Y.Item | undefined => {
      for (const neighbour of [origin, rightOrigin]) {
        const isHere = neighbour === null || neighbour.clock < Y.getState(doc.store, neighbour.client);
        const item = isHere ? undefined : inUpdate(neighbour);
        if (item && !placed.has(item) && item.id !== id) return item;
      }
      return undefined;
    },
    /** Puts the item behind its left neighbour, and gives the steps to its right one. */
    place: (item: Y.Item, most: number): number => {
      placed.add(item);
      const left = item.origin ?? undefined;
      const right = item.rightOrigin ?? undefined;
      const next = after(left && nodeAt(left), left);
      let steps = 0;
      for (let node = next; node && !(right && isWithin(node, right)) && steps <= most; steps += 1) {
        node = after(node, { client: node.client, clock: node.end - 1 });
      }
      const own: Node = { ...stretchOf(item), item: undefined };
      following.set(keyOf(left), own);
      following.set(keyOf({ client: own.client, clock: own.end - 1 }), next);
      return steps;
    },
  };
}

const keyOf = (id: Id | undefined) => (id ? `${id.client}:${id.clock}` : '');
const stretchOf = ({ id, length }: Y.Item): Stretch => ({ client: id.client, clock: id.clock, end: id.clock + length });
const nodeOf = (item: Y.Item | null): Node | undefined => (item ? { ...stretchOf(item), item } : undefined);
const isWithin = ({ client, clock, end }: Stretch, id: Id) => client === id.client && id.clock >= clock && id.clock < end;
const holds = (item: Y.Item, id: Id) => isWithin(stretchOf(item), id);
const isLast = ({ id, length }: Y.Item, { clock }: Id) => clock === id.clock + length - 1;

/** The piece of the document that holds a character; null for one whose content is gone. */
function itemAt(doc: Y.Doc, { client, clock }: Id): Y.Item | null {
  const found: unknown = Y.getItem(doc.store, Y.createID(client, clock));
  return found instanceof Y.Item ? found : null;
}
