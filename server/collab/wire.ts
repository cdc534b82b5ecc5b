/** Kinds of message on the wire of Hocuspocus 4, and the kinds inside a sync message. */
export const messageType = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, syncReply: 4, close: 7, syncStatus: 8 } as const;
export const syncType = { step1: 0, step2: 1, update: 2 } as const;
/** Kinds inside an authentication message from the server. */
export const authType = { token: 0, denied: 1, authenticated: 2 } as const;

/** A place in bytes that are being read. */
export type Reader = { bytes: Uint8Array; at: number };

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Reads an unsigned integer of variable length (7 bits a byte, lowest first). RangeError where there is none. */
export function readUint(reader: Reader): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = reader.bytes[reader.at];
    if (byte === undefined) throw new RangeError('The message ends in the middle of a number.');
    reader.at += 1;
    value += (byte & 127) * factor;
    if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('A number in the message is too large.');
    if (byte < 128) return value;
  }
}

/** Reads bytes that stand behind their length, as a view. RangeError where they are cut off. */
export function readBytes(reader: Reader): Uint8Array {
  const length = readUint(reader);
  const end = reader.at + length;
  if (end > reader.bytes.length) throw new RangeError('The message ends in the middle of a value.');
  const bytes = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return bytes;
}

/** Reads a text that stands behind the length of its UTF-8. */
export function readString(reader: Reader): string {
  return decoder.decode(readBytes(reader));
}

/** Writes one value after another: numbers as variable integers, texts and bytes behind their length. */
export function encode(...values: (number | string | Uint8Array)[]): Uint8Array {
  const parts = values.map((value) => {
    if (typeof value === 'number') return { head: uintBytes(value), body: undefined };
    const body = typeof value === 'string' ? encoder.encode(value) : value;
    return { head: uintBytes(body.length), body };
  });
  const out = new Uint8Array(parts.reduce((sum, { head, body }) => sum + head.length + (body?.length ?? 0), 0));
  let at = 0;
  for (const { head, body } of parts) {
    out.set(head, at);
    at += head.length;
    if (!body) continue;
    out.set(body, at);
    at += body.length;
  }
  return out;
}

function uintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

/**
 * Puts messages into websocket frames of a server, one behind the other, ready to be written to any number of sockets: such frames
 * carry no mask, so the bytes are the same for everybody.
 */
export function frames(...messages: Uint8Array[]): Buffer {
  const out = Buffer.allocUnsafe(messages.reduce((sum, { length }) => sum + headLength(length) + length, 0));
  let at = 0;
  for (const message of messages) {
    const { length } = message;
    // A whole message (0x80) of bytes (0x02); RFC 6455, 5.2.
    out[at] = 0x82;
    if (length < 126) out[at + 1] = length;
    else if (length < 65_536) {
      out[at + 1] = 126;
      out.writeUInt16BE(length, at + 2);
    } else {
      out[at + 1] = 127;
      out.writeBigUInt64BE(BigInt(length), at + 2);
    }
    at += headLength(length);
    out.set(message, at);
    at += length;
  }
  return out;
}

function headLength(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}
