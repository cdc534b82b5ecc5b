import { behindQuotation } from './characters.ts';
import { behindClosing, type FoundClause, isCjk, readCjkClauses, readCjkResponse, subjectByParticle, trimmed } from './ears-cjk.ts';
import { KEYWORD_LENGTHS, KEYWORDS, type Role } from './ears-words.ts';
import type { Span } from './span.ts';
import type { Clause, Criterion, EarsPattern } from './spec-tree.ts';

/** What EARS finds in a sentence: the parts of a criterion that are its own words. */
export type EarsReading = Pick<Criterion, 'pattern' | 'clauses' | 'subject' | 'modality' | 'response'>;

type Word = { roles: readonly Role[]; start: number; end: number; isUpper: boolean };

const CLAUSE_ROLES: readonly Role[] = ['trigger', 'unwanted', 'state', 'feature'];
const PATTERN_OF: Partial<Record<Role, EarsPattern>> = { trigger: 'event', unwanted: 'unwanted', state: 'state', feature: 'optional' };

/**
 * Reads one criterion by EARS, in English, German, French, Spanish, Portuguese, Russian, Chinese, Japanese or Korean, keywords in
 * any case. `offset` is where the sentence stands in its document; all spans are positions there, and each text is that very
 * stretch. A sentence without the shape is `unclassified`, with whatever parts it does have.
 */
export function readEars(sentence: string, offset: number): EarsReading {
  const words = readWords(sentence);
  const first = words[0];
  const lead = first && clauseRole(first) && isOpening(sentence, first.start) ? first : null;
  const modal = findModal(words);
  const found = modal ? splitAtModal(sentence, words, modal, lead) : lead ? splitAtThen(sentence, words, lead) : splitCjk(sentence);
  return place(sentence, offset, found);
}

type Parts = { clauses: FoundClause[]; subject: Span | null; modal: Span | null; isNegative: boolean; response: Span | null };

function splitAtModal(sentence: string, words: Word[], modal: Word, lead: Word | null): Parts {
  const at = words.indexOf(modal);
  const next = words[at + 1];
  const previous = words[at - 1];
  const isAfter = next?.roles.includes('not') === true && sentence.slice(modal.end, next.start).trim() === '';
  const isBefore = previous?.roles.includes('not') === true && sentence.slice(previous.end, modal.start).trim() === '';
  const start = isBefore && previous ? previous.start : modal.start;
  const end = isAfter && next ? next.end : modal.end;
  const tail = tailClauses(sentence, words, end);
  const response = trimmed(sentence, end, tail[0]?.keyword.start ?? sentence.length);
  const rest = { modal: { start, end }, isNegative: isAfter || isBefore, response };
  if (!lead) {
    const cjk = isCjk(sentence) ? readCjkClauses(sentence.slice(0, start)) : { clauses: [], rest: 0 };
    return { ...rest, clauses: [...cjk.clauses, ...tail], subject: subjectIn(sentence, cjk.rest, start) };
  }
  const cut = subjectStart(sentence, words, lead, start);
  const clauses = splitClauses(sentence, words, lead, cut ? cut.clauseEnd : start);
  return { ...rest, clauses: [...clauses, ...tail], subject: cut ? subjectIn(sentence, cut.subject, start) : null };
}

/** A leading keyword, but no modal of a spaced language: `WHEN a THEN b`, or a modal that closes the sentence (`...すること`). */
function splitAtThen(sentence: string, words: Word[], lead: Word): Parts {
  const then = words.findLast((word) => word.roles.includes('consequence') && word.start > lead.end);
  // `When ...場合、the システムは...`: the words that close a clause say where it ends, and later commas stand in lists.
  const closed = then || !isCjk(sentence) ? null : behindClosing(sentence, lead.end);
  const cut = then ? { clauseEnd: then.start, subject: then.end } : (closed ?? subjectStart(sentence, words, lead, sentence.length));
  if (!cut) return { clauses: [], subject: null, modal: null, isNegative: false, response: null };
  const clauses = splitClauses(sentence, words, lead, cut.clauseEnd);
  const cjk = isCjk(sentence) ? readCjkResponse(sentence, cut.subject) : null;
  if (cjk) return { clauses, ...cjk, subject: cjk.subject && subjectIn(sentence, cjk.subject.start, cjk.subject.end) };
  const byParticle = isCjk(sentence) ? subjectByParticle(sentence, cut.subject, sentence.length) : null;
  if (byParticle?.subject) {
    const subject = subjectIn(sentence, byParticle.subject.start, byParticle.subject.end);
    return { clauses, subject, modal: null, isNegative: false, response: byParticle.response };
  }
  return {
    clauses,
    subject: null,
    modal: null,
    isNegative: false,
    response: then ? trimmed(sentence, cut.subject, sentence.length) : null,
  };
}

