import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AgentRule, effects, ruleOn, ruleOnWith, type Wish } from './agent-policy.ts';
import { simpleCommands } from './simple-commands.ts';

const effect = fc.constantFrom(...effects);
const path = fc.array(fc.constantFrom('src', 'a.ts', 'b', '.env', 'docs'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const rule: fc.Arbitrary<AgentRule> = fc.record({
  effect,
  capability: fc.constantFrom('read', 'write'),
  pattern: fc.constantFrom('**', 'src/**', '**/*.ts', '.env', 'docs/*', '**/b/**'),
});

test('the weightiest effect among all rules that match, in whatever order they stand', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), path, (rules, value) => {
      const wish: Wish = { capability: 'read', value };
      const { effect: answer } = ruleOn({ rules }, wish);
      expect(ruleOn({ rules: rules.toReversed() }, wish).effect).toBe(answer);
      const alone = rules.map((one) => ruleOn({ rules: [one] }, wish)).filter(({ rule }) => rule !== null);
      const expected = effects.find((known) => alone.some((ruling) => ruling.effect === known)) ?? 'allow';
      expect(answer).toBe(expected);
    }),
  );
});

test('a further rule never makes an answer milder than deny, and a denying one always weighs', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), rule, path, (rules, more, value) => {
      const before = ruleOn({ rules }, { capability: 'write', value }).effect;
      const after = ruleOn({ rules: [...rules, more] }, { capability: 'write', value }).effect;
      if (before === 'deny') expect(after).toBe('deny');
      expect(
        ruleOn({ rules: [...rules, { effect: 'deny', capability: 'write', pattern: '**' }] }, { capability: 'write', value }).effect,
      ).toBe('deny');
    }),
  );
});

test('paths are taken for what they denote, and some are never written', () => {
  const rules: AgentRule[] = [{ effect: 'deny', capability: 'write', pattern: 'src/secret/**' }];
  for (const value of ['src/secret/a', './src/secret/a', 'src/x/../secret/a', 'src//secret/a', 'src\\secret\\a'])
    expect(ruleOn({ rules }, { capability: 'write', value }).effect).toBe('deny');
  const all: AgentRule[] = [{ effect: 'allow', capability: 'write', pattern: '**' }];
  for (const value of ['.git/hooks/pre-commit', '.plumbline/regressions/1.json', 'a/../.git/config'])
    expect(ruleOn({ rules: all }, { capability: 'write', value }).effect).toBe('deny');
});

const commands: AgentRule[] = [
  { effect: 'allow', capability: 'command', pattern: 'npm test *' },
  { effect: 'allow', capability: 'command', pattern: 'cat *' },
  { effect: 'ask', capability: 'command', pattern: 'npm install *' },
  { effect: 'deny', capability: 'command', pattern: 'rm *' },
];
const onCommand = (value: string) => ruleOn({ rules: commands }, { capability: 'command', value }).effect;

test('a command line is as good as its worst simple command', () => {
  expect(onCommand('npm test')).toBe('allow');
  expect(onCommand('npm  test -- --run')).toBe('allow');
  expect(onCommand('npm test && rm -rf src')).toBe('deny');
  expect(onCommand('cat a | rm b')).toBe('deny');
  expect(onCommand('cat a\nrm b')).toBe('deny');
  expect(onCommand('X=1 rm b')).toBe('deny');
  expect(onCommand('(cat a; npm install left-pad)')).toBe('ask');
  expect(onCommand('cat "a; rm b"')).toBe('allow');
});

test('what only running would show is asked about, never allowed unseen', () => {
  for (const line of [
    'cat $(rm b)',
    'cat `rm b`',
    'cat a; sh -c "rm b"',
    'eval rm b',
    'cat x | xargs rm',
    "ev'a'l rm b",
    'find . -exec rm {} ;',
  ])
    expect(['ask', 'deny']).toContain(onCommand(line));
  expect(ruleOn({ rules: [] }, { capability: 'command', value: 'sh -c ls' }).effect).toBe('allow');
});

test('any text is split or refused, and each part stands in the line', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', ';', '&', '|', '"', "'", '\\', '$', '(', ')', '\n', '>', '1') }), (line) => {
      for (const part of simpleCommands(line) ?? []) expect(line).toContain(part);
    }),
  );
});

test('the house: no network, no secrets, other servers only when asked for', () => {
  const answer = (capability: Wish['capability']) => ruleOn({ rules: [] }, { capability, value: 'x' }).effect;
  expect([answer('network'), answer('secret'), answer('mcp'), answer('command'), answer('write')]).toEqual([
    'deny',
    'deny',
    'ask',
    'allow',
    'allow',
  ]);
});

test('a grant opens what it was asked for and never what is denied', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), path, (rules, value) => {
      const wish: Wish = { capability: 'read', value };
      const before = ruleOn({ rules }, wish);
      const grant = { capability: 'read' as const, pattern: before.rule?.pattern ?? null, value };
      const after = ruleOnWith({ rules }, [grant], wish).effect;
      expect(after).toBe(before.effect === 'deny' ? 'deny' : 'allow');
      expect(ruleOnWith({ rules }, [{ ...grant, capability: 'write' }], wish).effect).toBe(before.effect);
    }),
  );
  const asks = { rules: [{ effect: 'ask' as const, capability: 'command' as const, pattern: 'git push *' }] };
  const push = { capability: 'command' as const, pattern: 'git push *', value: 'git push origin' };
  expect(ruleOnWith(asks, [push], { capability: 'command', value: 'git push --force' }).effect).toBe('allow');
  const substitution = { capability: 'command' as const, value: 'echo $(whoami)' };
  expect(ruleOnWith(asks, [push], substitution).effect).toBe('ask');
  expect(ruleOnWith(asks, [{ ...substitution, pattern: null }], substitution).effect).toBe('allow');
});
