import type { Finding } from '../finding.ts';
import type { Rule, System } from '../system.ts';
import { type Ask, coreOf, type Verdict, valuesOf, verdictOf, verdictsOf } from './answers.ts';
import { type Encoded, type EncodedRule, encode, numeral, sortOf } from './encode.ts';
import { check, explain, push, scoped, type Work, witnessFrom } from './work.ts';

/** What the solver said of one slice. `undecided` are rules about which a question reached its limit. */
export type SliceVerdict = { findings: readonly Finding[]; undecided: readonly string[] };

export type SolverSlice = { kind: 'outputs' | 'event'; event: string | null; rules: readonly Rule[] };

const MOST_ROUNDS = 60;

/**
 * K1 to K6, K8 and K16 of one slice. Exact where the solver decides: each finding is a proof, with a step that shows it; where it does not, the rules are
 * named as undecided. The solver is asked between a push and a pop, and left as it was.
 */
export function checkSlice(system: System, { kind, event, rules }: SolverSlice, ask: Ask): SliceVerdict {
  const encoded = encode(system, rules);
  const work: Work = { ask, encoded, findings: [], undecided: new Set() };
  ask(`(push)\n${encoded.prelude}`);
  try {
    if (!hasPossibleAssumptions(work)) return { findings: work.findings, undecided: [] };
    if (kind === 'event' && event !== null) gapOf(work, event);
    else {
      const live = triggerable(work);
      impossibleOf(work, live);
      contradictionsOf(work, live);
      conflictsOf(work, live);
      redundanciesOf(work, live);
    }
  } finally {
    ask('(pop)');
  }
  return { findings: work.findings, undecided: [...work.undecided] };
}

/** K16: assumptions that cannot all be so, by the smallest set that the solver names. */
function hasPossibleAssumptions(work: Work): boolean {
  const { ask, encoded } = work;
  const all = encoded.assumptions.map((_one, index) => `a${index}`);
  if (all.length === 0) return true;
  if (check(work, ...all) === 'unsat') {
    let core = coreOf(ask('(get-unsat-core)'));
    for (const one of core) {
      const without = core.filter((other) => other !== one);
      if (check(work, ...without) === 'unsat') core = without;
    }
    const ids = core
      .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
      .map((symbol) => encoded.assumptions[Number(symbol.slice(1))]?.id ?? '');
    push(work, 'contradictory-assumptions', ids, { event: null, variable: null, edge: '', region: [], witness: null });
    return false;
  }
  ask(all.map((symbol) => `(assert ${symbol})`).join(''));
  return true;
}

/** K1. Gives the rules that can apply, or of which nobody knows. */
function triggerable(work: Work): EncodedRule[] {
  const { ask, encoded, undecided } = work;
  const verdicts = verdictsOf(ask(encoded.rules.map(({ guard }) => `(check-sat-assuming (${guard}))`).join('\n')));
  return encoded.rules.filter(({ rule }, index) => {
    const verdict = verdicts[index] ?? 'unknown';
    if (verdict === 'unsat')
      push(work, 'never-triggerable', [rule.criterion], { event: null, variable: null, edge: '', region: [], witness: null });
    if (verdict === 'unknown') undecided.add(rule.id);
    return verdict !== 'unsat';
  });
}

/** Whether, for the inputs of the context, some outputs make all these responses hold. */
function isImpossibleTogether(encoded: Encoded, rules: readonly EncodedRule[]): string {
  const outputs = new Set(rules.flatMap(({ outputs: own }) => [...own]));
  const bound: string[] = [];
  const ranges: string[] = [];
  for (const { variable, before, after } of encoded.variables)
    for (const symbol of [before, after])
      if (symbol !== null && outputs.has(symbol)) {
        bound.push(`(${symbol} ${sortOf(variable)})`);
        const { domain } = variable;
        if (domain.kind === 'number' && domain.low !== null) ranges.push(`(>= ${symbol} ${numeral(domain.low)})`);
        if (domain.kind === 'number' && domain.high !== null) ranges.push(`(<= ${symbol} ${numeral(domain.high)})`);
        if (domain.kind === 'choice')
          ranges.push(
            `(or ${domain.isOpen ? `(= ${symbol} (- 1))` : 'false'} ${domain.values.map((value) => `(= ${symbol} ${encoded.text({ kind: 'value', value })})`).join(' ')})`,
          );
      }
  const responses = rules.map(({ rule }) => encoded.text(rule.response)).join(' ');
  const body = `(not (and true ${ranges.join(' ')} ${responses}))`;
  return bound.length === 0 ? body : `(forall (${bound.join(' ')}) ${body})`;
}

