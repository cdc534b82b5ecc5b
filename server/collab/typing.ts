import { textName } from '#server/services/documents/document-state.ts';
import type { UpdateRules } from './check-update.ts';
import { removedAtOnce } from './limits.ts';
import { bits, kinds } from './pieces.ts';
import type { Id } from './tangle.ts';
import { type Reader, readBytes, readUint } from './wire.ts';

/**
 * What a key, or a few, add: `client` reaches as far as `end`, and the text grows by `units` at most, between `left` and `right`. A deletion
 * has no `client`.
 */
export type Typing = { client: number | undefined; end: number; units: number; left: Id | undefined; right: Id | undefined };

const nameBytes = new TextEncoder().encode(textName);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** More is no typing, and is worth being read by Yjs. */
export const typingBytes = 2_048;

/**
 * Recognizes what nearly every update is: words of one person in one place, directly behind what is known of that client, between characters that are
 * known, and deletions of what is known. It reads the bytes as they are and makes no Yjs objects, which for one key cost more than
 * all else. `endOf` tells how far a client is known. Undefined for anything else, be it harmless or not: `checkUpdate` judges that.
 */
export function readTyping(
  update: Uint8Array,
  endOf: (client: number) => number,
  { roomLeft, mayWriteAs }: UpdateRules,
): Typing | undefined {
  // Yjs' update of nothing is two bytes.
  if (update.length > typingBytes || update.length < 3) return undefined;
  try {
    const reader: Reader = { bytes: update, at: 0 };
    const typing: Typing = { client: undefined, end: 0, units: 0, left: undefined, right: undefined };
    const writers = readUint(reader);
    if (writers > 1 || (writers === 1 && !readWords(reader, typing, endOf))) return undefined;
    if (!readDeletions(reader, typing, endOf) || reader.at !== update.length) return undefined;
    if (typing.units > roomLeft || (typing.client !== undefined && !mayWriteAs(typing.client))) return undefined;
    return typing;
  } catch {
    return undefined;
  }
}

function readWords(reader: Reader, typing: Typing, endOf: (client: number) => number): boolean {
  const structs = readUint(reader);
  const client = readUint(reader);
  typing.client = client;
  typing.end = readUint(reader);
  if (structs !== 1 || typing.end !== endOf(client)) return false;
  const head = reader.bytes[reader.at] ?? 0;
  reader.at += 1;
  if ((head & bits.kind) !== kinds.string || (head & bits.parentSub) !== 0) return false;
  if (head & bits.origin) typing.left = { client: readUint(reader), clock: readUint(reader) };
  if (head & bits.rightOrigin) typing.right = { client: readUint(reader), clock: readUint(reader) };
  const isKnown = (id: Id | undefined) => id === undefined || id.clock < endOf(id.client);
  if (!isKnown(typing.left) || !isKnown(typing.right)) return false;
  // Who has a neighbour has its parent. Without one, the parent is named: the text.
  const isAlone = (head & (bits.origin | bits.rightOrigin)) === 0;
  if (isAlone && !(readUint(reader) === 1 && isName(readBytes(reader)))) return false;
  typing.units = unitsOf(readBytes(reader));
  typing.end += typing.units;
  return typing.units > 0;
}

function readDeletions(reader: Reader, { client, end }: Typing, endOf: (client: number) => number): boolean {
  let removed = 0;
  for (let writers = readUint(reader); writers > 0; writers -= 1) {
    const of = readUint(reader);
    const known = of === client ? end : endOf(of);
    for (let ranges = readUint(reader); ranges > 0; ranges -= 1) {
      const clock = readUint(reader);
      const length = readUint(reader);
      removed += length;
      if (length === 0 || clock + length > known || removed > removedAtOnce) return false;
    }
  }
  return true;
}

function isName(bytes: Uint8Array): boolean {
  return bytes.length === nameBytes.length && bytes.every((byte, at) => byte === nameBytes[at]);
}

/** UTF-16 units of words; 0 for none, and for those with a carriage return. */
function unitsOf(bytes: Uint8Array): number {
  let isAscii = true;
  for (const byte of bytes) {
    if (byte === 13) return 0;
    if (byte > 127) isAscii = false;
  }
  return isAscii ? bytes.length : utf8.decode(bytes).length;
}