function splitCjk(sentence: string): Parts {
  const none = { subject: null, modal: null, isNegative: false, response: null };
  if (!isCjk(sentence)) return { clauses: [], ...none };
  const { clauses, rest } = readCjkClauses(sentence);
  const found = readCjkResponse(sentence, rest) ?? plainResponse(sentence, rest);
  return { clauses, ...(found && (clauses.length > 0 || found.modal || found.subject) ? found : none) };
}

/** Japanese rules often end in the plain or polite form of their verb and have no modal: `システムは...を保存する`. */
const PLAIN_FORM = /(?:[ぁ-んァ-ヴー一-龠][るうくすつむぶぬぐ]|ない|ません)[。．.]?\s*$/;

function plainResponse(sentence: string, from: number): Omit<Parts, 'clauses'> | null {
  if (!PLAIN_FORM.test(sentence.slice(Math.max(from, sentence.length - 12)))) return null;
  let end = sentence.length;
  while (end > from && /[\s。．.]/.test(sentence[end - 1] ?? '')) end -= 1;
  return { ...subjectByParticle(sentence, from, end), modal: null, isNegative: false };
}

/** Where the clauses end and the subject begins: behind THEN, at the last THE, or behind the last comma before the modal. */
function subjectStart(sentence: string, words: Word[], lead: Word, to: number): { clauseEnd: number; subject: number } | null {
  const between = words.filter((word) => word.start >= lead.end && word.end <= to);
  const then = between.findLast(
    (word) => word.roles.includes('consequence') && (word.isUpper || isAfterComma(sentence, word.start) || !lead.isUpper),
  );
  if (then) return { clauseEnd: then.start, subject: then.end };
  const upper = lead.isUpper
    ? between.findLast((word) => word.isUpper && word.end - word.start > 1 && word.roles.includes('article'))
    : undefined;
  if (upper) return { clauseEnd: upper.start, subject: upper.start };
  const comma = lastComma(sentence, lead.end, to);
  if (comma >= 0) return { clauseEnd: comma, subject: comma + 1 };
  const article = between.findLast((word) => word.roles.includes('article') && word.end - word.start > 1);
  return article && article !== between[0] ? { clauseEnd: article.start, subject: article.start } : null;
}

function splitClauses(sentence: string, words: Word[], lead: Word, to: number): FoundClause[] {
  const starts: { word: Word; role: Role }[] = [{ word: lead, role: clauseRole(lead) ?? 'trigger' }];
  for (const word of words) {
    if (word.start < lead.end || word.end > to) continue;
    const role = clauseRole(word);
    const stands = (word.isUpper && lead.isUpper) || isAfterComma(sentence, word.start);
    if (role && stands && word.end - word.start > 1) starts.push({ word, role });
    else if (word.isUpper && lead.isUpper && word.end - word.start > 1 && isAnd(sentence, word)) starts.push({ word, role: 'condition' });
  }
  return starts
    .map(({ word, role }, index) => ({
      role,
      keyword: { start: word.start, end: word.end },
      body: trimmed(sentence, word.end, starts[index + 1]?.word.start ?? to),
    }))
    .filter(({ role, body }) => role !== 'condition' || body.start < body.end);
}

/** `THE System SHALL beep WHEN the door opens`: a keyword in capitals behind the response, as some write it. */
function tailClauses(sentence: string, words: Word[], from: number): FoundClause[] {
  const lead = words.find((word) => word.start >= from && word.isUpper && word.end - word.start > 1 && clauseRole(word));
  if (!lead || /[.;。；]\s*(?:AND\s+)?$/.test(sentence.slice(Math.max(from, lead.start - 8), lead.start))) return [];
  const stop = words.find((word) => word.start > lead.end && word.roles.includes('modal'));
  return stop ? [] : splitClauses(sentence, words, lead, sentence.length);
}

/** The stretch without its article; null where nothing is left. */
function subjectIn(sentence: string, from: number, to: number): Span | null {
  let { start, end } = trimmed(sentence, from, to);
  const article = /^(?:the|an?|el|la|los|las|os?|as?|les?|der|die|das)(?:\*\*)?\s+/i.exec(sentence.slice(start, Math.min(end, start + 8)));
  if (article) start += article[0].length;
  if (/^(?:则|那么)/.test(sentence.slice(start, end)))
    ({ start, end } = trimmed(sentence, start + (sentence[start] === '则' ? 1 : 2), end));
  return start < end ? { start, end } : null;
}

