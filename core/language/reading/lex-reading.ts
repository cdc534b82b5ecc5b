import type { Span } from '../span.ts';

export type Token = { kind: 'name' | 'number' | 'text' | 'hash' | 'sign' | 'bad'; value: string; span: Span };

/** Words that are no names. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  'and or not in always never when while if where unless then within for until true false opaque implies'.split(' '),
);

const TOKEN =
  /[ \t\r\n]+|(?<number>\d[\d_]*(?:\.\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*'?)|"(?<text>[^"\n]*)(?<close>"?)|#(?<hash>[0-9a-f]{8})(?![\p{L}\p{N}_])|(?<sign><=|>=|!=|=>|\.\.\.|\.\.|[-+*()<>=,{}:;|%\][])/uy;

/**
 * Splits a stretch of a readings text into tokens, blanks left out. Total: a character that begins nothing is a `bad` token of its own, and a quotation
 * that is not closed on its line is one up to the end of the line.
 */
export function lexReading(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  let at = from;
  while (at < to) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match || match[0] === '') {
      const wide = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      tokens.push({ kind: 'bad', value: text.slice(at, at + wide), span: { start: at, end: Math.min(to, at + wide) } });
      at += wide;
      continue;
    }
    const end = Math.min(to, at + match[0].length);
    const span = { start: at, end };
    const { number, name, text: words, close, hash, sign } = match.groups ?? {};
    if (words !== undefined) tokens.push({ kind: close && at + match[0].length <= to ? 'text' : 'bad', value: words, span });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number, span });
    else if (name !== undefined) tokens.push({ kind: 'name', value: name, span });
    else if (hash !== undefined) tokens.push({ kind: 'hash', value: hash, span });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign, span });
    at = end;
  }
  return tokens;
}
