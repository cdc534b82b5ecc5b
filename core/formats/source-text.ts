import { difference } from '#core/edits/difference.ts';
import { matchLines } from './match-lines.ts';
import { decodeUtf8 } from './utf8.ts';

/** A file as people edit it: line feeds only, no byte-order mark, U+FFFD in place of bytes that are no UTF-8. */
export type SourceText = { text: string; hasBom: boolean; lineEnding: 'lf' | 'crlf' | 'cr' | 'mixed'; isValidUtf8: boolean };

type Ending = '\n' | '\r\n' | '\r';
type ByteLine = { from: number; to: number; ending: Ending | '' };

const encoder = new TextEncoder();
const BOM = [0xef, 0xbb, 0xbf];
const NAME_OF_ENDING = { '\n': 'lf', '\r\n': 'crlf', '\r': 'cr' } as const;

/** Reads any bytes at all. What the text does not show (mark, endings, broken bytes) `writeSource` takes from the bytes again. */
export function readSource(bytes: Uint8Array): SourceText {
  const body = withoutBom(bytes);
  const endings = countEndings(splitBytes(body));
  const isMixed = [...endings.values()].filter((count) => count > 0).length > 1;
  const { text, isValidUtf8 } = decode(body);
  return {
    text: text.replace(/\r\n?/g, '\n'),
    hasBom: body !== bytes,
    lineEnding: isMixed ? 'mixed' : NAME_OF_ENDING[dominant(endings)],
    isValidUtf8,
  };
}

/**
 * The bytes of `original` with its text made `text`. Unchanged text gives the original bytes exactly; else each unchanged line
 * keeps its own bytes (its ending, its broken bytes), a changed line keeps the bytes around the change, and a new line
 * takes the ending that most lines have. Reading the result gives `text` again, save for what UTF-8 cannot hold (lone surrogates).
 */
export function writeSource(text: string, original: Uint8Array): Uint8Array {
  if (readSource(original).text === text) return original.slice();
  const body = withoutBom(original);
  const lines = splitBytes(body);
  const before = lines.map(({ from, to }) => decode(body.subarray(from, to)).text);
  const after = text.split('\n');
  const ending = dominant(countEndings(lines));
  const { same, changed } = matchLines(before, after);
  const parts: Uint8Array[] = body === original ? [] : [Uint8Array.from(BOM)];
  let previous: Ending | '' = '';
  after.forEach((content, index) => {
    const source = lines[same[index] ?? -1] ?? lines[changed[index] ?? -1];
    if (!source) parts.push(encoder.encode(content));
    else parts.push(rewriteLine(body.subarray(source.from, source.to), content));
    if (index === after.length - 1) return;
    const own = source?.ending || ending;
    // An empty line that ends in LF, put behind a CR, would make one CRLF of two line breaks.
    previous = previous === '\r' && content === '' && own === '\n' ? '\r' : own;
    parts.push(encoder.encode(previous));
  });
  return concatenate(parts);
}

/** Keeps the bytes of a line on both sides of what changed in it: they may be ones that no text can say. */
function rewriteLine(bytes: Uint8Array, content: string): Uint8Array {
  const { text, isValidUtf8 } = decode(bytes);
  if (text === content) return bytes;
  if (isValidUtf8) return encoder.encode(content);
  const { byteAt } = decodeUtf8(bytes);
  const { start, removed, inserted } = difference(text, content);
  return concatenate([bytes.subarray(0, byteAt[start]), encoder.encode(inserted), bytes.subarray(byteAt[start + removed])]);
}

function splitBytes(bytes: Uint8Array): ByteLine[] {
  const lines: ByteLine[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte !== 10 && byte !== 13) continue;
    const ending = byte === 10 ? '\n' : bytes[at + 1] === 10 ? '\r\n' : '\r';
    lines.push({ from, to: at, ending });
    at += ending.length - 1;
    from = at + 1;
  }
  lines.push({ from, to: bytes.length, ending: '' });
  return lines;
}

function countEndings(lines: ByteLine[]): Map<Ending, number> {
  const counts = new Map<Ending, number>([
    ['\n', 0],
    ['\r\n', 0],
    ['\r', 0],
  ]);
  for (const { ending } of lines) if (ending) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  return counts;
}

function dominant(endings: Map<Ending, number>): Ending {
  let best: Ending = '\n';
  for (const [ending, count] of endings) if (count > (endings.get(best) ?? 0)) best = ending;
  return best;
}

/** `ignoreBOM` means the opposite of its name: the decoder leaves the mark alone, also at the head of a later line. */
function decode(bytes: Uint8Array): { text: string; isValidUtf8: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), isValidUtf8: true };
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), isValidUtf8: false };
  }
}

function withoutBom(bytes: Uint8Array): Uint8Array {
  return BOM.every((byte, index) => bytes[index] === byte) ? bytes.subarray(BOM.length) : bytes;
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
