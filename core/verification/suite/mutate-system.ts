import { sayValue, unitIn, type Vocabulary, vocabularyOf } from '#core/analysis/english.ts';
import type { Comparison, Expression } from '#core/analysis/expression.ts';
import type { Rule, System } from '#core/analysis/system.ts';

/** A reading with one thing changed in it, and what that is, in words. */
export type SpecMutant = { criterion: string; rule: string; change: string; system: System };

/**
 * Each constant of a guard or response one up and one down, each comparison turned to its neighbours, each `and` an `or`, each condition left out: the questions "would
 * anything notice?" of a spec.
 */
export function specMutants(system: System): SpecMutant[] {
  const mutants: SpecMutant[] = [];
  const scope: Scope = { system, words: vocabularyOf(system), unit: null };
  for (const [at, rule] of system.rules.entries()) {
    const put = (change: string, changed: Partial<Rule>) =>
      mutants.push({
        criterion: rule.criterion,
        rule: rule.id,
        change,
        system: { ...system, rules: system.rules.with(at, { ...rule, ...changed }) },
      });
    for (const { change, expression } of changesOf(scope, rule.guard)) put(change, { guard: expression });
    for (const { change, expression } of changesOf(scope, rule.response)) put(change, { response: expression });
  }
  return mutants;
}

type Change = { change: string; expression: Expression };
/** What is changed, and what numbers are counted in there. */
type Scope = { system: System; words: Vocabulary; unit: string | null };

const NEIGHBOURS: Record<Comparison, readonly Comparison[]> = {
  '=': ['!='],
  '!=': ['='],
  '<': ['<=', '>'],
  '<=': ['<', '>='],
  '>': ['>=', '<'],
  '>=': ['>', '<='],
};

function changesOf(scope: Scope, expression: Expression): Change[] {
  switch (expression.kind) {
    case 'value':
      return valueChanges(expression.value, scope.unit);
    case 'variable':
      return scope.system.variables.find(({ name }) => name === expression.name)?.domain.kind === 'boolean'
        ? [{ change: `${expression.name} could be the opposite`, expression: { kind: 'not', of: expression } }]
        : [];
    case 'not':
      return [
        ...(expression.of.kind === 'variable'
          ? [{ change: `"not" before ${expression.of.name} could be left out`, expression: expression.of }]
          : []),
        ...(expression.of.kind === 'variable'
          ? []
          : changesOf(scope, expression.of).map(({ change, expression: of }): Change => ({ change, expression: { kind: 'not', of } }))),
      ];
    case 'all':
    case 'any': {
      const other = expression.kind === 'all' ? 'any' : 'all';
      const swapped: Change[] =
        expression.of.length > 1
          ? [
              {
                change: expression.kind === 'all' ? '"and" could be "or"' : '"or" could be "and"',
                expression: { kind: other, of: expression.of },
              },
            ]
          : [];
      return [...swapped, ...withParts(scope, expression.of, (of) => ({ ...expression, of }))];
    }
    case 'arithmetic':
    case 'count':
      return withParts(scope, expression.of, (of) => ({ ...expression, of }));
    case 'absolute':
      return changesOf(scope, expression.of).map(({ change, expression: of }) => ({ change, expression: { kind: 'absolute', of } }));
    case 'implies':
      return withParts(scope, [{ kind: 'not', of: expression.when }, expression.then], (of) => ({ kind: 'any', of }));
    case 'compare': {
      const inside = { ...scope, unit: unitIn(scope.words, expression.left) ?? unitIn(scope.words, expression.right) };
      return [
        ...NEIGHBOURS[expression.operator].map(
          (operator): Change => ({ change: `"${expression.operator}" could be "${operator}"`, expression: { ...expression, operator } }),
        ),
        ...numberChanges(inside, expression.left).map(
          ({ change, expression: left }): Change => ({ change, expression: { ...expression, left } }),
        ),
        ...numberChanges(inside, expression.right).map(
          ({ change, expression: right }): Change => ({ change, expression: { ...expression, right } }),
        ),
      ];
    }
    case 'one-of':
      return expression.values.length < 2
        ? []
        : expression.values.map((value) => ({
            change: `"${value}" could be left out`,
            expression: { ...expression, values: expression.values.filter((each) => each !== value) },
          }));
    default:
      return expression satisfies never;
  }
}

/** A variable beside a comparison is no condition: only what is written into it changes. */
function numberChanges(scope: Scope, expression: Expression): Change[] {
  return expression.kind === 'variable' || (expression.kind === 'value' && typeof expression.value !== 'number')
    ? []
    : changesOf(scope, expression);
}

function valueChanges(value: unknown, unit: string | null): Change[] {
  if (typeof value !== 'number') return [];
  return [value + 1, value - 1].map((next) => ({
    change: `${sayValue(value, unit)} could be ${sayValue(next, unit)}`,
    expression: { kind: 'value', value: next },
  }));
}

function withParts(scope: Scope, parts: readonly Expression[], make: (of: readonly Expression[]) => Expression): Change[] {
  return parts.flatMap((part, at) =>
    changesOf(scope, part).map(({ change, expression }): Change => ({ change, expression: make(parts.with(at, expression)) })),
  );
}
