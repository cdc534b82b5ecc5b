import { compileFeel, expression } from './feel.ts';
import { BUILT_IN } from './feel-functions.ts';
import { isIn, relate } from './feel-operators.ts';
import { createReader, FeelError, type Reader } from './feel-reader.ts';
import { type Evaluate, type Feel, isKind, isList, type Scope } from './feel-value.ts';

/** One cell of a decision table: what its input has to be. */
export type UnaryTests = {
  isNegated: boolean;
  /** `-`: anything, also nothing. */
  isAny: boolean;
  tests: readonly UnaryTest[];
};

export type UnaryTest =
  | { kind: 'compare'; operator: string; operand: Evaluate }
  /** Equal to the value, in the range, or a condition about `?`. */
  | { kind: 'is'; operand: Evaluate; isAbout: boolean };

/** Reads a cell. Throws `FeelError` where it cannot be read. */
export function compileUnaryTests(source: string, names: Iterable<string>): UnaryTests {
  const trimmed = source.trim();
  if (trimmed === '' || trimmed === '-') return { isNegated: false, isAny: true, tests: [] };
  const all = [...names, ...BUILT_IN.keys()];
  const negated = /^not\s*\(/.test(trimmed) ? listOf(trimmed.replace(/^not\s*/, ''), all, true) : null;
  if (negated) return { isNegated: true, isAny: false, tests: negated };
  const tests = listOf(trimmed, all, false);
  if (!tests) {
    // Not a list of tests, but an expression all the same: its own message says what is wrong.
    const operand = compileFeel(trimmed, names);
    return { isNegated: false, isAny: false, tests: [{ kind: 'is', operand, isAbout: trimmed.includes('?') }] };
  }
  return { isNegated: false, isAny: false, tests };
}

function listOf(source: string, names: readonly string[], isBracketed: boolean): UnaryTest[] | null {
  const reader = createReader(source, names);
  const tests: UnaryTest[] = [];
  try {
    if (isBracketed) reader.require('(');
    do tests.push(testOf(reader, source));
    while (reader.sign(','));
    if (isBracketed) reader.require(')');
    return reader.isAtEnd() ? tests : null;
  } catch (error) {
    if (error instanceof FeelError) return null;
    throw error;
  }
}

/** `? > 5` is `> 5`; a longer condition about `?` stays one. */
function testOf(reader: Reader, source: string): UnaryTest {
  const start = reader.mark();
  const isInput = reader.sign('?');
  const operator = ['<=', '>=', '!=', '<>', '=', '<', '>'].find((one) => reader.sign(one));
  if (!operator) reader.reset(start);
  const from = reader.mark();
  const operand = expression(reader);
  const text = source.slice(from, reader.mark());
  if (!operator) return { kind: 'is', operand, isAbout: text.includes('?') };
  if (!isInput || !/\?|\band\b|\bor\b/.test(text)) return { kind: 'compare', operator: operator === '<>' ? '!=' : operator, operand };
  reader.reset(start);
  return { kind: 'is', operand: expression(reader), isAbout: true };
}

/** Whether an input passes; null where that cannot be said. */
export function passes({ isNegated, isAny, tests }: UnaryTests, input: Feel, scope: Scope): boolean | null {
  if (isAny) return true;
  const withInput: Scope = (name) => (name === '?' ? input : scope(name));
  const isOne = tests.some((test) => isPassed(test, input, withInput));
  return isNegated ? !isOne : isOne;
}

function isPassed(test: UnaryTest, input: Feel, scope: Scope): boolean {
  const value = test.operand(scope);
  if (test.kind === 'compare') return relate(test.operator, input, value) === true;
  if (test.isAbout) return value === true;
  if (value === null) return input === null;
  // A list as input passes where it is, or holds, what the cell says.
  if (isList(input) && !isList(value) && !isKind(value, 'function')) return input.some((one) => isIn(one, value) === true);
  return isIn(input, value) === true;
}
