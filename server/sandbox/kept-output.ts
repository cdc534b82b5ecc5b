import { plainText, plainTextStream } from './plain-text.ts';

export type Stream = 'stdout' | 'stderr';
type Piece = { stream: Stream; bytes: Buffer };

/**
 * Keeps the beginning and the end of what a command prints, `limit` bytes over both streams together, and hands
 * on what people may watch. The end matters most: that is where test runners sum up.
 */
export function keepOutput(limit: number, onOutput?: (stream: Stream, text: string) => void) {
  const headLimit = Math.floor(limit / 2);
  const tailLimit = limit - headLimit;
  const head: Piece[] = [];
  const tail: Piece[] = [];
  const dropped = { stdout: 0, stderr: 0 };
  const watch = watchOutput(limit, onOutput);
  let headBytes = 0;
  let tailBytes = 0;

  function keepTail(piece: Piece): void {
    tail.push(piece);
    tailBytes += piece.bytes.length;
    while (tailBytes > tailLimit) {
      const first = tail[0];
      if (!first) break;
      const excess = Math.min(tailBytes - tailLimit, first.bytes.length);
      dropped[first.stream] += excess;
      tailBytes -= excess;
      first.bytes = first.bytes.subarray(excess);
      if (first.bytes.length === 0) tail.shift();
    }
  }

  return {
    take(stream: Stream, bytes: Buffer): void {
      const forHead = bytes.subarray(0, headLimit - headBytes);
      if (forHead.length > 0) head.push({ stream, bytes: forHead });
      headBytes += forHead.length;
      // Copied: a slice would keep the whole chunk that it came from in memory.
      if (forHead.length < bytes.length) keepTail({ stream, bytes: Buffer.from(bytes.subarray(forHead.length)) });
      watch.take(stream, bytes);
    },
    isOverflowing: () => dropped.stdout + dropped.stderr > 0,
    end() {
      watch.end();
      const text = (stream: Stream) => {
        const of = (pieces: Piece[]) => Buffer.concat(pieces.filter((piece) => piece.stream === stream).map((piece) => piece.bytes));
        if (dropped[stream] === 0) return plainText(Buffer.concat([of(head), of(tail)]).toString('utf8'));
        return plainText(`${withoutCutEnd(of(head))}\n… ${dropped[stream]} bytes left out …\n${withoutCutStart(of(tail))}`);
      };
      return { stdout: text('stdout'), stderr: text('stderr'), droppedBytes: dropped.stdout + dropped.stderr };
    },
  };
}

/** Hands text on as it comes, whole characters only and without escapes, until `limit` bytes; then one line says that it stops. */
function watchOutput(limit: number, onOutput?: (stream: Stream, text: string) => void) {
  const open = () => ({ decoder: new TextDecoder(), plain: plainTextStream() });
  const streams = { stdout: open(), stderr: open() };
  let left = limit;
  const tell = (stream: Stream, text: string) => {
    if (text !== '') onOutput?.(stream, text);
  };
  return {
    take(stream: Stream, bytes: Buffer): void {
      if (left <= 0) return;
      const shown = bytes.subarray(0, left);
      const { decoder, plain } = streams[stream];
      tell(stream, plain.push(decoder.decode(shown, { stream: true })));
      left -= shown.length;
      if (left <= 0) tell(stream, `\n… it prints more than ${limit} bytes: the rest is not shown live …\n`);
    },
    end(): void {
      for (const stream of ['stdout', 'stderr'] as const) {
        const { decoder, plain } = streams[stream];
        if (left > 0) tell(stream, plain.push(decoder.decode()) + plain.end());
      }
    },
  };
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** Drops the beginning of a character whose end was cut off. */
function withoutCutEnd(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true });
}

/** Drops the end of a character whose beginning was cut off: at most three bytes of it can be left. */
function withoutCutStart(bytes: Buffer): string {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start).toString('utf8');
}
