import type { Expression } from '../expression.ts';
import { eachVariable } from '../mentions.ts';

/** The numbers with which each variable is compared, directly or as `x + 3 > 5`. */
export function linearConstants(conditions: readonly Expression[]): Map<string, number[]> {
  const found = new Map<string, Set<number>>();
  const keep = (name: string, value: number) => found.set(name, (found.get(name) ?? new Set()).add(value));
  const numbersIn = (expression: Expression, numbers: number[]): number[] => {
    if (expression.kind === 'value' && typeof expression.value === 'number') numbers.push(expression.value);
    if (expression.kind === 'arithmetic') for (const part of expression.of) numbersIn(part, numbers);
    if (expression.kind === 'absolute') numbersIn(expression.of, numbers);
    return numbers;
  };
  const visit = (expression: Expression): void => {
    if (expression.kind === 'compare') {
      const numbers = [...numbersIn(expression.left, []), ...numbersIn(expression.right, [])];
      const [a = 0, b = 0] = numbers;
      eachVariable(expression, (name) => {
        for (const one of [...numbers, ...numbers.map((number) => -number), ...(numbers.length > 1 ? [a + b, a - b, b - a] : [])])
          keep(name, one);
      });
    } else if (expression.kind === 'one-of')
      eachVariable(expression.of, (name) => {
        for (const one of expression.values) if (typeof one === 'number') keep(name, one);
      });
    else if (expression.kind === 'not') visit(expression.of);
    else if (expression.kind === 'all' || expression.kind === 'any' || expression.kind === 'count') expression.of.forEach(visit);
    else if (expression.kind === 'implies') {
      visit(expression.when);
      visit(expression.then);
    }
  };
  conditions.forEach(visit);
  return new Map([...found].map(([name, values]) => [name, [...values]]));
}
