/** A small module, and tests of it as bodies by title: forty that could not notice anything, and some that could. */
export const code = `export class ParseError extends Error {}
/** The sum. */
export function add(a: number, b: number): number {
  return a + b;
}
export const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
export function parse(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new ParseError(text);
  return value;
}
export function tryParse(text: string): number | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
export function first<T>(list: readonly T[]): T | undefined {
  return list[0];
}
export async function wait(value: number): Promise<number> {
  return value;
}
export class Basket {
  items: string[] = [];
  put(item: string): number {
    this.items.push(item);
    return this.items.length;
  }
}
export const names = ['a', 'b'] as const;
`;

export const badTests: Record<string, string> = {
  'asserts true': 'assert.ok(true);',
  'asserts nothing': '',
  'calls and asserts nothing': 'add(1, 2);',
  'awaits and asserts nothing': 'await wait(1);',
  'compares a call with itself': 'assert.equal(add(1, 2), add(1, 2));',
  'compares with itself on any input': 'fc.assert(fc.property(fc.integer(), fc.integer(), (a, b) => add(a, b) === add(a, b)));',
  'compares awaited with itself': 'assert.equal(await wait(1), await wait(1));',
  'swallows its assertion': 'try { assert.equal(add(1, 2), 4); } catch {}',
  'swallows in a promise': 'await wait(1).then((x) => assert.equal(x, 2)).catch(() => {});',
  'tests arithmetic of its own': 'assert.equal(1 + 2, 3);',
  'copies the formula': 'const sum = (a: number, b: number) => a + b;\nassert.equal(sum(1, 2), 3);',
  'property of its own inputs': 'fc.assert(fc.property(fc.integer(), (a) => a === a));',
  'property that calls and returns true': 'fc.assert(fc.property(fc.integer(), (a) => { add(a, a); return true; }));',
  'property that returns nothing': 'fc.assert(fc.property(fc.integer(), (a) => { clamp(a, 0, 1); }));',
  'precondition that is never so':
    'fc.assert(fc.property(fc.integer({ max: 5 }), (a) => { fc.pre(a > 5); return add(a, 1) === a; }), { maxSkipsPerRun: 1000000, numRuns: 0 });',
  'an if that is never so': 'const x = 1 as number;\nif (x > 2) assert.equal(add(1, 2), 4);',
  'an empty loop': 'for (const x of [] as number[]) assert.equal(add(x, 1), x + 1);',
  'an empty filter': '[1, 2].filter((x) => x > 5).forEach((x) => assert.equal(add(x, 1), x));',
  'an implication that never holds': 'fc.assert(fc.property(fc.nat(), (a) => a >= 0 || add(a, 1) === a));',
  'or true': 'assert.ok(add(1, 2) === 3 || true);',
  'type of the import': "assert.equal(typeof add, 'function');",
  'the import is there': 'assert.ok(add);',
  'a class is there': 'assert.ok(Basket);',
  'does not throw': 'assert.doesNotThrow(() => add(1, 2));',
  'does not reject': 'await assert.doesNotReject(() => wait(1));',
  'a constant of the module is itself': 'assert.equal(names, names);',
  'not equal to nonsense': "assert.notEqual(add(1, 2), 'nonsense');",
  'not null': 'assert.notEqual(add(1, 2), null === null);',
  'not a number that nobody expects': 'assert.notStrictEqual(clamp(5, 0, 1), 99);',
  'its own input is unchanged': 'const list = [1, 2];\nfirst(list);\nassert.deepEqual(list, [1, 2]);',
  'an expectation that is not awaited': 'void wait(1).then((x) => assert.equal(x, 1)).catch(() => {});',
  'an arrow that nobody calls': 'const check = () => assert.equal(add(1, 2), 4);\nassert.ok(check);',
  'two inputs only': 'fc.assert(fc.property(fc.integer(), fc.integer(), (a, b) => add(a, b) === a + b), { numRuns: 2 });',
  'one input only': 'fc.assert(fc.property(fc.constant(1), (a) => add(a, 1) === 2), { numRuns: 1 });',
  'nine inputs only': 'fc.assert(fc.property(fc.integer(), (a) => clamp(a, 0, 1) <= 1), { numRuns: 9 });',
  'a mock of itself': 'const fake = () => 3;\nassert.equal(fake(), 3);',
  'a length of its own list': 'const results = [add(1, 2), add(3, 4)];\nassert.equal(results.length, 2);',
  'a basket that is made': 'const basket = new Basket();\nassert.ok(basket);',
  'a set of results is no larger than its inputs': 'assert.ok(new Set([add(1, 1), add(2, 2)]).size <= 2);',
  'an equal that is loose about everything': 'assert.deepEqual({ ...({} as object) }, {});\nadd(1, 2);',
};

export const goodTests: Record<string, string> = {
  adds: 'assert.equal(add(1, 2), 3);',
  'adds in any order':
    'fc.assert(fc.property(fc.integer(), fc.integer(), (a, b) => { assert.equal(add(a, b), add(b, a)); assert.equal(add(a, 0), a); }));',
  clamps: 'fc.assert(fc.property(fc.integer(), (x) => { const y = clamp(x, 0, 10); return y >= 0 && y <= 10; }));',
  'refuses words': 'assert.throws(() => parse("x"));',
  'gives nothing for words': 'assert.equal(tryParse("x"), undefined);',
  'gives nothing for an empty list': 'assert.equal(first([]), undefined);',
  'gives the first': 'assert.equal(first([7, 8]), 7);',
  waits: 'assert.equal(await wait(4), 4);',
  'rejects nothing and gives the value': 'await assert.doesNotReject(async () => assert.equal(await wait(4), 4));',
  'counts what is put': 'const basket = new Basket();\nassert.equal(basket.put("x"), 1);\nassert.equal(basket.put("y"), 2);',
  'keeps what is put': 'const basket = new Basket();\nbasket.put("x");\nassert.deepEqual(basket.items, ["x"]);',
  'reads back': 'fc.assert(fc.property(fc.integer(), (x) => parse(String(x)) === x));',
  'ten inputs are enough': 'fc.assert(fc.property(fc.integer(), (x) => parse(String(x)) === x), { numRuns: 10 });',
  'is true for some': 'assert.ok(add(1, 2) > 2);',
  'is not false': 'assert.equal(tryParse("1"), 1);',
};
