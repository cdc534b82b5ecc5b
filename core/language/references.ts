import { isBlank } from './lines.ts';
import type { Reference } from './spec-tree.ts';

/** An id as authors write it: `1`, `1.2`, `4.1a`, `1.3.1`, `27B`, `FR-1`, `REQ-A-1`, `FR-1.2`. */
const ID = /^(?:[A-Z]{1,8}|[A-Za-z]{1,8}(?:[-_][A-Za-z]{1,8}){0,3}[-_])\d{1,6}[A-Za-z]?(?:[.-]\d{1,6}[A-Za-z]?){0,4}/;
const PLAIN_ID = /^\d{1,6}[A-Za-z]?(?:\.\d{1,6}[A-Za-z]?){0,4}/;
const PREFIX =
  /^(?:requirements?|reqs?\.?(?![-_A-Za-z])|criteri(?:a|on)|acceptance criteria|ac(?=\s+\d+\.\d)|user stor(?:y|ies)|需求|要件|要求|요구\s?사항|requisitos?|требовани[яей]|exigences?|anforderung(?:en)?|properties|property)(?:\s*[:：#]?\s*|(?=\d))/i;
const ALL = /^(?:all|every|全部|全て|すべて|所有|全|모든|모두|todos?|todas?|все|toutes?|alle)(?![A-Za-z\u0400-\u04ff])/i;
const RANGE = /^\s{0,3}(?:-|–|—|~|～|〜|\.\.\.?|to\b|through\b|至|到|から)\s{0,3}/i;

/**
 * Reads a list of references such as `1.2, 3.1-3.4 (loading), All` in `text.slice(from, to)`. Commas inside parentheses belong
 * to a remark; what names nothing is kept as `words`, for a free text after `Requirements:` is no mistake.
 */
export function readReferences(text: string, from: number, to: number): Reference[] {
  const references: Reference[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at <= to; at += 1) {
    const char = at < to ? text[at] : ',';
    if (char === '(' || char === '（' || char === '[') depth += 1;
    else if (char === ')' || char === '）' || char === ']') depth = Math.max(0, depth - 1);
    if (at === to || (depth === 0 && isSeparator(char))) {
      for (let next = start; next >= 0; ) next = addReference(references, text, next, at);
      start = at + 1;
    }
  }
  return references;
}

/** `1.1 and 1.2`: what joins two ids in a sentence. */
const AND = /^(?:\s{1,3}(?:and|or|und|y|e|и|및)\s{1,3}|\s{0,3}(?:及|和|と)\s{0,3})(?=(?:requirements?\s)?[A-Z]{0,8}[-_]?\d)/i;

/** Adds what stands at `from`, and gives where the reference joined to it begins; -1 where none is. */
function addReference(references: Reference[], text: string, from: number, to: number): number {
  let start = from;
  let end = to;
  while (start < end && isTrim(text, start)) start += 1;
  while (end > start && isTrim(text, end - 1)) end -= 1;
  if (start >= end) return -1;
  const whole = text.slice(start, Math.min(end, start + 200));
  const prefix = PREFIX.exec(whole);
  let bodyFrom = prefix && !ALL.test(whole) ? prefix[0].length : 0;
  let body = whole.slice(bodyFrom);
  const lead = /^(?:and|und|y|e|и|及|和|and also)\s+/i.exec(body);
  if (lead) {
    bodyFrom += lead[0].length;
    body = body.slice(lead[0].length);
  }
  const span = { start: start + bodyFrom, end };
  const textOf = text.slice(span.start, span.end);
  if (ALL.test(body)) {
    references.push({ text: textOf, span, from: body, to: null, kind: 'all' });
    return -1;
  }
  const id = PLAIN_ID.exec(body) ?? ID.exec(body);
  if (!id || /^[A-Za-z\u0400-\u04ff]/.test(body.slice(id[0].length))) {
    references.push({ text: textOf, span, from: body, to: null, kind: 'words' });
    return -1;
  }
  const after = body.slice(id[0].length);
  const range = RANGE.exec(after);
  const last = range ? (PLAIN_ID.exec(after.slice(range[0].length)) ?? ID.exec(after.slice(range[0].length))) : null;
  const length = range && last ? id[0].length + range[0].length + last[0].length : id[0].length;
  if (range && last) {
    references.push({
      text: body.slice(0, length),
      span: { start: span.start, end: span.start + length },
      from: id[0],
      to: last[0],
      kind: 'range',
    });
  } else {
    references.push({ text: id[0], span: { start: span.start, end: span.start + length }, from: id[0], to: null, kind: 'id' });
  }
  const and = AND.exec(body.slice(length, length + 40));
  return and ? span.start + length + and[0].length : -1;
}

function isSeparator(char: string | undefined): boolean {
  return char === ',' || char === '，' || char === '、' || char === ';' || char === '；' || char === '/' || char === '&';
}

function isTrim(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isBlank(code) || code === 42 || code === 95 || code === 46 || code === 0x3002;
}
