import type { Span } from '#core/language/span.ts';

/** A JSON value with the place that it stands at, so that one value can be replaced and every other byte kept. */
export type JsonNode = { span: Span } & (
  | { kind: 'object'; entries: { key: string; value: JsonNode }[] }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'literal'; value: boolean | null }
);

/** Deeper than any real file, and short of the stack. */
const MAX_DEPTH = 200;
const NUMBER = /-?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,5})?/y;

/** Reads JSON with positions. Wrong text gives the offset of the first mistake. */
export function readJson(text: string): { node: JsonNode } | { errorAt: number } {
  const reader = { text, at: 0 };
  try {
    const node = readValue(reader, 0);
    skip(reader);
    return reader.at === text.length ? { node } : { errorAt: reader.at };
  } catch (error) {
    if (error instanceof Mistake) return { errorAt: error.at };
    throw error;
  }
}

/** The value of a key, the last one where a key is repeated, as `JSON.parse` has it. */
export function member(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.entries.findLast((entry) => entry.key === key)?.value : undefined;
}

type Reader = { text: string; at: number };

class Mistake extends Error {
  override readonly name = 'Mistake';
  readonly at: number;
  constructor(at: number) {
    super(`no JSON at ${at}`);
    this.at = at;
  }
}

function readValue(reader: Reader, depth: number): JsonNode {
  skip(reader);
  const start = reader.at;
  const char = reader.text[start];
  if (depth > MAX_DEPTH) throw new Mistake(start);
  if (char === '{') {
    const entries: { key: string; value: JsonNode }[] = [];
    readList(reader, '}', () => {
      const key = readString(reader);
      skip(reader);
      expect(reader, ':');
      entries.push({ key, value: readValue(reader, depth + 1) });
    });
    return { kind: 'object', entries, span: { start, end: reader.at } };
  }
  if (char === '[') {
    const items: JsonNode[] = [];
    readList(reader, ']', () => items.push(readValue(reader, depth + 1)));
    return { kind: 'array', items, span: { start, end: reader.at } };
  }
  if (char === '"') return { kind: 'string', value: readString(reader), span: { start, end: reader.at } };
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const) {
    if (!reader.text.startsWith(word, start)) continue;
    reader.at += word.length;
    return { kind: 'literal', value, span: { start, end: reader.at } };
  }
  NUMBER.lastIndex = start;
  const number = NUMBER.exec(reader.text);
  if (!number) throw new Mistake(start);
  reader.at += number[0].length;
  return { kind: 'number', value: Number(number[0]), span: { start, end: reader.at } };
}

function readList(reader: Reader, close: string, readItem: () => void): void {
  reader.at += 1;
  skip(reader);
  if (reader.text[reader.at] === close) {
    reader.at += 1;
    return;
  }
  for (;;) {
    skip(reader);
    readItem();
    skip(reader);
    if (reader.text[reader.at] === close) break;
    expect(reader, ',');
  }
  reader.at += 1;
}

function readString(reader: Reader): string {
  const start = reader.at;
  if (reader.text[start] !== '"') throw new Mistake(start);
  let at = start + 1;
  while (at < reader.text.length && reader.text[at] !== '"') at += reader.text[at] === '\\' ? 2 : 1;
  reader.at = at + 1;
  try {
    return String(JSON.parse(reader.text.slice(start, at + 1)));
  } catch {
    throw new Mistake(start);
  }
}

function expect(reader: Reader, char: string): void {
  if (reader.text[reader.at] !== char) throw new Mistake(reader.at);
  reader.at += 1;
}

function skip(reader: Reader): void {
  while (reader.at < reader.text.length && ' \n\r\t'.includes(reader.text[reader.at] ?? '')) reader.at += 1;
}
