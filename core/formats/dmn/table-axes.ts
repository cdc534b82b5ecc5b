import type { RegionAxis } from '#core/analysis/finding.ts';
import type { Runs } from '#core/analysis/tables/sweep.ts';
import type { DecisionTable, DmnModel } from './dmn-model.ts';
import { BUILT_IN } from './feel-functions.ts';
import { FeelError } from './feel-reader.ts';
import { asText, compare, type Feel, isKind, isTime, type Scope } from './feel-value.ts';
import { compileUnaryTests, type UnaryTests } from './unary-tests.ts';

/** One input of a table, cut into segments on which every cell of its column says the same. */
export type Axis = {
  label: string;
  segments: readonly Segment[];
  /** Any text may come, and the column only names some: what it leaves out is no gap. */
  isOpenText: boolean;
};

/** Of values that have an order: a point, or what lies strictly between two points (null: without end). Of others: one value, or any other. */
export type Segment =
  | { kind: 'point'; at: Constant }
  | { kind: 'between'; low: Constant | null; high: Constant | null }
  | { kind: 'value'; value: Constant }
  | { kind: 'others' };

type Constant = Exclude<Feel, null>;

export type ReadAxis = { axis: Axis; rules: readonly Runs[] };

/** The values for which one test holds, as a predicate over segments. */
type Claim = (segment: Segment) => boolean;

/** Segments times rules of one column. */
const MOST_CELLS = 40_000_000;

/** Cuts one column. Throws `FeelError` where a cell compares with something that is no constant. */
export function axisOf(table: DecisionTable, column: number, model: DmnModel): ReadAxis {
  const input = table.inputs[column];
  const allowed = input?.allowed ?? allowedOf(input?.type ?? null, model);
  const cells = table.rules.map(({ inputs }) => compileUnaryTests(inputs[column] ?? '-', model.names));
  const domain = allowed === null ? null : compileUnaryTests(allowed, model.names);
  const tests = [...cells, ...(domain ? [domain] : [])].map(constantsOf);
  const constants = tests.flatMap(({ found }) => found);
  const base = baseOf(input?.type ?? null, model);
  const isBoolean = base === 'boolean' || (base === null && constants.length > 0 && constants.every((one) => typeof one === 'boolean'));
  const isOrdered = tests.some(({ hasOrder }) => hasOrder) || constants.some((one) => typeof one === 'number' || isTime(one));
  const domainTests = domain ? constantsOf(domain) : null;
  const isEnumeration = domainTests !== null && !domainTests.hasOrder && domainTests.found.length > 0 && !domain?.isNegated;
  const isOpenText =
    base === 'string' && domain === null && cells.every((cell, row) => cell.isAny || (!cell.isNegated && tests[row]?.isPlain === true));
  const segments =
    isEnumeration && domainTests
      ? unordered(domainTests.found, false)
      : isBoolean
        ? unordered([false, true], false)
        : isOrdered
          ? ordered(constants)
          : unordered(constants, base !== null);
  if (segments.length * cells.length > MOST_CELLS) throw new FeelError('It compares with too many different values.');
  const claims = cells.map(claimOf);
  const inDomain = domain && !isEnumeration ? segments.filter(claimOf(domain)) : segments;
  const isKnown = (value: Constant) => inDomain.some((one) => one.kind === 'value' && isSameConstant(one.value, value));
  if ((isEnumeration || isBoolean) && tests.slice(0, cells.length).some(({ found }) => found.some((one) => !isKnown(one))))
    throw new FeelError(`A cell of "${input?.label ?? ''}" names a value that is not allowed there.`);
  return { axis: { label: input?.label ?? '', segments: inDomain, isOpenText }, rules: claims.map((claim) => runsOf(inDomain, claim)) };
}

/** The allowed values of a type, or of the one it is based on. */
function allowedOf(type: string | null, model: DmnModel): string | null {
  for (let name = type, depth = 0; name !== null && depth < 20; depth += 1) {
    const item = model.types.get(name);
    if (!item) return null;
    if (item.allowed !== null) return item.allowed;
    name = item.base;
  }
  return null;
}

