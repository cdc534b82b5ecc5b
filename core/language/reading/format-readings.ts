import { parseReadings } from './parse-readings.ts';
import type { Declaration, NamedPhrase, Reading, Term, TypeNode } from './reading-tree.ts';
import { isCurrency, minorDigits } from './units.ts';

/** Prints `readings.spec` in its one shape. Lines that could not be read, and all comments, stay as they are; printing twice changes nothing. */
export function formatReadings(text: string): string {
  const { tree } = parseReadings(text);
  const width = Math.max(0, ...tree.declarations.map((item) => (item.kind === 'variable' ? item.name.length : 0)));
  const lines = tree.lines.map(({ item, comment, span }) => {
    if (item.kind === 'broken') return text.slice(span.start, span.end);
    const code =
      item.kind === 'blank'
        ? ''
        : item.kind === 'declaration'
          ? printDeclaration(item.declaration, Math.min(width, 32))
          : `${printHead(item.reading)}: ${printRule(item.reading)}`;
    if (comment === null) return code;
    return code === '' ? `-- ${comment}`.trimEnd() : `${code}  -- ${comment}`.trimEnd();
  });
  const joined = lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return joined === '' ? '' : `${joined}\n`;
}

/** `1.2 #a1b2c3d4 confirmed`. */
export function printHead({ id, hash, mark }: Pick<Reading, 'id' | 'hash' | 'mark'>): string {
  return [id, hash ? `#${hash}` : '', mark ?? ''].filter(Boolean).join(' ');
}

/** What stands behind the colon of a reading. */
export function printRule(reading: Reading): string {
  const parts: string[] = [];
  for (const { name } of reading.features) parts.push(`where ${printName(name)}`);
  if (reading.events.length > 0) parts.push(`when ${reading.events.map(({ name }) => printName(name)).join(' or ')}`);
  for (const { keyword, of } of reading.conditions) parts.push(`${keyword} ${printTerm(of)}`);
  if (reading.unless) parts.push(`unless ${printTerm(reading.unless)}`);
  parts.push(`${reading.form} ${reading.responses.map((term) => printTerm(term)).join('; ')}`);
  if (reading.within) parts.push(`within ${printDuration(reading.within.ms)}`);
  if (reading.forAtLeast) parts.push(`for at least ${printDuration(reading.forAtLeast.ms)}`);
  if (reading.until) parts.push(`until ${printTerm(reading.until)}`);
  return parts.join(' ');
}

function printName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : quote(name);
}

/** A time in the largest unit that it is a whole number of. */
export function printDuration(ms: number): string {
  if (ms > 0 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms > 0 && ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

/** How tightly each kind of expression binds; looser ones inside tighter ones need brackets. */
function tightness(term: Term): number {
  switch (term.kind) {
    case 'implies':
      return 0;
    case 'or':
      return 1;
    case 'and':
      return 2;
    case 'not':
      return 3;
    case 'compare':
    case 'in-set':
    case 'in-range':
      return 4;
    case 'arithmetic':
      return term.operator === '*' ? 6 : 5;
    case 'negative':
      return 7;
    case 'number':
    case 'text':
    case 'name':
    case 'boolean':
    case 'call':
    case 'hole':
      return 8;
    default:
      return term satisfies never;
  }
}

/** Prints an expression with no more brackets than it needs. */
export function printTerm(term: Term, least = 0): string {
  const own = tightness(term);
  const words = printInside(term, own);
  return own < least ? `(${words})` : words;
}

function printInside(term: Term, own: number): string {
  switch (term.kind) {
    case 'number':
      return term.unit === null ? printNumber(term.value) : `${printAmount(term.value, term.unit)} ${term.unit}`;
    case 'text':
      return quote(term.value);
    case 'name':
      return term.isAfter ? `${term.name}'` : term.name;
    case 'boolean':
      return String(term.value);
    case 'hole':
      return '"?"';
    case 'not':
      return `not ${printTerm(term.of, own)}`;
    case 'and':
    case 'or':
      return term.of.map((part) => printTerm(part, own + 1)).join(` ${term.kind} `);
    case 'implies':
      return `${printTerm(term.when, own + 1)} => ${printTerm(term.consequence, own)}`;
    case 'compare':
      return `${printTerm(term.left, 5)} ${term.operator} ${printTerm(term.right, 5)}`;
    case 'in-set':
      return `${printTerm(term.of, 5)} in {${term.values.map((value) => printTerm(value, 5)).join(', ')}}`;
    case 'in-range':
      return `${printTerm(term.of, 5)} in ${printTerm(term.low, 5)}..${printTerm(term.high, 5)}`;
    case 'arithmetic':
      return `${printTerm(term.left, own)} ${term.operator} ${printTerm(term.right, own + 1)}`;
    case 'negative':
      return `-${printTerm(term.of, own)}`;
    case 'call':
      return `${term.name}(${term.of.map((part) => printTerm(part)).join(', ')})`;
    default:
      return term satisfies never;
  }
}

/** Money with the digits of its coin, where it has no more of them. */
function printAmount(value: number, unit: string): string {
  if (!isCurrency(unit)) return printNumber(value);
  const fixed = value.toFixed(minorDigits(unit));
  return Number(fixed) === value ? fixed : printNumber(value);
}

/** Never in the form `2e21`, which a reading does not know. */
function printNumber(value: number): string {
  const plain = String(value);
  if (!plain.includes('e')) return plain;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/\.?0+$/, '');
}

/** A declaration in its one shape; `width` lines up the types of several. */
export function printDeclaration(item: Declaration, width = 0): string {
  switch (item.kind) {
    case 'spec':
      return `spec ${item.name}`;
    case 'variable': {
      const initial = item.initial ? ` = ${printTerm(item.initial)}` : '';
      return `${item.role.padEnd(5)} ${item.name.padEnd(width)} : ${printType(item.type)}${initial}${printPhrases(item)}`;
    }
    case 'event':
    case 'action':
    case 'feature':
      return `${item.kind} ${item.names.map(printNamed).join(', ')}`;
    case 'opaque':
      return `opaque ${quote(item.phrase.value)} : bool ${item.role}`;
    case 'term':
      return `term  ${printName(item.name)} = ${printTerm(item.of)}`;
    case 'assume':
      return `assume ${printTerm(item.of)}`;
    case 'exclusive':
      return `exclusive ${item.names.map(({ name }) => printName(name)).join(', ')}`;
    default:
      return item satisfies never;
  }
}

function printNamed(named: NamedPhrase): string {
  return named.name + printPhrases(named);
}

function printPhrases({ phrases, scope }: NamedPhrase): string {
  if (phrases.length === 0) return '';
  return ` as ${phrases.map(({ value }) => quote(value)).join(', ')}${scope === null ? '' : ` of ${quote(scope)}`}`;
}

/** A type in its one shape. */
export function printType(type: TypeNode): string {
  if (type.kind === 'choice') return [...type.values.map(({ value }) => printName(value)), ...(type.isOpen ? ['...'] : [])].join(' | ');
  if (type.kind !== 'number') return type.kind;
  const range = type.low || type.high ? ` ${type.low ? printTerm(type.low, 5) : ''}..${type.high ? printTerm(type.high, 5) : ''}` : '';
  if (type.base === 'money') return `money ${type.unit ?? ''}${range}`;
  return `${type.base}${range}${type.unit === null ? '' : ` ${quote(type.unit)}`}`;
}

function quote(words: string): string {
  return `"${words}"`;
}
