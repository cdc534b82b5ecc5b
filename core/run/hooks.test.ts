import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHooks } from '#core/formats/kiro-files.ts';
import { type HookMoment, hooksFor, isRepeatable, mayBlock, toolGroup, wantsDeleted } from './hooks.ts';

const hookFile = (trigger: string, matcher: string | null, more: object = {}) =>
  readHooks(
    JSON.stringify({
      version: 'v1',
      hooks: [
        {
          name: 'guard',
          trigger,
          ...(matcher === null ? {} : { matcher }),
          action: { type: 'command', command: 'exit 2' },
          enabled: true,
          ...more,
        },
      ],
    }),
  ).hooks;
const tool = (name: string): HookMoment => ({ kind: 'before-tool', tool: name, group: toolGroup(name) });

test.each<[string, string | null, HookMoment, boolean]>([
  ['PreToolUse', null, tool('write_file'), true],
  ['PreToolUse', '*', tool('run_command'), true],
  ['PreToolUse', 'write', tool('edit_file'), true],
  ['PreToolUse', 'write', tool('read_file'), false],
  ['PreToolUse', 'read|shell', tool('run_command'), true],
  ['PreToolUse', 'write_.*', tool('write_file'), true],
  ['PreToolUse', 'mcp__issues__.*', tool('mcp__issues__create'), true],
  ['PreToolUse', '@issues', tool('mcp__issues__create'), true],
  ['PreToolUse', '@others', tool('mcp__issues__create'), false],
  ['preToolUse', 'execute', tool('execute'), true],
  ['PostToolUse', '*', tool('write_file'), false],
  ['PreTaskExec', null, { kind: 'before-task' }, true],
  ['fileEdited', 'src/**/*.ts', { kind: 'file-edited', path: 'src/a/b.ts' }, true],
  ['fileEdited', '*.ts', { kind: 'file-edited', path: 'src/a/b.ts' }, true],
  ['fileEdited', '*.md', { kind: 'file-edited', path: 'src/a/b.ts' }, false],
  ['fileEdited', '*.ts', { kind: 'file-created', path: 'a.ts' }, false],
  ['userTriggered', null, { kind: 'prompt' }, false],
])('%s of %j and %j: %s', (trigger, matcher, moment, expected) => {
  expect(hooksFor(hookFile(trigger, matcher), moment).length > 0).toBe(expected);
});

test('one that is switched off, or does nothing, is not there', () => {
  expect(hooksFor(hookFile('PreToolUse', null, { enabled: false }), tool('write_file'))).toEqual([]);
  expect(hooksFor(hookFile('PreToolUse', null, { action: null }), tool('write_file'))).toEqual([]);
});

test('a matcher that cannot be read guards every tool, and no matcher takes long', () => {
  expect(hooksFor(hookFile('PreToolUse', '[write'), tool('read_file'))).toHaveLength(1);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('(', ')', '*', '.', '|', 'a', 'w') }), (matcher) => {
      const startedAt = performance.now();
      hooksFor(hookFile('PreToolUse', matcher || null), tool('w'.repeat(60)));
      expect(performance.now() - startedAt).toBeLessThan(500);
    }),
  );
});

test('only what has not happened yet can be kept from happening', () => {
  expect([tool('a'), { kind: 'before-task' as const }, { kind: 'prompt' as const }].map(mayBlock)).toEqual([true, true, true]);
  expect(mayBlock({ kind: 'after-task' })).toBe(false);
  expect(mayBlock({ kind: 'file-edited', path: 'a' })).toBe(false);
});

test('deleted files are looked for where a hook that could run waits for them', () => {
  expect(wantsDeleted(hookFile('fileDeleted', '*.md'))).toBe(true);
  expect(wantsDeleted([...hookFile('fileEdited', '*.md'), ...hookFile('PreToolUse', null)])).toBe(false);
  expect(wantsDeleted(hookFile('FileDelete', '*.md', { enabled: false }))).toBe(false);
});

test('what may have had an effect elsewhere is not carried out again', () => {
  expect(['run_command', 'start_command', 'mcp__tickets__create'].map(isRepeatable)).toEqual([false, false, false]);
  expect(['read_file', 'edit_files', 'write_file', 'search_files', 'comment', 'propose_spec_edit'].every(isRepeatable)).toBe(true);
});