const BASES = new Set(['string', 'number', 'boolean', 'date', 'time', 'date and time', 'dateTime', 'Any']);

function baseOf(type: string | null, model: DmnModel): string | null {
  for (let name = type, depth = 0; name !== null && depth < 20; depth += 1) {
    if (BASES.has(name)) return name === 'Any' ? null : name;
    name = model.types.get(name)?.base ?? null;
  }
  return null;
}

const NOTHING: Scope = (name) => {
  if (name === '?' || BUILT_IN.has(name)) return undefined;
  throw new FeelError(`A cell compares with "${name}", which is no constant.`);
};

type Simple =
  | { kind: 'compare'; operator: string; value: Feel }
  | { kind: 'range'; low: Feel; high: Feel; isLowOpen: boolean; isHighOpen: boolean };

/** The tests of a cell with constants for operands. */
function simpleTests({ tests }: UnaryTests): Simple[] {
  return tests.flatMap((test): Simple[] => {
    if (test.kind === 'is' && test.isAbout) throw new FeelError('A cell holds a condition that is more than a comparison.');
    const value = test.operand(NOTHING);
    if (test.kind === 'compare') return [{ kind: 'compare', operator: test.operator, value }];
    if (isKind(value, 'range')) return [{ ...value, kind: 'range' }];
    if (Array.isArray(value))
      return (value as readonly Feel[]).map((one) =>
        isKind(one, 'range') ? { ...one, kind: 'range' } : { kind: 'compare', operator: '=', value: one },
      );
    return [{ kind: 'compare', operator: '=', value }];
  });
}

function constantsOf(cell: UnaryTests): { found: Constant[]; hasOrder: boolean; isPlain: boolean } {
  const found: Constant[] = [];
  let hasOrder = false;
  let isPlain = true;
  const keep = (value: Feel) => {
    if (value !== null && (isKind(value, 'context') || isKind(value, 'function') || isKind(value, 'range') || Array.isArray(value)))
      throw new FeelError('A cell compares with a list or a context.');
    if (value !== null) found.push(value);
  };
  for (const test of simpleTests(cell)) {
    if (test.kind === 'range') {
      hasOrder = true;
      keep(test.low);
      keep(test.high);
    } else {
      keep(test.value);
      if (test.operator !== '=' && test.operator !== '!=') hasOrder = true;
      if (test.operator !== '=') isPlain = false;
    }
  }
  return { found, hasOrder, isPlain: isPlain && !hasOrder };
}

function claimOf(cell: UnaryTests): Claim {
  if (cell.isAny) return () => true;
  const claims = simpleTests(cell).map(testClaim);
  return cell.isNegated ? (segment) => !claims.some((claim) => claim(segment)) : (segment) => claims.some((claim) => claim(segment));
}

function testClaim(test: Simple): Claim {
  if (test.kind === 'range') {
    const above = boundClaim(test.low, test.isLowOpen ? '>' : '>=');
    const below = boundClaim(test.high, test.isHighOpen ? '<' : '<=');
    return (segment) => above(segment) && below(segment);
  }
  const { operator, value } = test;
  if (operator === '=') return (segment) => isAt(segment, value);
  return operator === '!=' ? (segment) => !isAt(segment, value) : boundClaim(value, operator);
}

function isAt(segment: Segment, value: Feel): boolean {
  if (value === null) return false;
  if (segment.kind === 'point') return isSameConstant(segment.at, value);
  return segment.kind === 'value' && isSameConstant(segment.value, value);
}

