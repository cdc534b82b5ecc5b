import type { Value } from '#core/analysis/expression.ts';
import type { System } from '#core/analysis/system.ts';
import { emitExpression, emitValue, type Language } from './emit-expression.ts';
import { initialState } from './reach.ts';
import type { TestCase } from './test-case.ts';

export type Framework = 'vitest' | 'jest' | 'node' | 'pytest';

export type EmitOptions = {
  slug: string;
  framework: Framework;
  /** The module with `reset()` and `step(event, inputs)`, which answers `{ outputs, state }`, as the test file imports it. */
  adapter: string;
};

const HEADS: Record<Exclude<Framework, 'pytest'>, string> = {
  vitest: "import { expect, test } from 'vitest';\nconst equal = (a, b, message) => expect(a, message).toEqual(b);",
  jest: "import { expect, test } from '@jest/globals';\nconst equal = (a, b, message) => expect({ message, broken: a }).toEqual({ message, broken: b });",
  node: "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nconst equal = assert.deepEqual;",
};

/**
 * A plain test file with cases and oracle in it that runs without us: the team writes `reset` and `step` once. Each criterion is a test tagged with its id. Rules with a time
 * in them are left out, and said so at the top.
 */
export function emitTests(system: System, cases: readonly Pick<TestCase, 'steps'>[], { slug, framework, adapter }: EmitOptions): string {
  const language: Language = framework === 'pytest' ? 'python' : 'javascript';
  const mark = language === 'python' ? '#' : '//';
  const outputs = new Set(system.variables.filter(({ role }) => role === 'output').map(({ name }) => name));
  const rules = system.rules.filter(({ timing }) => timing === null);
  const left = system.rules.length - rules.length;
  const head = [
    `${mark} Derived from the readings of ${slug}: ${cases.length} cases, ${rules.length} rules.`,
    ...(left > 0 ? [`${mark} ${left} rules with a time in them are not checked here.`] : []),
    `${mark} ${adapter} has reset() and step(event, inputs); step answers { outputs, state }.`,
  ];
  const is = (name: string) => outputs.has(name);
  const table = rules.map(({ criterion, events, guard, response }) => ({
    criterion,
    events: events === null ? (language === 'python' ? 'None' : 'null') : JSON.stringify(events),
    guard: emitExpression(guard, language, is),
    response: emitExpression(response, language, is),
  }));
  const start = initialState(system);
  const ids = [...new Set(rules.map(({ criterion }) => criterion))];
  if (language === 'python') {
    const literal = (values: Readonly<Record<string, Value>>) =>
      `{${Object.entries(values)
        .map(([name, value]) => `${JSON.stringify(name)}: ${emitValue(value, language)}`)
        .join(', ')}}`;
    return [
      ...head,
      'import pytest',
      `from ${adapter} import reset, step`,
      '',
      `INITIAL = ${literal(start)}`,
      'RULES = [',
      ...table.map(
        (rule) =>
          `    (${JSON.stringify(rule.criterion)}, ${rule.events}, lambda before, after: ${rule.guard}, lambda before, after: ${rule.response}),`,
      ),
      ']',
      'CASES = [',
      ...cases.map(
        ({ steps }) => `    [${steps.map(({ event, inputs }) => `(${JSON.stringify(event)}, ${literal(inputs)})`).join(', ')}],`,
      ),
      ']',
      '',
      '',
      'def broken(criterion):',
      '    for case in CASES:',
      '        reset()',
      '        state = dict(INITIAL)',
      '        for number, (event, inputs) in enumerate(case):',
      '            before = {**state, **inputs}',
      '            seen = step(event, inputs)',
      '            state = {**state, **seen.get("state", {})}',
      '            after = {**state, **seen.get("outputs", {})}',
      '            for rule, events, guard, response in RULES:',
      '                if rule == criterion and (events is None or event in events) and guard(before, {}) and not response(before, after):',
      '                    return case[: number + 1], seen',
      '    return None',
      '',
      '',
      `@pytest.mark.parametrize("criterion", ${JSON.stringify(ids)})`,
      `def test_criterion(criterion):`,
      `    assert broken(criterion) is None, f"Feature: ${slug}, criterion {criterion}"`,
      '',
    ].join('\n');
  }
  return [
    ...head,
    HEADS[framework === 'pytest' ? 'node' : framework],
    `import { reset, step } from ${JSON.stringify(adapter)};`,
    '',
    `const initial = ${JSON.stringify(start)};`,
    'const rules = [',
    ...table.map(
      (rule) =>
        `  { criterion: ${JSON.stringify(rule.criterion)}, events: ${rule.events}, guard: (before, after) => ${rule.guard}, response: (before, after) => ${rule.response} },`,
    ),
    '];',
    'const cases = [',
    ...cases.map(({ steps }) => `  ${JSON.stringify(steps.map(({ event, inputs }) => [event, inputs]))},`),
    '];',
    '',
    'async function broken(criterion) {',
    '  for (const steps of cases) {',
    '    await reset();',
    '    let state = { ...initial };',
    '    for (const [number, [event, inputs]] of steps.entries()) {',
    '      const before = { ...state, ...inputs };',
    '      const seen = await step(event, inputs);',
    '      state = { ...state, ...seen.state };',
    '      const after = { ...state, ...seen.outputs };',
    '      for (const rule of rules)',
    '        if (rule.criterion === criterion && (rule.events?.includes(event) ?? true) && rule.guard(before, {}) && !rule.response(before, after))',
    '          return { steps: steps.slice(0, number + 1), seen };',
    '    }',
    '  }',
    '  return null;',
    '}',
    '',
    `for (const criterion of ${JSON.stringify(ids)})`,
    `  test(\`Feature: ${slug} > criterion \${criterion}\`, async () => equal(await broken(criterion), null, 'the steps that break it'));`,
    '',
  ].join('\n');
}
