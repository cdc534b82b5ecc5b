import type { Span } from '../span.ts';
import { parseQuoted, parseSum, parseTerm } from './parse-term.ts';
import type { Declaration, NamedPhrase, Quoted, TypeNode } from './reading-tree.ts';
import { type Cursor, endOfLast, fail, here, isNext, peek, take, takeKind } from './token-cursor.ts';

/** Words that open a declaration. */
export const DECLARATIONS: ReadonlySet<string> = new Set('spec in state out event action feature opaque term assume exclusive'.split(' '));

/** Reads the rest of a declaration whose first word is given; null where a mistake was told. */
export function parseDeclaration(cursor: Cursor, word: string, span: Span): Declaration | null {
  switch (word) {
    case 'spec': {
      const words: string[] = [];
      for (let next = peek(cursor); next && (next.kind === 'name' || next.kind === 'number' || next.value === '-'); next = peek(cursor)) {
        words.push(next.value);
        cursor.at += 1;
      }
      return { kind: 'spec', name: words.join('').trim(), span };
    }
    case 'in':
    case 'state':
    case 'out':
      return parseVariable(cursor, word, span);
    case 'event':
    case 'action':
    case 'feature':
      return { kind: word, names: parseNames(cursor), span };
    case 'opaque': {
      const phrase = parseQuoted(cursor, 'Expected the words in quotation marks.');
      if (!phrase) return null;
      if (!take(cursor, ':')) return { kind: 'opaque', phrase, role: 'in', span };
      if (!take(cursor, 'bool')) fail(cursor, 'An opaque phrase is a "bool".');
      const isOutput = take(cursor, 'out');
      if (!isOutput) take(cursor, 'in');
      return { kind: 'opaque', phrase, role: isOutput ? 'out' : 'in', span };
    }
    case 'term': {
      const name = takeKind(cursor, 'name') ?? takeKind(cursor, 'text');
      if (!name) return nothing(cursor, 'Expected the name of the term, or its words in quotation marks.');
      if (!take(cursor, '=')) return nothing(cursor, 'Expected "=" and what the term means.');
      return { kind: 'term', name: name.value, nameSpan: name.span, of: parseTerm(cursor), span };
    }
    case 'assume':
      return { kind: 'assume', of: parseTerm(cursor), span };
    case 'exclusive': {
      const names: { name: string; span: Span }[] = [];
      do {
        const name = takeKind(cursor, 'name') ?? takeKind(cursor, 'text');
        if (!name) return nothing(cursor, 'Expected the name of an action.');
        names.push({ name: name.value, span: name.span });
      } while (take(cursor, ','));
      if (names.length < 2) return nothing(cursor, 'It takes two actions to exclude each other.');
      return { kind: 'exclusive', names, span };
    }
    default:
      return nothing(cursor, `"${word}" opens no declaration.`);
  }
}

function parseVariable(cursor: Cursor, role: 'in' | 'state' | 'out', span: Span): Declaration | null {
  const name = takeKind(cursor, 'name');
  if (!name) return nothing(cursor, 'Expected a name.');
  if (name.value.endsWith("'")) return nothing(cursor, "A declaration names the state itself, without '.");
  if (!take(cursor, ':')) return nothing(cursor, 'Expected ":" and a type, such as int 0..100 or draft | placed.');
  const type = parseType(cursor);
  if (!type) return null;
  const initial = take(cursor, '=') ? parseTerm(cursor) : null;
  if (initial && role !== 'state') fail(cursor, 'Only state has a value to start from.', initial.span);
  return { kind: 'variable', role, name: name.value, nameSpan: name.span, type, initial, ...parsePhrases(cursor), span };
}

