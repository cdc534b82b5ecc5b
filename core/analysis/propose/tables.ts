import { readLines } from '#core/language/lines.ts';
import type { Span } from '#core/language/span.ts';
import type { Comparison } from '../expression.ts';
import { AMOUNT_WORDS, readAmount } from './bounds.ts';
import type { Draft, DraftCondition, DraftResponse, Thing } from './draft.ts';
import { numberKey, phraseKey, showable } from './phrase-key.ts';
import { noteDraft, printDraft } from './print-draft.ts';
import type { Registry } from './registry.ts';
import { hasTerm, type TermFacts } from './term-facts.ts';

/** A row of a decision table, read as a rule; ids count tables and rows: `T1.2`. */
export type TableRow = { id: string; text: string; span: Span; line: string };

const OUTCOME = /\b(?:outcome|result|then|action|response|decision|output|expected|shall)\b/i;

/**
 * Reads every Markdown table that has columns of conditions and, behind them, of outcomes. A table of anything else gives nothing. What an outcome is called means
 * something within its table only, unless the glossary has it: every other table has an "Action".
 */
export function readTables(text: string, registry: Registry, facts: TermFacts): { rows: TableRow[] }[] {
  const { lines } = readLines(text);
  const tables: { rows: TableRow[] }[] = [];
  for (let at = 0; at + 2 < lines.length; at += 1) {
    const header = cellsOf(text, lines[at]);
    const rule = lines[at + 1];
    if (!header || !rule || !/^\s*\|?\s*:?-{2,}[-:|\s]*$/.test(text.slice(rule.start, rule.end))) continue;
    const first = header.findIndex((name) => OUTCOME.test(name));
    if (first < 1 || !header.slice(first).every((name) => name !== '')) continue;
    const rows: { cells: string[]; span: Span }[] = [];
    let next = at + 2;
    for (let line = lines[next]; line; line = lines[next]) {
      const cells = cellsOf(text, line);
      if (cells?.length !== header.length) break;
      rows.push({ cells, span: { start: line.from, end: line.to } });
      next += 1;
    }
    const read = rows.length > 0 ? readRows({ text, registry, facts }, header, first, rows, tables.length + 1) : null;
    if (read) tables.push({ rows: read });
    at = next - 1;
  }
  return tables;
}

function cellsOf(text: string, line: { start: number; end: number; kind: string } | undefined): string[] | null {
  if (!line || line.kind === 'opaque') return null;
  const words = text.slice(line.start, line.end).trim();
  if (!words.includes('|')) return null;
  return words
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split('|')
    .map((cell) => cell.trim());
}

type Column = { thing: Thing; cells: (DraftCondition | null)[] };

function readRows(
  { text, registry, facts }: { text: string; registry: Registry; facts: TermFacts },
  header: string[],
  first: number,
  rows: { cells: string[]; span: Span }[],
  table: number,
): TableRow[] | null {
  const columns: Column[] = [];
  for (const [at, name] of header.slice(0, first).entries()) {
    const column = readColumn(
      name,
      rows.map(({ cells }) => cells[at] ?? ''),
    );
    if (!column) return null;
    columns.push(column);
  }
  const outputs = header.slice(first).map((name, at) =>
    readOutcomes(
      name,
      rows.map(({ cells }) => cells[first + at] ?? ''),
      hasTerm(facts, name) ? '' : `T${table}/`,
    ),
  );
  if (outputs.some(isProse)) return null;
  const drafts = rows.map((_, at): Draft => {
    const of = columns.map(({ cells }) => cells[at]).filter((cell) => cell !== null && cell !== undefined);
    return {
      features: [],
      events: [],
      conditions: of.map((condition) => ({ keyword: 'while' as const, of: condition })),
      unless: null,
      exceptFor: [],
      responses: outputs.map((cells) => cells[at]).filter((cell) => cell !== null && cell !== undefined),
      withinMs: null,
      forAtLeastMs: null,
      until: null,
      access: null,
      why: null,
    };
  });
  if (drafts.some(({ responses }) => responses.length === 0)) return null;
  for (const draft of drafts) noteDraft(registry, draft, 'conditions');
  for (const draft of drafts) noteDraft(registry, draft, 'responses');
  return drafts.map((draft, at) => {
    const span = rows[at]?.span ?? { start: 0, end: 0 };
    return { id: `T${table}.${at + 1}`, text: text.slice(span.start, span.end), span, line: printDraft(registry, draft) };
  });
}

const ANY = /^(?:|-|–|—|\*|any|all|n\/a|irrelevant)$/i;
const YES = /^(?:yes|y|true|✓|✔|x)$/i;
const NO = /^(?:no|n|false|✗|✘)$/i;

