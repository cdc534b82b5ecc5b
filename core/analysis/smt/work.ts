import type { Value } from '../expression.ts';
import type { Finding, FindingKind, RegionAxis, Witness } from '../finding.ts';
import { findingId } from '../finding-id.ts';
import { eachVariable } from '../mentions.ts';
import type { Rule } from '../system.ts';
import { type Ask, type Verdict, valuesOf, verdictOf } from './answers.ts';
import { linearConstants } from './constants.ts';
import { type Encoded, type EncodedRule, numeral } from './encode.ts';
import { widen } from './region.ts';

/** More findings of one slice than this tell nobody anything. */
const MOST_FINDINGS = 100;
/** For so many of them the region is looked for. */
const MOST_REGIONS = 40;

/** Everything that a check needs: the encoded slice in the solver's context, and where results go. */
export type Work = { ask: Ask; encoded: Encoded; findings: Finding[]; undecided: Set<string> };

/** Asks under assumptions. */
export function check({ ask }: Work, ...assumed: string[]): Verdict {
  return verdictOf(ask(`(check-sat-assuming (${assumed.join(' ')}))`));
}

/** Asks with one more assertion. */
export function scoped(work: Work, assertion: string): Verdict {
  return verdictOf(work.ask(`(push)(assert ${assertion})(check-sat)(pop)`));
}

/** Adds a finding with its region, a step in it, and the edge if it lies on one. */
export function explain(
  work: Work,
  kind: FindingKind,
  rules: readonly EncodedRule[],
  condition: string,
  event: string | null,
  output: string | null,
  isGap = false,
): void {
  if (work.findings.length >= MOST_FINDINGS) return;
  const { ask, encoded } = work;
  const at = event === null ? '' : ` (= event ${encoded.events.indexOf(event)})`;
  const names = new Set(rules.flatMap(({ rule, inputs }) => [...inputs, ...inputsOf(rule, encoded)]));
  const symbols = encoded.variables.filter(({ variable }) => names.has(variable.name)).map(({ before }) => before);
  ask(`(push)(assert (and ${condition}${at}))`);
  const verdict = verdictOf(ask('(check-sat)'));
  const values = verdict === 'sat' ? valuesOf(ask(`(get-value (event ${symbols.join(' ')}))`)) : new Map<string, number | boolean>();
  ask('(pop)');
  const witness = verdict === 'sat' ? witnessFrom(work, isGap ? [] : rules, values, event) : null;
  const guards = rules.map(({ rule }) => rule.guard);
  const point = witness?.steps[0]?.before ?? {};
  const within = event === null ? condition : `(=> ${at} ${condition})`;
  const region = witness && work.findings.length < MOST_REGIONS ? widen(ask, encoded, within, point, guards) : [];
  const edge = edgeOf(work, rules, condition, region);
  const variable = encoded.variables.find(({ before, after }) => output !== null && (before === output || after === output));
  const name = variable ? `${variable.variable.name}${output === variable.after ? "'" : ''}` : null;
  push(
    work,
    edge ? 'boundary' : kind,
    rules.map(({ rule }) => rule.criterion),
    { event, variable: name, edge: edge ?? '', region, witness },
  );
}

function inputsOf(rule: Rule, encoded: Encoded): string[] {
  const names: string[] = [];
  const roles = new Map(encoded.variables.map(({ variable }) => [variable.name, variable.role]));
  eachVariable(rule.response, (name, isAfter) => {
    if (!isAfter && roles.get(name) !== 'output') names.push(name);
  });
  return names;
}

/** K8: the one value at which it happens, where two conditions compare by more or less. */
function edgeOf(work: Work, rules: readonly EncodedRule[], condition: string, region: readonly RegionAxis[]): string | null {
  for (const axis of region) {
    const range = 'ranges' in axis ? axis.ranges[0] : undefined;
    if (!range || range.low === null || range.low !== range.high) continue;
    const own = rules.filter(({ rule }) => linearConstants([rule.guard]).has(axis.variable));
    const symbol = work.encoded.variables.find(({ variable }) => variable.name === axis.variable)?.before;
    if (own.length < 2 || !symbol || !own.every(({ rule }) => isUnequal(rule, axis.variable))) continue;
    if (scoped(work, `(and ${condition} (not (= ${symbol} ${numeral(range.low)})))`) === 'unsat') return `${axis.variable}=${range.low}`;
  }
  return null;
}

function isUnequal({ guard }: Rule, name: string): boolean {
  return JSON.stringify(guard).includes(JSON.stringify(name)) && /"operator":"[<>]=?"/.test(JSON.stringify(guard));
}

/** A step from the solver's values, and the rules that apply in it. */
export function witnessFrom(
  { encoded }: Work,
  rules: readonly EncodedRule[],
  values: ReadonlyMap<string, number | boolean>,
  event: string | null = null,
): Witness {
  const before: Record<string, Value> = {};
  for (const { variable, before: symbol } of encoded.variables) {
    const word = values.get(symbol);
    if (word !== undefined && variable.role !== 'output') before[variable.name] = encoded.valueOf(variable, word);
  }
  const asked = Object.fromEntries(rules.map(({ rule }) => [rule.criterion, {}]));
  return { steps: [{ event: event ?? encoded.events[Number(values.get('event') ?? 0)] ?? 'tick', before, asked }] };
}

/** What a finding says beside its kind and its criteria. */
type About = { event: string | null; variable: string | null; edge: string; region: readonly RegionAxis[]; witness: Witness | null };

/** Keeps a finding, once. */
export function push(
  { findings }: Work,
  kind: FindingKind,
  criteria: readonly string[],
  { event, variable, edge, region, witness }: About,
): void {
  const unique = [...new Set(criteria)];
  const id = findingId(kind, unique, event, variable, edge);
  if (findings.length >= MOST_FINDINGS || findings.some((one) => one.id === id)) return;
  findings.push({ id, kind, proof: { grade: 'proved', engine: 'z3' }, criteria: unique, event, variable, region, witness });
}