function boundClaim(bound: Feel, operator: string): Claim {
  if (bound === null) return () => true;
  const isLower = operator.startsWith('>');
  const isClosed = operator.endsWith('=');
  return (segment) => {
    if (segment.kind === 'others') return false;
    if (segment.kind === 'between') {
      const limit = isLower ? segment.low : segment.high;
      if (limit === null) return false;
      const order = compare(limit, bound) ?? 0;
      return isLower ? order >= 0 : order <= 0;
    }
    const order = compare(segment.kind === 'point' ? segment.at : segment.value, bound);
    if (order === null) return false;
    return order === 0 ? isClosed : isLower ? order > 0 : order < 0;
  };
}

function isSameConstant(a: Constant, b: Constant): boolean {
  return isTime(a) && isTime(b) ? a.kind === b.kind && a.amount === b.amount : a === b;
}

function sortedConstants(constants: readonly Constant[]): Constant[] {
  const kept: Constant[] = [];
  for (const one of [...constants].sort((a, b) => compare(a, b) ?? (asText(a) < asText(b) ? -1 : asText(a) > asText(b) ? 1 : 0))) {
    const last = kept.at(-1);
    if (last === undefined || !isSameConstant(last, one)) kept.push(one);
  }
  return kept;
}

function unordered(constants: readonly Constant[], isOpen: boolean): Segment[] {
  const values = sortedConstants(constants).map((value): Segment => ({ kind: 'value', value }));
  return isOpen || values.length === 0 ? [...values, { kind: 'others' }] : values;
}

function ordered(constants: readonly Constant[]): Segment[] {
  const cuts = sortedConstants(constants);
  const segments: Segment[] = [{ kind: 'between', low: null, high: cuts[0] ?? null }];
  for (const [index, at] of cuts.entries())
    segments.push({ kind: 'point', at }, { kind: 'between', low: at, high: cuts[index + 1] ?? null });
  return segments;
}

function runsOf(segments: readonly Segment[], claim: Claim): Runs {
  const runs: [number, number][] = [];
  for (const [index, segment] of segments.entries()) {
    if (!claim(segment)) continue;
    const last = runs.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}

/** A run of segments in the words of a finding. */
export function regionOf({ label, segments }: Axis, [from, to]: readonly [number, number]): RegionAxis {
  const part = segments.slice(from, to + 1);
  const first = part[0];
  const last = part.at(-1);
  if (!first || !last || first.kind === 'value' || first.kind === 'others')
    return { variable: label, values: part.map((one) => (one.kind === 'value' ? plain(one.value) : 'any other value')) };
  const low = first.kind === 'point' ? first.at : first.low;
  const high = last.kind === 'point' ? last.at : last.kind === 'between' ? last.high : null;
  if ((low !== null && typeof low !== 'number') || (high !== null && typeof high !== 'number'))
    return { variable: label, values: part.map(inWords) };
  return { variable: label, ranges: [{ low, high, isLowOpen: first.kind !== 'point', isHighOpen: last.kind !== 'point' }] };
}

/** One value of a segment, for a scenario. */
export function valueIn(segment: Segment): string | number | boolean {
  if (segment.kind === 'point') return plain(segment.at);
  if (segment.kind === 'value') return plain(segment.value);
  if (segment.kind === 'others') return 'any other value';
  const { low, high } = segment;
  if (typeof low === 'number' && typeof high === 'number') {
    const whole = Math.floor(low) + 1;
    return whole < high ? whole : (low + high) / 2;
  }
  if (typeof low === 'number') return Math.floor(low) + 1;
  if (typeof high === 'number') return Math.ceil(high) - 1;
  return low === null && high === null ? 0 : inWords(segment);
}

function plain(value: Constant): string | number | boolean {
  return typeof value === 'object' ? asText(value) : value;
}

function inWords(segment: Segment): string | number | boolean {
  if (segment.kind === 'point') return plain(segment.at);
  if (segment.kind !== 'between') return 'any other value';
  const low = segment.low === null ? '' : plain(segment.low);
  const high = segment.high === null ? '' : plain(segment.high);
  return low === '' ? `below ${high}` : high === '' ? `above ${low}` : `between ${low} and ${high}`;
}