function readColumn(name: string, cells: string[]): Column | null {
  const phrase = showable(name);
  const key = phraseKey(name);
  if (key === '') return null;
  const given = cells.filter((cell) => !ANY.test(cell));
  const flag: Thing = { key, phrase, kind: 'flag', unit: null, isReal: false, values: null };
  if (given.every((cell) => YES.test(cell) || NO.test(cell)))
    return { thing: flag, cells: cells.map((cell) => (ANY.test(cell) ? null : { kind: 'flag', thing: flag, isNegative: NO.test(cell) })) };
  const numbers = cells.map((cell) => (ANY.test(cell) ? null : numbersIn(cell)));
  if (cells.every((cell, at) => ANY.test(cell) || numbers[at] !== null)) {
    const units = new Set(numbers.flatMap((bounds) => bounds?.map(({ unit }) => unit) ?? []).filter((unit) => unit !== null));
    const [unit = null] = units;
    const isReal = numbers.some((bounds) => bounds?.some(({ value }) => !Number.isInteger(value)));
    const thing: Thing = { key: numberKey(name, unit), phrase, kind: 'number', unit, isReal, values: null };
    if (units.size > 1) return null;
    return {
      thing,
      cells: numbers.map((bounds): DraftCondition | null => {
        const of = bounds?.map(({ operator, value }): DraftCondition => ({ kind: 'compare', thing, operator, value })) ?? [];
        const [only] = of;
        return of.length > 1 ? { kind: 'and', of } : (only ?? null);
      }),
    };
  }
  const thing: Thing = { key, phrase, kind: 'choice', unit: null, isReal: false, values: null };
  return {
    thing,
    cells: cells.map((cell): DraftCondition | null => {
      if (ANY.test(cell)) return null;
      const isNegative = /^not\s/i.test(cell);
      const values = cell.replace(/^not\s+/i, '').split(/\s*,\s*|\s+or\s+/);
      const of = values.map((value): DraftCondition => ({ kind: 'is', thing, value: plain(value), isNegative }));
      const [only] = of;
      return of.length > 1 ? { kind: isNegative ? 'and' : 'or', of } : (only ?? null);
    }),
  };
}

function plain(value: string): string {
  return value.replace(/["'`]/g, '').trim();
}

const AMOUNT = new RegExp(`^${AMOUNT_WORDS}$`, 'i');
const RANGE = /^(?<open>[[(]?)(?<low>[^.\]–)]+?)\s*(?:\.\.|–|\bto\b|(?<=\d)-(?=\d)|,)\s*(?<high>[^\])]+?)(?<close>[\])]?)$/;

type CellBound = { operator: Comparison; value: number; unit: string | null };

/** `>= 10`, `10..20`, `[10, 20)`, `50.00 EUR`. */
function numbersIn(cell: string): CellBound[] | null {
  const one = /^(<=|>=|<|>|=|≤|≥|!=)?\s*(.+)$/.exec(cell);
  const amount = one?.[2] ? amountIn(one[2]) : null;
  if (amount) return [{ ...amount, operator: SIGN[one?.[1] ?? '='] ?? '=' }];
  const range = RANGE.exec(cell)?.groups;
  const low = range?.['low'] === undefined ? null : amountIn(range['low']);
  const high = range?.['high'] === undefined ? null : amountIn(range['high']);
  if (!low || !high) return null;
  return [
    { ...low, unit: low.unit ?? high.unit, operator: range?.['open'] === '(' ? '>' : '>=' },
    { ...high, operator: range?.['close'] === ')' ? '<' : '<=' },
  ];
}

const SIGN: Record<string, Comparison> = { '=': '=', '!=': '!=', '<': '<', '>': '>', '<=': '<=', '>=': '>=', '≤': '<=', '≥': '>=' };

function amountIn(words: string): { value: number; unit: string | null } | null {
  const groups = AMOUNT.exec(words.trim())?.groups;
  const amount = groups && readAmount({ sign: groups['sign'], number: groups['number'], unit: groups['unit'], gap: groups['gap'] });
  return amount && amount.unused === 0 ? { value: amount.value, unit: amount.unit } : null;
}

/** Whether a column says something else at length in each row: it describes, and decides nothing. */
function isProse(outcomes: readonly (DraftResponse | null)[]): boolean {
  const values = outcomes.flatMap((outcome) => (outcome?.kind === 'is' ? [outcome.value] : []));
  const words = values.reduce((sum, value) => sum + value.split(/\s+/).length, 0);
  return values.length > 0 && words / values.length > MOST_WORDS;
}

/** On average, of an outcome. */
const MOST_WORDS = 5;

function readOutcomes(name: string, cells: string[], scope: string): (DraftResponse | null)[] {
  const phrase = showable(name);
  const key = phraseKey(name) || name.toLowerCase();
  const numbers = cells.map((cell) => (ANY.test(cell) ? null : amountIn(cell)));
  const isNumber =
    cells.every((cell, at) => ANY.test(cell) || numbers[at] !== null) && new Set(numbers.map((each) => each?.unit ?? null)).size <= 1;
  const unit = numbers.find((each) => each !== null)?.unit ?? null;
  const isReal = numbers.some((each) => each !== null && !Number.isInteger(each.value));
  const thing: Thing = {
    key: isNumber ? numberKey(name, unit) || key : key,
    phrase,
    kind: isNumber ? 'number' : 'choice',
    unit,
    isReal,
    values: null,
  };
  return cells.map((cell, at): DraftResponse | null => {
    if (ANY.test(cell)) return null;
    const number = numbers[at];
    if (isNumber && number) return { kind: 'compare', thing, operator: '=', value: number.value, scope };
    return { kind: 'is', thing, value: plain(cell), scope };
  });
}
