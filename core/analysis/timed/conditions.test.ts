import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Comparison, Expression, Value } from '../expression.ts';
import { createConditions } from './conditions.ts';

const number = (value: number): Expression => ({ kind: 'value', value });
const named = (name: string): Expression => ({ kind: 'variable', name, isAfter: false });

const term: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom('x', 'y').map(named),
  fc.integer({ min: -3, max: 3 }).map(number),
  fc.constantFrom('x', 'y').map((name) => ({ kind: 'absolute', of: named(name) }) as const),
  fc
    .tuple(fc.constantFrom('x', 'y'), fc.integer({ min: -2, max: 2 }))
    .map(([name, value]) => ({ kind: 'arithmetic', operator: '+', of: [named(name), number(value)] }) as const),
  fc.constant({ kind: 'arithmetic', operator: 'max', of: [named('x'), named('y')] } as const),
);
const comparison: fc.Arbitrary<Expression> = fc
  .record({ operator: fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>='), left: term, right: term })
  .map((parts) => ({ kind: 'compare', ...parts }));
const condition: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.constant(named('b')),
    tie('tree').map((of) => ({ kind: 'not', of }) as const),
    fc.array(tie('tree'), { maxLength: 3 }).map((of) => ({ kind: 'all', of }) as const),
    fc.array(tie('tree'), { maxLength: 3 }).map((of) => ({ kind: 'any', of }) as const),
  ),
})).tree;

const amount = (expression: Expression, at: Record<string, Value>): number => {
  if (expression.kind === 'value') return Number(expression.value);
  if (expression.kind === 'variable') return Number(at[expression.name]);
  if (expression.kind === 'absolute') return Math.abs(amount(expression.of, at));
  if (expression.kind !== 'arithmetic') return Number.NaN;
  const parts = expression.of.map((part) => amount(part, at));
  return expression.operator === 'max' ? Math.max(...parts) : parts.reduce((sum, part) => sum + part, 0);
};

const COMPARE: Record<Comparison, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const isSo = (expression: Expression, at: Record<string, Value>): boolean => {
  if (expression.kind === 'variable') return at[expression.name] === true;
  if (expression.kind === 'not') return !isSo(expression.of, at);
  if (expression.kind === 'all') return expression.of.every((part) => isSo(part, at));
  if (expression.kind === 'any') return expression.of.some((part) => isSo(part, at));
  return expression.kind === 'compare' && COMPARE[expression.operator](amount(expression.left, at), amount(expression.right, at));
};

test('a condition has an example exactly where trying all values finds one, and the example fulfils it', () => {
  const whole = { kind: 'number', isInteger: true, low: -4, high: 4, unit: null } as const;
  const variables = [
    { name: 'x', domain: whole },
    { name: 'y', domain: whole },
    { name: 'b', domain: { kind: 'boolean' } as const },
  ];
  fc.assert(
    fc.property(condition, (expression) => {
      const conditions = createConditions(variables);
      const example = conditions.example(conditions.read(expression));
      let isPossible = false;
      for (let x = -4; x <= 4; x += 1)
        for (let y = -4; y <= 4; y += 1) for (const b of [false, true]) isPossible ||= isSo(expression, { x, y, b });
      expect(example !== null).toBe(isPossible);
      if (example) expect(isSo(expression, { x: 0, y: 0, b: false, ...example })).toBe(true);
    }),
  );
});