function parseType(cursor: Cursor): TypeNode | null {
  const start = here(cursor).start;
  const spanned = <T>(node: T): T & { span: Span } => ({ ...node, span: { start, end: endOfLast(cursor) } });
  const word = takeKind(cursor, 'name') ?? takeKind(cursor, 'text');
  if (!word)
    return nothing(
      cursor,
      'Expected a type: bool, int, real, money, percent, duration, date, text, set, or values such as draft | placed.',
    );
  const isBare = word.kind === 'name' && !isNext(cursor, '|');
  switch (isBare ? word.value : '') {
    case 'bool':
      return spanned({ kind: 'bool' as const });
    case 'set':
      return spanned({ kind: 'set' as const });
    case 'text':
      return spanned({ kind: 'text' as const });
    case 'int':
    case 'real':
    case 'money':
    case 'percent':
    case 'duration':
    case 'date': {
      const currency = word.value === 'money' && peek(cursor)?.kind === 'name' && !isNext(cursor, 'as') ? takeKind(cursor, 'name') : null;
      const range = parseRange(cursor);
      const unit = currency ?? (word.value === 'int' || word.value === 'real' ? takeKind(cursor, 'text') : null);
      if (word.value === 'money' && !currency) fail(cursor, 'Expected a currency, as in "money EUR".');
      // The case labels above are exactly the bases.
      const base = word.value as 'int' | 'real' | 'money' | 'percent' | 'duration' | 'date';
      return spanned({ kind: 'number' as const, base, unit: unit?.value ?? null, ...range });
    }
    default:
      break;
  }
  const values = [{ value: word.value, span: word.span }];
  let isOpen = false;
  while (!isOpen && take(cursor, '|')) {
    if (take(cursor, '...')) isOpen = true;
    else {
      const value = takeKind(cursor, 'name') ?? takeKind(cursor, 'text');
      if (!value) return nothing(cursor, 'Expected a value after "|".');
      values.push({ value: value.value, span: value.span });
    }
  }
  if (values.length === 1 && !isOpen && word.kind === 'name')
    return nothing(cursor, `"${word.value}" is no type. A single value needs "| ..." behind it.`);
  return spanned({ kind: 'choice' as const, values, isOpen });
}

function parseRange(cursor: Cursor) {
  const next = peek(cursor);
  if (next?.kind !== 'number' && !(next?.kind === 'sign' && (next.value === '-' || next.value === '..'))) return { low: null, high: null };
  const low = isNext(cursor, '..') ? null : parseSum(cursor);
  if (!take(cursor, '..')) {
    fail(cursor, 'Expected ".." in the range, as in 0..100.');
    return { low, high: null };
  }
  const after = peek(cursor);
  const high = after?.kind === 'number' || isNext(cursor, '-') ? parseSum(cursor) : null;
  return { low, high };
}

function parseNames(cursor: Cursor): NamedPhrase[] {
  const names: NamedPhrase[] = [];
  do {
    const name = takeKind(cursor, 'name');
    if (!name) {
      fail(cursor, 'Expected a name.');
      return names;
    }
    if (take(cursor, '(')) while (peek(cursor) && !take(cursor, ')')) cursor.at += 1;
    names.push({ name: name.value, nameSpan: name.span, ...parsePhrases(cursor) });
  } while (take(cursor, ','));
  return names;
}

/** `as "the cart's total", "basket total"`, and `of "7/shop"` where they mean it there only. */
function parsePhrases(cursor: Cursor): { phrases: Quoted[]; scope: string | null } {
  const phrases: Quoted[] = [];
  if (!take(cursor, 'as')) return { phrases, scope: null };
  for (;;) {
    const phrase = parseQuoted(cursor, 'Expected the words in quotation marks after "as".');
    if (!phrase) return { phrases, scope: null };
    phrases.push(phrase);
    const after = cursor.tokens[cursor.at + 1];
    if (!isNext(cursor, ',') || after?.kind !== 'text') break;
    cursor.at += 1;
  }
  const scope = take(cursor, 'of') ? parseQuoted(cursor, 'Expected the requirement in quotation marks after "of".') : null;
  return { phrases, scope: scope?.value ?? null };
}

function nothing(cursor: Cursor, message: string): null {
  fail(cursor, message);
  return null;
}