function place(sentence: string, offset: number, { clauses, subject, modal, isNegative, response }: Parts): EarsReading {
  const at = ({ start, end }: Span) => ({ text: sentence.slice(start, end), span: { start: start + offset, end: end + offset } });
  const kinds: Role[] = [];
  for (const { role } of clauses) if (role !== 'condition' && !kinds.includes(role)) kinds.push(role);
  const [only] = kinds;
  const hasRule = modal !== null || (response !== null && (clauses.length > 0 || subject !== null));
  return {
    pattern: !hasRule ? 'unclassified' : kinds.length > 1 ? 'complex' : only ? (PATTERN_OF[only] ?? 'unclassified') : 'ubiquitous',
    clauses: clauses.map(({ role, keyword, body }) => ({
      kind: kindOf(role),
      keyword: sentence.slice(keyword.start, keyword.end),
      text: sentence.slice(body.start, body.end),
      span: { start: body.start + offset, end: body.end + offset },
    })),
    subject: subject && at(subject),
    modality: modal && {
      text: sentence.slice(modal.start, modal.end),
      span: { start: modal.start + offset, end: modal.end + offset },
      isNegative,
    },
    response: response && response.start < response.end ? at(response) : null,
  };
}

function kindOf(role: Role): Clause['kind'] {
  if (role === 'feature' || role === 'state' || role === 'trigger') return role;
  return 'condition';
}

/** The keywords of spaced languages; code and quotations are stepped over whole, for a keyword in them is none. */
function readWords(sentence: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < sentence.length; at += 1) {
    const code = sentence.charCodeAt(at);
    if (!isLetter(code)) {
      if (code === 96 || code === 34) at = Math.max(at, behindQuotation(sentence, at, code) - 1);
      else if (code === 0x300c) at = Math.max(at, behindCornerQuotation(sentence, at) - 1);
      continue;
    }
    const start = at;
    let accents = 0;
    for (let next = sentence.charCodeAt(at + 1); isLetter(next) || isAccent(next); next = sentence.charCodeAt(at + 1)) {
      if (isAccent(next)) accents += 1;
      at += 1;
    }
    const length = at + 1 - start - accents;
    if (length > 31 || ((KEYWORD_LENGTHS[code] ?? 0) & (1 << length)) === 0) continue;
    const word = sentence.slice(start, at + 1);
    const keyword = KEYWORDS.get(accents === 0 ? word : word.normalize('NFC'));
    if (keyword) words.push({ roles: keyword.roles, start, end: at + 1, isUpper: keyword.isUpper });
  }
  return words;
}

/** Letters of the spaced scripts that keywords are written in. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 0xc0 && code < 0x250) || (code >= 0x400 && code < 0x500);
}

/** An accent that stands behind its letter, as some systems write it. */
function isAccent(code: number): boolean {
  return code >= 0x300 && code < 0x370;
}

/** Behind `「...」` of at most 200 units on one line; else `at`. */
function behindCornerQuotation(sentence: string, at: number): number {
  for (let next = at + 1; next < sentence.length && next <= at + 201; next += 1) {
    const code = sentence.charCodeAt(next);
    if (code === 0x300d) return next + 1;
    if (code === 0x300c || code === 10) return at;
  }
  return at;
}

function findModal(words: Word[]): Word | undefined {
  return words.find((word) => word.roles.includes('modal')) ?? words.find((word) => word.roles.includes('weakModal'));
}

function clauseRole(word: Word): Role | undefined {
  return word.roles.find((role) => CLAUSE_ROLES.includes(role));
}

/** Whether nothing but emphasis and brackets stands before the word. */
function isOpening(sentence: string, at: number): boolean {
  return at === 0 || (at <= 8 && /^[\s*_([]{0,8}$/.test(sentence.slice(0, at)));
}

function isAfterComma(sentence: string, at: number): boolean {
  for (let i = at - 1; i >= 0 && i > at - 8; i -= 1) {
    const char = sentence[i];
    if (char === ',' || char === '，' || char === '、') return true;
    if (char !== ' ' && char !== '\n' && char !== '*') return false;
  }
  return false;
}

function isAnd(sentence: string, word: Word): boolean {
  return word.roles.includes('and') && /^(?:AND|UND|ET)$/.test(sentence.slice(word.start, word.end));
}

function lastComma(sentence: string, from: number, to: number): number {
  for (let at = to - 1; at >= from; at -= 1) {
    const char = sentence[at];
    if (char === ',' || char === '，' || char === '、') return at;
  }
  return -1;
}
