/** A UTF-8 text with the byte at which each of its UTF-16 units begins, and one more entry for the end. */
export type DecodedUtf8 = { text: string; byteAt: Uint32Array };

/**
 * Decodes as the WHATWG decoder does (one U+FFFD for each maximal broken part), and remembers where each unit came from,
 * which `TextDecoder` does not tell. The second half of a surrogate pair begins at the end of its character.
 */
export function decodeUtf8(bytes: Uint8Array): DecodedUtf8 {
  const byteAt = new Uint32Array(bytes.length + 1);
  const parts: string[] = [];
  let units: number[] = [];
  let count = 0;
  const push = (unit: number, at: number) => {
    units.push(unit);
    byteAt[count] = at;
    count += 1;
    if (units.length >= 4096) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  };
  for (let at = 0; at < bytes.length; ) {
    const { point, length } = readPoint(bytes, at);
    if (point > 0xffff) {
      push(0xd800 + ((point - 0x10000) >> 10), at);
      push(0xdc00 + ((point - 0x10000) & 0x3ff), at + length);
    } else push(point, at);
    at += length;
  }
  byteAt[count] = bytes.length;
  parts.push(String.fromCharCode(...units));
  return { text: parts.join(''), byteAt: byteAt.subarray(0, count + 1) };
}

function readPoint(bytes: Uint8Array, at: number): { point: number; length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { point: first, length: 1 };
  const more = first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
  let point = more === 1 ? first & 0x1f : more === 2 ? first & 0x0f : first & 0x07;
  for (let i = 1; i <= more; i += 1) {
    const next = bytes[at + i] ?? 0;
    const low = i > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = i > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (next < low || next > high) return { point: 0xfffd, length: i };
    point = (point << 6) | (next & 0x3f);
  }
  return more === 0 ? { point: 0xfffd, length: 1 } : { point, length: more + 1 };
}
