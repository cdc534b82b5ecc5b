import { CJK_CLOSINGS, CJK_OPENINGS, CLOSING_MODALS, type Role } from './ears-words.ts';
import type { Span } from './span.ts';

/** A clause as it was found, before it is given its EARS name. */
export type FoundClause = { role: Role; keyword: Span; body: Span };

/** Who shall do what, in a sentence whose modal closes it (Japanese, Korean) or stands inside (Chinese). */
export type FoundResponse = { subject: Span | null; modal: Span; isNegative: boolean; response: Span };

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;
/** `应` alone is the modal; in 应用, 响应, 对应 and the like it is half a noun. */
const INNER_MODAL =
  /必须不|不应[该当]?|不得|禁止|[应應][该当該當]|必[须須]|(?<![响對对适適相供反效])[应應](?![用对對急答有])|(?<!\p{L})须|需要/u;
const NEGATIVE = /不|禁/;
const COMMA = /[，,、]/g;

/** Whether the text has letters of Chinese, Japanese or Korean. */
export function isCjk(text: string): boolean {
  return CJK.test(text);
}

/** Reads the clauses at the head of a sentence without English keywords, and where the rest of it begins. */
export function readCjkClauses(text: string): { clauses: FoundClause[]; rest: number } {
  const clauses: FoundClause[] = [];
  let rest = 0;
  for (let round = 0; round < 4; round += 1) {
    const from = skipSpace(text, rest);
    const found = readClause(text, from, clauses.length > 0);
    if (!found) break;
    clauses.push(found.clause);
    rest = found.next;
  }
  return { clauses, rest };
}

function readClause(text: string, from: number, isLater: boolean): { clause: FoundClause; next: number } | null {
  const opening = CJK_OPENINGS.find(([word]) => text.startsWith(word, from));
  if (isLater && opening?.[1] === 'trigger' && text.startsWith('当前', from)) return null;
  const bodyFrom = opening ? from + opening[0].length : from;
  let firstComma = -1;
  COMMA.lastIndex = from;
  for (let match = COMMA.exec(text); match && match.index - from < 400; match = COMMA.exec(text)) {
    if (firstComma < 0 && match[0] !== '、') firstComma = match.index;
    const closing = closingBefore(text, bodyFrom, match.index);
    if (!closing) continue;
    const role = opening && closing.role !== 'state' ? opening[1] : closing.role;
    const keyword = opening ? { start: from, end: bodyFrom } : closing.span;
    return { clause: { role, keyword, body: trimmed(text, bodyFrom, closing.span.start) }, next: match.index + 1 };
  }
  if (!opening || firstComma < 0 || text.startsWith('当前', from)) return null;
  return {
    clause: { role: opening[1], keyword: { start: from, end: bodyFrom }, body: trimmed(text, bodyFrom, firstComma) },
    next: firstComma + 1,
  };
}

/** Where a clause that began before `from` is closed by its last word and a comma, and what follows begins. */
export function behindClosing(text: string, from: number): { clauseEnd: number; subject: number } | null {
  COMMA.lastIndex = from;
  for (let match = COMMA.exec(text); match && match.index - from < 400; match = COMMA.exec(text)) {
    if (closingBefore(text, from, match.index)) return { clauseEnd: match.index, subject: match.index + 1 };
  }
  return null;
}

function closingBefore(text: string, from: number, comma: number): { role: Role; span: Span } | null {
  let end = comma;
  while (end > from && text[end - 1] === ' ') end -= 1;
  // `...した場合（例: ...）、`: an aside stands between the words and their comma.
  if (text[end - 1] === '）' || text[end - 1] === ')') {
    const aside = Math.max(text.lastIndexOf('（', end - 1), text.lastIndexOf('(', end - 1));
    if (aside > from) return closingBefore(text, from, aside);
  }
  if (text[end - 1] === 'は' || text[end - 1] === 'に' || text[end - 1] === '에') end -= 1;
  for (const stop of end === comma ? [comma] : [comma, end]) {
    for (const [word, role] of CJK_CLOSINGS) {
      if (stop - word.length > from && text.startsWith(word, stop - word.length) && !isNounInTime(text, word, stop))
        return { role, span: { start: stop - word.length, end: stop } };
    }
  }
  return null;
}

/** In `時間` and `空間` the word for "while" is half a noun: alone it closes a clause behind a verb only. */
function isNounInTime(text: string, word: string, stop: number): boolean {
  return word === '間' && !/[ぁ-ん]/.test(text[stop - 2] ?? '');
}

/** Reads subject, modal and response of `text.slice(from)`; null where no modal of these languages stands in it. */
export function readCjkResponse(text: string, from: number): FoundResponse | null {
  let end = text.length;
  while (end > from && /[\s。．.！!]/.test(text[end - 1] ?? '')) end -= 1;
  const sentence = text.slice(from, end);
  for (const [word, isNegative] of CLOSING_MODALS) {
    if (!sentence.endsWith(word) || sentence.length === word.length) continue;
    const modal = { start: end - word.length, end };
    return { ...subjectByParticle(text, from, modal.start), modal, isNegative };
  }
  const match = INNER_MODAL.exec(sentence);
  if (!match) return null;
  const modal = { start: from + match.index, end: from + match.index + match[0].length };
  const subject = trimmed(text, skipThen(text, from), modal.start);
  return {
    subject: subject.start < subject.end ? subject : null,
    modal,
    isNegative: NEGATIVE.test(match[0]),
    response: trimmed(text, modal.end, text.length),
  };
}

/** `システムは...`, `시스템은 ...`: the topic particle ends the subject; none within 60 characters means none is named. */
export function subjectByParticle(text: string, from: number, to: number): { subject: Span | null; response: Span } {
  const head = text.slice(from, Math.min(to, from + 60));
  const match = /は|(?<=[\uac00-\ud7a3A-Za-z])[은는이가](?=\s)/.exec(head);
  if (!match || match.index === 0) return { subject: null, response: trimmed(text, from, to) };
  return { subject: trimmed(text, from, from + match.index), response: trimmed(text, from + match.index + 1, to) };
}

function skipThen(text: string, from: number): number {
  const at = skipSpace(text, from);
  for (const word of ['那么', '则', '就']) if (text.startsWith(word, at)) return at + word.length;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text[at] === ' ' || text[at] === '\n' || text[at] === '\t')) at += 1;
  return at;
}

/** The stretch without the blanks, commas and emphasis marks at its ends. */
export function trimmed(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && isEdge(text.charCodeAt(start))) start += 1;
  while (end > start && isEdge(text.charCodeAt(end - 1))) end -= 1;
  return { start, end };
}

function isEdge(code: number): boolean {
  return code <= 32 || code === 44 || code === 42 || code === 0xff0c || code === 0x3001 || code === 0x3000;
}
