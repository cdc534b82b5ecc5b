import type { Domain, Expression } from '#core/analysis/expression.ts';
import type { TimedRequirement, TimedSystem } from '#core/analysis/timed/counter-trace.ts';
import { type Names, readReqExpression } from './req-expression.ts';
import { isReqPattern, type ReqScope, tracesOf } from './req-patterns.ts';

export type ReadReq = {
  system: TimedSystem;
  /** What could not be read: a requirement's name, or the beginning of a line, and why. */
  unread: { id: string; line: number; reason: string }[];
};

type Entry = { text: string; line: number };

const UNITS: Record<string, number> = { usec: 1, us: 1, µsec: 1, µs: 1, msec: 1e3, ms: 1e3, sec: 1e6 };

const DECLARATION = /^(input|output|internal)\s+(.+?)\s+is\s+([\p{L}_]\w*)$/isu;
const CONSTANT = /^const\s+(\S+)\s+is\s+(-?\s*[\d.]+(?:e-?\d+)?|true|false)$/is;
const NAME = /^([\p{L}_'~#$^?\\][\p{L}\p{N}_'~#$^?\\.-]*)\s*:/u;

/**
 * Reads timed requirements in restricted English (`.req`, as written for ultimate's requirement checker and by Hanfor). Times are in the file's own
 * units; a second is a million of them, as there. Wrong text is named in `unread` and never thrown.
 */
export function readReq(source: string): ReadReq {
  const entries = entriesOf(source);
  const unread: ReadReq['unread'] = [];
  const domains = new Map<string, Domain>();
  const constants = new Map<string, number | boolean>();
  for (const { text } of entries) {
    const declaration = DECLARATION.exec(text);
    const constant = CONSTANT.exec(text);
    const domain = domainOf(declaration?.[3] ?? '');
    if (declaration && domain) for (const name of (declaration[2] ?? '').split(',')) domains.set(name.trim(), domain);
    if (constant?.[1]) constants.set(constant[1], constantOf(constant[2] ?? ''));
  }
  const names: Names = {
    isBoolean: (name) => domains.get(name)?.kind === 'boolean',
    constant: (name) => constants.get(name),
  };
  const requirements: TimedRequirement[] = [];
  const ids = new Set<string>();
  for (const { text, line } of entries) {
    if (DECLARATION.test(text)) {
      const type = DECLARATION.exec(text)?.[3] ?? '';
      if (!domainOf(type)) unread.push({ id: text.slice(0, 40), line, reason: `"${type}" is no type: bool, int and real are.` });
      continue;
    }
    if (CONSTANT.test(text)) continue;
    const name = NAME.exec(text)?.[1];
    const id = unique(name ?? `line ${line}`, ids);
    const result = readRequirement(id, name === undefined ? text : text.replace(NAME, ''), names, domains);
    if ('reason' in result) unread.push({ id, line, reason: result.reason });
    else requirements.push(result);
  }
  return { system: { variables: [...domains].map(([name, domain]) => ({ name, domain })), requirements }, unread };
}

function domainOf(type: string): Domain | null {
  const word = type.toLowerCase();
  if (word === 'bool' || word === 'boolean' || word === 'event') return { kind: 'boolean' };
  if (word !== 'int' && word !== 'real') return null;
  return { kind: 'number', isInteger: word === 'int', low: null, high: null, unit: null };
}

function constantOf(text: string): number | boolean {
  return /true|false/i.test(text) ? /true/i.test(text) : Number(text.replace(/\s/g, ''));
}

function unique(id: string, ids: Set<string>): string {
  let own = id;
  for (let count = 2; ids.has(own); count += 1) own = `${id}#${count}`;
  ids.add(own);
  return own;
}

/** Declarations and requirements, without comments. Each begins with a keyword, or a name and a colon, or a scope. */
function entriesOf(source: string): Entry[] {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  const text = source
    .replace(/^\ufeff/, '')
    .replace(/\/\*[\s\S]*?(?:\*\/|$)/g, blank)
    .replace(/\/\/[^\n]*/g, blank);
  const masked = text.replace(/"[^"]*"/g, (quoted) => quoted.replace(/[^\n]/g, '"'));
  const starts = [
    ...masked.matchAll(/\b(?:input|output|internal|const)\s|(?<![\p{L}\p{N}_'.])[\p{L}_'~#$^?\\][\p{L}\p{N}_'~#$^?\\.-]*[ \t]*:/giu),
  ].map(({ index }) => index);
  const unnamed = [...masked.matchAll(/^[ \t]*(?:globally|before|after|between)\b/gim)].map(({ index }) => index);
  const all = [...starts, ...unnamed.filter((at) => isBetweenEntries(text, starts, at))].sort((a, b) => a - b);
  const first = all[0] ?? text.length;
  const cuts = text.slice(0, first).trim() === '' ? all : [0, ...all];
  return cuts.flatMap((from, index) => {
    const part = text.slice(from, cuts[index + 1] ?? text.length);
    const line = text.slice(0, from + part.length - part.trimStart().length).split('\n').length;
    const trimmed = part
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/[.\s]+$/, '');
    return trimmed === '' ? [] : [{ text: trimmed, line }];
  });
}

/** A scope that begins a line begins a requirement without a name, unless the line before is not finished. */
function isBetweenEntries(text: string, starts: readonly number[], at: number): boolean {
  const from = starts.filter((start) => start < at).at(-1) ?? 0;
  const before = text.slice(from, at).trim();
  if (before === '' || /^(?:input|output|internal|const)\s/i.test(before)) return true;
  return isReqPattern(templateOf(scopeOf(before.replace(NAME, ''))?.rest ?? '').template);
}

function scopeOf(text: string): { kind: ReqScope['kind']; quoted: string[]; rest: string } | null {
  const forms: [ReqScope['kind'], RegExp][] = [
    ['globally', /^\s*globally\b\s*,?/i],
    ['before', /^\s*before\s+"([^"]*)"\s*,?/i],
    ['after-until', /^\s*after\s+"([^"]*)"\s+until\s+"([^"]*)"\s*,?/i],
    ['between', /^\s*between\s+"([^"]*)"\s+and\s+"([^"]*)"\s*,?/i],
    ['after', /^\s*after\s+"([^"]*)"\s*,?/i],
  ];
  for (const [kind, form] of forms) {
    const match = form.exec(text);
    if (match) return { kind, quoted: match.slice(1), rest: text.slice(match[0].length) };
  }
  return null;
}

/** The sentence with `§` for what is quoted and `#` for durations. */
function templateOf(text: string): { template: string; quoted: string[]; durations: { amount: string; unit: string }[] } {
  const quoted: string[] = [];
  const durations: { amount: string; unit: string }[] = [];
  const template = text
    .replace(
      /(?:"([^"]*)"|([\p{L}_][\p{L}\p{N}_.]*|\d+(?:\.\d+)?))\s+(time\s+units?|µ?u?sec|msec|ms|us|µs)\b|"([^"]*)"/giu,
      (_all, inQuotes: string | undefined, bare: string | undefined, unit: string | undefined, expression: string | undefined) => {
        if (unit !== undefined) {
          durations.push({ amount: inQuotes ?? bare ?? '', unit: unit.toLowerCase().replace(/\s+/g, ' ') });
          return ' # ';
        }
        quoted.push(expression ?? '');
        return ' § ';
      },
    )
    .toLowerCase()
    .replace(/,/g, ' ')
    .replace(/\bthen\b/g, ' ')
    .replace(/[.\s]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return { template, quoted, durations };
}

function readRequirement(id: string, text: string, names: Names, domains: Map<string, Domain>): TimedRequirement | { reason: string } {
  const scope = scopeOf(text);
  if (!scope) return { reason: 'It begins with no scope: Globally, Before, After, Between or After ... until.' };
  const { template, quoted, durations } = templateOf(scope.rest);
  if (!isReqPattern(template)) return { reason: `There is no such sentence: "${template.slice(0, 120)}".` };
  const stands: string[] = [];
  const expressions: Expression[] = [];
  for (const source of [...scope.quoted, ...quoted]) {
    const read = readReqExpression(source, names);
    if (!read.ok) return { reason: read.reason };
    stands.push(...read.stands);
    expressions.push(read.expression);
  }
  const times: number[] = [];
  for (const { amount, unit } of durations) {
    const read = readReqExpression(amount, names);
    const value = read.ok && read.expression.kind === 'value' ? read.expression.value : null;
    if (typeof value !== 'number') return { reason: `"${amount}" is no duration.` };
    times.push(value * (UNITS[unit] ?? 1));
  }
  for (const stand of stands) if (!domains.has(stand)) domains.set(stand, standDomain(stand, domains));
  const [start, end] = expressions;
  const told = tracesOf(template, scopeWith(scope.kind, start, end), expressions.slice(scope.quoted.length), times);
  if (!told) return { reason: 'There is no such sentence.' };
  return { id, ...told, doubt: stands[0] === undefined ? null : `"${stands[0]}" is not understood.` };
}

function scopeWith(kind: ReqScope['kind'], first: Expression | undefined, second: Expression | undefined): ReqScope {
  const truth: Expression = { kind: 'all', of: [] };
  if (kind === 'globally') return { kind };
  if (kind === 'before') return { kind, end: first ?? truth };
  if (kind === 'after') return { kind, start: first ?? truth };
  return { kind, start: first ?? truth, end: second ?? truth };
}

/** `prev(x)` is of the type of `x`; a quotient is a number. */
function standDomain(stand: string, domains: ReadonlyMap<string, Domain>): Domain {
  const inner = /^[^(]+\((.*)\)$/.exec(stand)?.[1];
  return (inner === undefined ? undefined : domains.get(inner)) ?? { kind: 'number', isInteger: false, low: null, high: null, unit: null };
}
