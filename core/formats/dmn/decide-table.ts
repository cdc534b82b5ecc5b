import type { DecisionTable } from './dmn-model.ts';
import { BUILT_IN } from './feel-functions.ts';
import { context, type Evaluate, type Feel, isEqual, isKind, type Scope } from './feel-value.ts';
import { compileUnaryTests, passes, type UnaryTests } from './unary-tests.ts';

type Means = {
  scope: Scope;
  literal(text: string): Evaluate;
  names: ReadonlySet<string>;
  coerced(value: Feel, type: string | null): Feel;
};

const cells = new WeakMap<DecisionTable, readonly (readonly UnaryTests[])[]>();

/** The outcome of a decision table by its hit policy (DMN 1.5, 8.2.11); null where no rule, or more than it allows, hits. */
export function decideTable(table: DecisionTable, { scope, literal, names, coerced }: Means): Feel {
  const tests = cells.get(table) ?? table.rules.map(({ inputs }) => inputs.map((text) => compileUnaryTests(text, names)));
  cells.set(table, tests);
  const inputs = table.inputs.map(({ text, type }) => coerced(literal(text)(scope), type));
  const isAllowed = table.inputs.every(
    ({ allowed }, index) => allowed === null || passes(compileUnaryTests(allowed, names), inputs[index] ?? null, scope) !== false,
  );
  const hits = isAllowed
    ? table.rules.filter((_rule, row) => (tests[row] ?? []).every((cell, column) => passes(cell, inputs[column] ?? null, scope) === true))
    : [];
  if (hits.length === 0) return withoutHit(table, (text) => literal(text)(scope));
  const values = (rule: DecisionTable['rules'][number]) =>
    table.outputs.map(({ type }, column) => coerced(literal(rule.outputs[column] || 'null')(scope), type));
  const outcome = (all: readonly Feel[]): Feel =>
    table.outputs.length === 1 ? (all[0] ?? null) : context(table.outputs.map(({ name }, column) => [name, all[column] ?? null] as const));
  const [first, ...rest] = hits;
  if (!first) return null;
  switch (table.hitPolicy) {
    case 'UNIQUE':
      return rest.length > 0 ? null : outcome(values(first));
    case 'FIRST':
      return outcome(values(first));
    case 'ANY': {
      const all = hits.map((rule) => outcome(values(rule)));
      return all.every((one) => isEqual(one, all[0] ?? null) === true) ? (all[0] ?? null) : null;
    }
    case 'PRIORITY':
      return outcome(byPriority(table, hits.map(values), literal, scope)[0] ?? []);
    case 'OUTPUT ORDER':
      return byPriority(table, hits.map(values), literal, scope).map(outcome);
    case 'RULE ORDER':
      return hits.map((rule) => outcome(values(rule)));
    case 'COLLECT':
      return collected(
        table,
        hits.map((rule) => outcome(values(rule))),
      );
  }
}

function withoutHit({ outputs, hitPolicy, aggregation }: DecisionTable, value: (text: string) => Feel): Feel {
  if (outputs.some(({ otherwise }) => otherwise !== null)) {
    const all = outputs.map(({ name, otherwise }) => [name, otherwise === null ? null : value(otherwise)] as const);
    return all.length === 1 ? (all[0]?.[1] ?? null) : context(all);
  }
  if (hitPolicy !== 'COLLECT') return null;
  return aggregation === 'COUNT' ? 0 : aggregation === null ? [] : null;
}

/** By the order in which the allowed values of the outputs are written, the first output first. */
function byPriority(
  table: DecisionTable,
  rows: readonly (readonly Feel[])[],
  literal: (text: string) => Evaluate,
  scope: Scope,
): readonly (readonly Feel[])[] {
  const orders = table.outputs.map(({ allowed }) => {
    const list = allowed === null ? null : literal(`[${allowed}]`)(scope);
    return Array.isArray(list) ? (list as readonly Feel[]) : [];
  });
  const rank = (value: Feel, column: number) => {
    const at = (orders[column] ?? []).findIndex((one) => isEqual(one, value) === true);
    return at < 0 ? Number.MAX_SAFE_INTEGER : at;
  };
  return [...rows].sort((a, b) => {
    for (let column = 0; column < table.outputs.length; column += 1) {
      const difference = rank(a[column] ?? null, column) - rank(b[column] ?? null, column);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

function collected({ aggregation, outputs }: DecisionTable, results: readonly Feel[]): Feel {
  if (aggregation === null) return results;
  if (aggregation === 'COUNT') return results.length;
  const total = (list: readonly Feel[]) => BUILT_IN.get(aggregation.toLowerCase())?.call([list]) ?? null;
  if (outputs.length <= 1) return total(results);
  return context(
    outputs.map(
      ({ name }) => [name, total(results.map((one) => (isKind(one, 'context') ? (one.entries.get(name) ?? null) : null)))] as const,
    ),
  );
}