/** K2. */
function impossibleOf(work: Work, rules: readonly EncodedRule[]): void {
  for (const rule of rules) {
    const condition = `(and ${rule.guard} ${isImpossibleTogether(work.encoded, [rule])})`;
    const verdict = rule.isRelational ? scoped(work, condition) : check(work, rule.guard, rule.response) === 'unsat' ? 'sat' : 'unsat';
    if (verdict === 'unknown') work.undecided.add(rule.rule.id);
    if (verdict !== 'sat') continue;
    explain(work, 'impossible-response', [rule], condition, rule.rule.events?.[0] ?? null, null);
  }
}

/** K3 and K8. Pairs are asked only where they share an output, and responses that fit together are asked once. */
function contradictionsOf(work: Work, rules: readonly EncodedRule[]): void {
  const fits = new Map<string, Verdict>();
  for (const [index, a] of rules.entries())
    for (const b of rules.slice(index + 1)) {
      if (a.rule.timing || b.rule.timing || a.rule.criterion === b.rule.criterion) continue;
      if (![...a.outputs].some((output) => b.outputs.has(output)) || sharedEvent(a.rule, b.rule) === null) continue;
      const condition = `(and ${a.guard} ${b.guard} ${isImpossibleTogether(work.encoded, [a, b])})`;
      let verdict: Verdict;
      if (a.isRelational || b.isRelational) verdict = scoped(work, condition);
      else {
        const key = [a, b].map(({ rule }) => JSON.stringify(rule.response)).join();
        const fit = fits.get(key) ?? check(work, a.response, b.response);
        fits.set(key, fit);
        verdict = fit === 'sat' ? 'unsat' : fit === 'unknown' ? 'unknown' : check(work, a.guard, b.guard);
      }
      if (verdict === 'unknown') for (const { rule } of [a, b]) work.undecided.add(rule.id);
      if (verdict !== 'sat') continue;
      const event = sharedEvent(a.rule, b.rule);
      const shared = [...a.outputs].find((output) => b.outputs.has(output));
      explain(work, 'contradiction', [a, b], condition, event === 'tick' ? null : event, shared ?? null);
    }
}

function sharedEvent(a: Rule, b: Rule): string | null {
  if (!a.events) return b.events?.[0] ?? 'tick';
  return b.events ? (a.events.find((event) => b.events?.includes(event)) ?? null) : (a.events[0] ?? 'tick');
}

