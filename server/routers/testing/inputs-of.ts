import fc from 'fast-check';
import type { z } from 'zod';

type Def = z.core.$ZodTypeDef & Record<string, unknown>;
type Schema = { _zod: { def: Def; bag?: Record<string, unknown> } };

/** Strings that break what trusts them: nothing, control characters, half an emoji, other people's syntax, names of every object, a long one. */
const hostile = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud83d',
  '\u202e',
  "'; DROP TABLE users; --",
  '../../etc/passwd',
  '__proto__',
  '%',
  '\\',
  'x'.repeat(5_000),
];
const hostileValues: unknown[] = [
  null,
  undefined,
  -1,
  0,
  0.5,
  2 ** 31,
  2 ** 53,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [],
  {},
  true,
  new Date(Number.NaN),
  ...hostile,
];

/**
 * Values for a schema of zod: mostly ones that it takes, here and there with one place made hostile. `ids` are things that exist, which
 * uuids are drawn from besides random ones.
 */
export function inputsOf(schema: unknown, ids: readonly string[]): fc.Arbitrary<unknown> {
  const fitting = fitTo(schema as Schema, ids);
  const broken = fc
    .tuple(fitting, fc.nat(), fc.constantFrom(...hostileValues))
    .map(([value, place, instead]) => withReplaced(value, { left: place % Math.max(1, placesIn(value)) }, instead));
  return fc.oneof({ arbitrary: fitting, weight: 2 }, { arbitrary: broken, weight: 1 });
}

function fitTo(schema: Schema, ids: readonly string[]): fc.Arbitrary<unknown> {
  const { def } = schema._zod;
  const inner = (key: string) => fitTo(def[key] as Schema, ids);
  switch (def.type) {
    case 'object': {
      const shape = def['shape'] as Record<string, Schema>;
      return fc.record(Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, fitTo(value, ids)])));
    }
    case 'array':
      return fc.array(inner('element'), { maxLength: 3 });
    case 'record':
      return fc.dictionary(inner('keyType').map(String), inner('valueType'), { maxKeys: 3 });
    case 'union':
      return fc.oneof(...(def['options'] as Schema[]).map((option) => fitTo(option, ids)));
    case 'optional':
    case 'default':
      return fc.option(inner('innerType'), { nil: undefined });
    case 'nullable':
      return fc.option(inner('innerType'), { nil: null });
    case 'enum':
      return fc.constantFrom(...Object.values(def['entries'] as Record<string, unknown>));
    case 'literal':
      return fc.constantFrom(...(def['values'] as unknown[]));
    case 'number':
      return fc.oneof(fc.integer({ min: 0, max: 100 }), fc.maxSafeInteger(), fc.double());
    case 'boolean':
      return fc.boolean();
    case 'date':
      return fc.date();
    case 'string':
      return stringFor(schema, ids);
    case 'pipe':
      return inner('in');
    default:
      return 'innerType' in def ? inner('innerType') : fc.jsonValue();
  }
}

function stringFor({ _zod: { bag = {} } }: Schema, ids: readonly string[]): fc.Arbitrary<string> {
  const { format, minimum = 0, maximum = 200 } = bag as { format?: string; minimum?: number; maximum?: number };
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid());
  if (format === 'email') return fc.emailAddress();
  if (format === 'date') return fc.constantFrom('2026-11-30', '2024-02-29');
  if (minimum === maximum) return fc.string({ unit: fc.constantFrom('0', 'a'), minLength: minimum, maxLength: maximum });
  const length = { minLength: minimum, maxLength: Math.min(maximum, Math.max(minimum, 200)) };
  return fc.oneof(
    fc.string({ unit: 'grapheme', ...length }),
    fc.string({ unit: 'binary', ...length }),
    fc.constantFrom(...hostile, ...ids),
  );
}

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null && !(value instanceof Date);

function placesIn(value: unknown): number {
  return isBranch(value) ? Object.values(value).reduce((sum: number, one) => sum + placesIn(one), 0) : 1;
}

/** The value with its leaf number `at.left` replaced. */
function withReplaced(value: unknown, at: { left: number }, instead: unknown): unknown {
  if (!isBranch(value)) {
    at.left -= 1;
    return at.left === -1 ? instead : value;
  }
  if (Array.isArray(value)) return value.map((one) => withReplaced(one, at, instead));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withReplaced(one, at, instead)]));
}
