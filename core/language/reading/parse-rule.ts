import type { Span } from '../span.ts';
import { parseTerm } from './parse-term.ts';
import type { Duration, Reading, Term } from './reading-tree.ts';
import { type Cursor, fail, here, isNext, peek, take, takeKind } from './token-cursor.ts';
import { convert, unitOf } from './units.ts';

type Head = Pick<Reading, 'id' | 'idSpan' | 'mark' | 'hash'>;

/** Reads what stands behind the colon of a reading. */
export function parseRule(cursor: Cursor, head: Head, span: Span): Reading {
  const reading: Reading = {
    ...head,
    features: [],
    events: [],
    conditions: [],
    unless: null,
    form: 'then',
    responses: [],
    within: null,
    forAtLeast: null,
    until: null,
    span,
  };
  while (take(cursor, 'where')) readName(cursor, reading.features, 'Expected the name of a feature.');
  if (take(cursor, 'when')) {
    do readName(cursor, reading.events, 'Expected the name of an event.');
    while (take(cursor, 'or'));
  }
  for (;;) {
    const keyword = take(cursor, 'while') ? 'while' : take(cursor, 'if') ? 'if' : null;
    if (!keyword) break;
    reading.conditions.push({ keyword, of: parseTerm(cursor) });
  }
  if (take(cursor, 'unless')) reading.unless = parseTerm(cursor);
  take(cursor, ',');
  readResponse(cursor, reading);
  readTiming(cursor, reading);
  const rest = peek(cursor);
  if (rest) fail(cursor, `"${rest.value}" is one word too many here.`);
  return reading;
}

function readName(cursor: Cursor, names: { name: string; span: Span }[], expected: string): void {
  const token = takeKind(cursor, 'name') ?? takeKind(cursor, 'text');
  if (!token) {
    fail(cursor, expected);
    return;
  }
  names.push({ name: token.value, span: token.span });
  if (take(cursor, '(')) while (peek(cursor) && !take(cursor, ')')) cursor.at += 1;
}

function readResponse(cursor: Cursor, reading: Reading): void {
  if (take(cursor, 'always') || isNext(cursor, 'never')) {
    reading.form = take(cursor, 'never') ? 'never' : 'always';
    reading.responses = [parseTerm(cursor)];
    return;
  }
  if (!take(cursor, 'then')) {
    fail(cursor, 'Expected "then" and the response, or "always" or "never".');
    return;
  }
  const responses: Term[] = [];
  do responses.push(parseTerm(cursor));
  while (take(cursor, ';'));
  reading.responses = responses;
}

function readTiming(cursor: Cursor, reading: Reading): void {
  for (;;) {
    if (take(cursor, 'within')) reading.within = readDuration(cursor);
    else if (take(cursor, 'for')) {
      if (!take(cursor, 'at') || !take(cursor, 'least')) fail(cursor, 'Expected "for at least" and a time.');
      reading.forAtLeast = readDuration(cursor);
    } else if (take(cursor, 'until')) reading.until = parseTerm(cursor);
    else return;
  }
}

function readDuration(cursor: Cursor): Duration | null {
  const { start } = here(cursor);
  const number = takeKind(cursor, 'number');
  const unit = number ? takeKind(cursor, 'name') : null;
  const ms = number && unit ? convert(Number(number.value.replaceAll('_', '')), unitOf(unit.value), unitOf('ms')) : null;
  if (ms === null || !unit) {
    fail(cursor, 'Expected a time, such as 500 ms, 2 s or 5 min.', number && unit ? { start, end: unit.span.end } : undefined);
    return null;
  }
  return { ms, span: { start, end: unit.span.end } };
}
