import { type Refusal, refusals } from './refusal.ts';
import { type Reader, readUint } from './wire.ts';

/** Bits of a struct's first byte, as Yjs writes version 1 of its updates: what stands beside it, and what it is. */
export const bits = { origin: 0x80, rightOrigin: 0x40, parentSub: 0x20, kind: 0x1f } as const;
/** Kinds of struct that a text is made of. */
export const kinds = { garbage: 0, deleted: 1, string: 4, skip: 10 } as const;

/**
 * Counts what an update is made of, structs and ranges of deletions, from its bytes: Yjs would make an object of each first. A refusal for
 * bytes that are no update, for content that is no text (which is never decoded), and as soon as there are more than `most`.
 */
export function countPieces(update: Uint8Array, most: number): number | Refusal {
  const reader: Reader = { bytes: update, at: 0 };
  let pieces = 0;
  try {
    for (let writers = readUint(reader); writers > 0; writers -= 1) {
      const structs = readUint(reader);
      pieces += structs;
      if (pieces > most) return refusals.tooLarge;
      readUint(reader);
      readUint(reader);
      for (let left = structs; left > 0; left -= 1) if (!skipStruct(reader)) return refusals.foreignContent;
    }
    for (let writers = readUint(reader); writers > 0; writers -= 1) {
      readUint(reader);
      const ranges = readUint(reader);
      pieces += ranges;
      if (pieces > most) return refusals.tooLarge;
      for (let left = ranges * 2; left > 0; left -= 1) readUint(reader);
    }
  } catch {
    return refusals.malformed;
  }
  return pieces;
}

/** False for what has no place in a text. */
function skipStruct(reader: Reader): boolean {
  const head = reader.bytes[reader.at];
  if (head === undefined) throw new RangeError('The update ends before a struct.');
  reader.at += 1;
  const kind = head & bits.kind;
  if (kind === kinds.garbage || kind === kinds.skip) {
    readUint(reader);
    return true;
  }
  if (kind !== kinds.string && kind !== kinds.deleted) return false;
  for (const side of [bits.origin, bits.rightOrigin]) {
    if (!(head & side)) continue;
    readUint(reader);
    readUint(reader);
  }
  if ((head & (bits.origin | bits.rightOrigin)) === 0) {
    if (readUint(reader) === 1) skipBytes(reader);
    else {
      readUint(reader);
      readUint(reader);
    }
    if (head & bits.parentSub) skipBytes(reader);
  }
  if (kind === kinds.string) skipBytes(reader);
  else readUint(reader);
  return true;
}

function skipBytes(reader: Reader): void {
  const length = readUint(reader);
  reader.at += length;
  if (reader.at > reader.bytes.length) throw new RangeError('The update ends in the middle of a value.');
}
