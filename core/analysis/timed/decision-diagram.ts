/**
 * Reduced ordered decision diagrams over numbered questions. Node 0 is false and 1 is true; equal functions are the same node.
 * Throws `TooLarge` past `limit` nodes, which callers turn into "unknown".
 */
export type Diagrams = {
  question(number: number): number;
  not(a: number): number;
  and(a: number, b: number): number;
  or(a: number, b: number): number;
  equal(a: number, b: number): number;
  /** True where some answer to the question makes `a` true. */
  exists(a: number, question: number): number;
  /** Answers that make `a` true; questions that do not matter are left out. Null where there are none. */
  answers(a: number): Map<number, boolean> | null;
};

/** More work than the engine allows itself: the answer is "unknown". */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** An empty set of diagrams. */
export function createDiagrams(limit = 400_000): Diagrams {
  const variables: number[] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const lows: number[] = [0, 1];
  const highs: number[] = [0, 1];
  const unique = new Map<string, number>();
  const results = new Map<string, number>();
  const make = (variable: number, low: number, high: number): number => {
    if (low === high) return low;
    const key = `${variable},${low},${high}`;
    const known = unique.get(key);
    if (known !== undefined) return known;
    if (variables.length >= limit) throw new TooLarge('The conditions are too many to be decided together.');
    variables.push(variable);
    lows.push(low);
    highs.push(high);
    unique.set(key, variables.length - 1);
    return variables.length - 1;
  };
  const at = (list: readonly number[], index: number): number => list[index] ?? 0;
  /** If `a` then `b` else `c`: every operation is one of these. */
  const choose = (a: number, b: number, c: number): number => {
    if (a === 1 || b === c) return b;
    if (a === 0) return c;
    if (b === 1 && c === 0) return a;
    const key = `${a},${b},${c}`;
    const known = results.get(key);
    if (known !== undefined) return known;
    const top = Math.min(at(variables, a), at(variables, b), at(variables, c));
    const branch = (node: number, side: readonly number[]) => (at(variables, node) === top ? at(side, node) : node);
    const result = make(
      top,
      choose(branch(a, lows), branch(b, lows), branch(c, lows)),
      choose(branch(a, highs), branch(b, highs), branch(c, highs)),
    );
    results.set(key, result);
    return result;
  };
  const without = (a: number, question: number, done: Map<number, number>): number => {
    if (at(variables, a) > question) return a;
    const known = done.get(a);
    if (known !== undefined) return known;
    const [low, high] = [at(lows, a), at(highs, a)];
    const result =
      at(variables, a) === question
        ? choose(low, 1, high)
        : choose(make(at(variables, a), 0, 1), without(high, question, done), without(low, question, done));
    done.set(a, result);
    return result;
  };
  return {
    question: (number) => make(number, 0, 1),
    exists: (a, question) => without(a, question, new Map()),
    not: (a) => choose(a, 0, 1),
    and: (a, b) => choose(a, b, 0),
    or: (a, b) => choose(a, 1, b),
    equal: (a, b) => choose(a, b, choose(b, 0, 1)),
    answers(a) {
      if (a === 0) return null;
      const found = new Map<number, boolean>();
      for (let node = a; node !== 1; ) {
        const isHigh = at(lows, node) === 0;
        found.set(at(variables, node), isHigh);
        node = at(isHigh ? highs : lows, node);
      }
      return found;
    },
  };
}
