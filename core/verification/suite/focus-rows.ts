import { axesOf } from '#core/analysis/axes.ts';
import { sayCondition, sayFact, type Vocabulary, vocabularyOf } from '#core/analysis/english.ts';
import type { Value } from '#core/analysis/expression.ts';
import { eachVariable } from '#core/analysis/mentions.ts';
import { type State, stepModel } from '#core/analysis/model/step.ts';
import type { Rule, System } from '#core/analysis/system.ts';
import { initialState } from './reach.ts';
import type { Origin, TestCase } from './test-case.ts';

/** Cases of one criterion that differ only in what it does not speak of, as one line of a table. */
export type FocusRow = {
  /** How many cases there are of it, and the first of them. */
  cases: number;
  caseId: string;
  origin: Origin;
  /** What happens before, in order. */
  after: readonly string[];
  when: string;
  with: readonly string[];
  expected: readonly string[];
};

/**
 * The cases of a criterion as people check them against its sentence: for each, the step in which it applies, with the facts that it speaks of and what it asks for. Cases that
 * read the same are one row.
 */
export function focusRows(system: System, cases: readonly TestCase[], criterion: string): FocusRow[] {
  const words = vocabularyOf(system);
  const axes = axesOf(system);
  const rules = system.rules.filter((rule) => rule.criterion === criterion);
  const names = namesOf(rules);
  const rows = new Map<string, FocusRow>();
  for (const { id, origin, steps, criteria } of cases) {
    if (!criteria.includes(criterion)) continue;
    let state: State = initialState(system);
    let found: Omit<FocusRow, 'cases' | 'caseId' | 'origin'> | null = null;
    const before: string[] = [];
    for (const { event, inputs, afterMs } of steps) {
      const { active, after } = stepModel(system, axes, event, state, inputs);
      const own = active.filter((rule) => rule.criterion === criterion);
      const when = afterMs === undefined ? event.replaceAll('_', ' ') : `${event.replaceAll('_', ' ')}, ${afterMs} ms later`;
      if (own.length > 0)
        found = {
          after: [...before],
          when,
          with: factsOf(words, { ...state, ...inputs }, names),
          expected: own.map(({ response }) => sayCondition(words, response)),
        };
      before.push(when);
      state = after;
    }
    if (!found) continue;
    const key = JSON.stringify(found);
    const known = rows.get(key);
    rows.set(key, known ? { ...known, cases: known.cases + 1 } : { ...found, cases: 1, caseId: id, origin });
  }
  return [...rows.values()];
}

/** What a criterion looks at: the inputs and the state that its guards and responses mention. */
function namesOf(rules: readonly Rule[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { guard, response } of rules)
    for (const expression of [guard, response]) eachVariable(expression, (name, isAfter) => !isAfter && names.add(name));
  return names;
}

function factsOf(words: Vocabulary, values: Readonly<Record<string, Value>>, names: ReadonlySet<string>): string[] {
  return Object.entries(values)
    .filter(([name]) => names.has(name))
    .map(([name, value]) => sayFact(words, name, value));
}
