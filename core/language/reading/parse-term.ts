import { KEYWORDS } from './lex-reading.ts';
import { CALLS, type Quoted, type Sign, type Term } from './reading-tree.ts';
import { type Cursor, endOfLast, fail, here, isNext, peek, take, takeKind } from './token-cursor.ts';

const SIGNS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];

/** Deeper brackets than any person writes would only overflow the stack. */
const DEEPEST = 60;
const LONGEST = 200;

/** Reads an expression; a `hole` stands where it breaks off, and the cursor then carries the diagnostic. */
export function parseTerm(cursor: Cursor): Term {
  if (cursor.depth >= DEEPEST) return hole(cursor, 'This is nested too deeply to be read.');
  cursor.depth += 1;
  const when = parseJoined(cursor, 'or');
  const hasThen = take(cursor, '=>') || take(cursor, 'implies');
  const term: Term = hasThen ? pair(when, parseTerm(cursor)) : when;
  cursor.depth -= 1;
  return term;
}

function pair(when: Term, consequence: Term): Term {
  return { kind: 'implies', when, consequence, span: { start: when.span.start, end: consequence.span.end } };
}

function parseJoined(cursor: Cursor, word: 'and' | 'or'): Term {
  const next = () => (word === 'or' ? parseJoined(cursor, 'and') : parseNot(cursor));
  const first = next();
  if (!isNext(cursor, word)) return first;
  const of = [first];
  while (take(cursor, word)) of.push(next());
  return { kind: word, of, span: { start: first.span.start, end: of.at(-1)?.span.end ?? first.span.end } };
}

function parseNot(cursor: Cursor): Term {
  const start = here(cursor).start;
  let count = 0;
  while (count < DEEPEST && take(cursor, 'not')) count += 1;
  let term = parseComparison(cursor);
  for (; count > 0; count -= 1) term = { kind: 'not', of: term, span: { start, end: term.span.end } };
  return term;
}

function parseComparison(cursor: Cursor): Term {
  const left = parseSum(cursor);
  const token = peek(cursor);
  if (token?.kind === 'sign' && SIGNS.includes(token.value)) {
    cursor.at += 1;
    const right = parseSum(cursor);
    // The token's value was just found among the signs.
    return { kind: 'compare', operator: token.value as Sign, left, right, span: { start: left.span.start, end: right.span.end } };
  }
  if (!take(cursor, 'in')) return left;
  if (!take(cursor, '{')) {
    const low = parseSum(cursor);
    if (!take(cursor, '..')) return hole(cursor, 'Expected "{" with values or a range such as 1..10 after "in".');
    const high = parseSum(cursor);
    return { kind: 'in-range', of: left, low, high, span: { start: left.span.start, end: high.span.end } };
  }
  const values = [parseSum(cursor)];
  while (take(cursor, ',')) values.push(parseSum(cursor));
  if (!take(cursor, '}')) fail(cursor, 'Expected "}" at the end of the values.');
  return { kind: 'in-set', of: left, values, span: { start: left.span.start, end: endOfLast(cursor) } };
}

/** Reads a sum: an expression without comparisons, such as the end of a range, behind which `=` says something else. */
export function parseSum(cursor: Cursor): Term {
  let left = parseProduct(cursor);
  for (let terms = 0; ; terms += 1) {
    if (terms > LONGEST) return hole(cursor, 'This sum is too long to be read.');
    const operator = isNext(cursor, '+') ? '+' : isNext(cursor, '-') ? '-' : null;
    if (!operator) return left;
    cursor.at += 1;
    const right = parseProduct(cursor);
    left = { kind: 'arithmetic', operator, left, right, span: { start: left.span.start, end: right.span.end } };
  }
}

function parseProduct(cursor: Cursor): Term {
  let left = parseSingle(cursor);
  for (let factors = 0; take(cursor, '*'); factors += 1) {
    if (factors > LONGEST) return hole(cursor, 'This product is too long to be read.');
    const right = parseSingle(cursor);
    left = { kind: 'arithmetic', operator: '*', left, right, span: { start: left.span.start, end: right.span.end } };
  }
  return left;
}

function parseSingle(cursor: Cursor): Term {
  const token = peek(cursor);
  if (!token) return hole(cursor, 'Something is missing at the end of this line.');
  if (token.kind === 'number') return parseNumber(cursor);
  if (token.kind === 'text') {
    cursor.at += 1;
    return { kind: 'text', value: token.value, span: token.span };
  }
  if (token.kind === 'bad')
    return hole(cursor, token.value.length > 1 ? 'This quotation is not closed.' : `"${token.value}" means nothing here.`);
  if (take(cursor, '(')) {
    const inner = parseTerm(cursor);
    if (!take(cursor, ')')) fail(cursor, 'Expected ")".');
    return { ...inner, span: { start: token.span.start, end: endOfLast(cursor) } };
  }
  if (take(cursor, '-')) {
    if (cursor.depth >= DEEPEST) return hole(cursor, 'This is nested too deeply to be read.');
    cursor.depth += 1;
    const of = parseSingle(cursor);
    cursor.depth -= 1;
    if (of.kind === 'number') return { ...of, value: -of.value, span: { start: token.span.start, end: of.span.end } };
    return { kind: 'negative', of, span: { start: token.span.start, end: of.span.end } };
  }
  if (take(cursor, 'opaque')) {
    const words = takeKind(cursor, 'text');
    if (!words) return hole(cursor, 'Expected the words in quotation marks after "opaque".');
    return { kind: 'text', value: words.value, span: { start: token.span.start, end: words.span.end } };
  }
  if (token.kind !== 'name' || (KEYWORDS.has(token.value) && token.value !== 'true' && token.value !== 'false'))
    return hole(cursor, `Expected a name, a number or words in quotation marks, and found "${token.value}".`);
  cursor.at += 1;
  if (token.value === 'true' || token.value === 'false') return { kind: 'boolean', value: token.value === 'true', span: token.span };
  const call = CALLS.find((name) => name === token.value);
  if (call && take(cursor, '(')) {
    const of = [parseTerm(cursor)];
    while (take(cursor, ',')) of.push(parseTerm(cursor));
    if (!take(cursor, ')')) fail(cursor, 'Expected ")".');
    return { kind: 'call', name: call, of, span: { start: token.span.start, end: endOfLast(cursor) } };
  }
  const isAfter = token.value.endsWith("'");
  return { kind: 'name', name: isAfter ? token.value.slice(0, -1) : token.value, isAfter, span: token.span };
}

/** A number with the unit that stands behind it: `50.00 EUR`, `5 %`, `3 points`. */
function parseNumber(cursor: Cursor): Term {
  const token = takeKind(cursor, 'number');
  if (!token) return hole(cursor, 'Expected a number.');
  const value = Number(token.value.replaceAll('_', ''));
  const next = peek(cursor);
  const isUnit =
    next && ((next.kind === 'sign' && next.value === '%') || (next.kind === 'name' && !KEYWORDS.has(next.value) && next.value !== 'as'));
  if (!isUnit) return { kind: 'number', value, unit: null, span: token.span };
  cursor.at += 1;
  return { kind: 'number', value, unit: next.value, span: { start: token.span.start, end: next.span.end } };
}

/** Words in quotation marks, or null with a diagnostic. */
export function parseQuoted(cursor: Cursor, expected: string): Quoted | null {
  const token = takeKind(cursor, 'text');
  if (token) return { value: token.value, span: token.span };
  fail(cursor, expected);
  return null;
}

function hole(cursor: Cursor, message: string): Term {
  const span = here(cursor);
  fail(cursor, message, span);
  return { kind: 'hole', span };
}
