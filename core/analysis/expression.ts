/**
 * Expressions of readings, after their names are resolved: what cells, the executable model, z3 and the oracle all compute
 * with. They are data, so that each engine reads the same thing.
 */

/** What a variable may hold. Numbers are doubles: money comes as integer cents, dates as integer minutes. */
export type Value = boolean | number | string;

/**
 * The values a variable ranges over. `low` and `high` are inclusive and null where nothing bounds them. An `open` choice (a string of which only
 * some values are named) holds one more value, unlike all that are named.
 */
export type Domain =
  | { kind: 'boolean' }
  | { kind: 'number'; isInteger: boolean; low: number | null; high: number | null; unit: string | null }
  | { kind: 'choice'; values: readonly string[]; isOpen: boolean };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Arithmetic = '+' | '-' | '*' | 'min' | 'max';

export type Expression =
  | { kind: 'value'; value: Value }
  /** `isAfter`: the value of a state variable after the step (written `status'`); of an output, always after. */
  | { kind: 'variable'; name: string; isAfter: boolean }
  | { kind: 'not'; of: Expression }
  | { kind: 'all'; of: readonly Expression[] }
  | { kind: 'any'; of: readonly Expression[] }
  | { kind: 'implies'; when: Expression; then: Expression }
  | { kind: 'compare'; operator: Comparison; left: Expression; right: Expression }
  /** `left in {a, b}`. */
  | { kind: 'one-of'; of: Expression; values: readonly Value[] }
  | { kind: 'arithmetic'; operator: Arithmetic; of: readonly Expression[] }
  | { kind: 'absolute'; of: Expression }
  /** How many of these are true. */
  | { kind: 'count'; of: readonly Expression[] };

export const always: Expression = { kind: 'all', of: [] };
export const never: Expression = { kind: 'any', of: [] };