/** K4: steps in which three or more rules apply that fit pair by pair, and not all together. */
function conflictsOf(work: Work, rules: readonly EncodedRule[]): void {
  const plain = rules.filter(({ rule }) => !rule.timing);
  if (plain.length < 3) return;
  const pairs = work.findings.filter(({ kind }) => kind === 'contradiction' || kind === 'boundary').map(({ criteria }) => criteria);
  const blocked = pairs.map(
    (criteria) =>
      `(assert (not (and true ${plain
        .filter(({ rule }) => criteria.includes(rule.criterion))
        .map(({ guard }) => guard)
        .join(' ')})))`,
  );
  work.ask(`(push)${blocked.join('')}`);
  const needsThree = `(assert (>= (+ 0 ${plain.map(({ guard }) => `(ite ${guard} 1 0)`).join(' ')}) 3))`;
  work.ask(needsThree);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const step = verdictOf(work.ask('(check-sat)'));
    if (step === 'unknown' || round === MOST_ROUNDS - 1) for (const { rule } of plain) work.undecided.add(rule.id);
    if (step !== 'sat') break;
    const values = valuesOf(
      work.ask(
        `(get-value (event ${[...work.encoded.variables.map(({ before }) => before), ...plain.map(({ guard }) => guard)].join(' ')}))`,
      ),
    );
    const active = plain.filter(({ guard }) => values.get(guard) === true);
    const inputs = work.encoded.variables.flatMap(({ variable, before }) => {
      const word = values.get(before);
      return variable.role === 'output' || word === undefined
        ? []
        : [`(assert (= ${before} ${typeof word === 'number' ? numeral(word) : String(word)}))`];
    });
    work.ask(`(push)${active.some(({ isRelational }) => isRelational) ? inputs.join('') : ''}`);
    const verdict = check(work, ...active.map(({ response }) => response));
    const named = verdict === 'unsat' ? coreOf(work.ask('(get-unsat-core)')) : [];
    let core = active.filter(({ response }) => named.includes(response));
    if (verdict === 'unsat')
      for (const one of core) {
        const without = core.filter((other) => other !== one);
        if (check(work, ...without.map(({ response }) => response)) === 'unsat') core = without;
      }
    work.ask('(pop)');
    if (verdict === 'unsat' && core.length > 2) {
      const witness = witnessFrom(work, core, values);
      push(
        work,
        'conflict',
        core.map(({ rule }) => rule.criterion),
        { event: null, variable: null, edge: '', region: [], witness },
      );
      work.ask(`(assert (not (and ${core.map(({ guard }) => guard).join(' ')})))`);
    } else {
      // Any part of what fits together fits: some rule outside of it has to come.
      const rest = plain.filter((one) => !active.includes(one));
      if (rest.length === 0) break;
      work.ask(`(assert (or ${rest.map(({ guard }) => guard).join(' ')}))`);
    }
  }
  work.ask('(pop)');
}

/** K5: a rule that the others of its slice imply, and by which. Of two that say the same, the later is the one too many. */
function redundanciesOf(work: Work, rules: readonly EncodedRule[]): void {
  const said = new Set<EncodedRule>();
  for (const rule of [...rules].reverse()) {
    const others = rules.filter(
      (other) =>
        other !== rule &&
        !said.has(other) &&
        other.rule.criterion !== rule.rule.criterion &&
        [...other.outputs].some((output) => rule.outputs.has(output)),
    );
    if (others.length === 0 || rule.rule.timing || others.some(({ rule: other }) => other.timing)) continue;
    const verdict = check(work, rule.guard, rule.broken, ...others.map(({ kept }) => kept));
    if (verdict === 'unknown') work.undecided.add(rule.rule.id);
    if (verdict !== 'unsat') continue;
    const core = coreOf(work.ask('(get-unsat-core)'));
    const by = others.filter(({ kept }) => core.includes(kept));
    // What nothing can fulfil implies everything: that is another finding.
    if (by.length === 0 || check(work, rule.guard, ...by.map(({ kept }) => kept)) !== 'sat') continue;
    said.add(rule);
    push(work, 'redundant', [rule.rule.criterion, ...by.map(({ rule: other }) => other.criterion)], {
      event: null,
      variable: null,
      edge: '',
      region: [],
      witness: null,
    });
  }
}

/** K6 and K8: what may come with an event for which no rule applies. */
function gapOf(work: Work, event: string): void {
  const { encoded } = work;
  const rules = encoded.rules.filter(({ rule }) => rule.events?.includes(event));
  const condition = `(and (= event ${encoded.events.indexOf(event)}) ${rules.map(({ guard }) => `(not ${guard})`).join(' ')})`;
  const verdict = scoped(work, condition);
  if (verdict === 'unknown') for (const { rule } of rules) work.undecided.add(rule.id);
  if (verdict === 'sat') explain(work, rules.length > 1 ? 'gap' : 'missing-unwanted', rules, condition, event, null, true);
}
