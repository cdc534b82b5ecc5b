import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LAUNCHER = new URL('./plumbline.mjs', import.meta.url).pathname;
const REQUIREMENTS =
  '\ufeff# Requirements Document\r\n\r\n### Requirement 1: Pay\r\n\r\n**User Story:** As a b, I want c, so that d.\r\n\r\n#### Acceptance Criteria\r\n\r\n1. IF a, THEN THE B SHALL c\r\n';
const TASKS = '# Implementation Plan\n\n- [ ] 1. Pay \xff now\n  - _Requirements: 1.1, 9.9_\n';

let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'plumbline-cli-')), '.kiro/specs/pay');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'requirements.md'), REQUIREMENTS);
  writeFileSync(join(folder, 'tasks.md'), Buffer.from(TASKS, 'latin1'));
});
afterEach(() => rmSync(join(folder, '../../..'), { recursive: true, force: true }));

const plumbline = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

test('check prints file:line:column code message, and 1 for an error', () => {
  const { status, stdout } = plumbline('check', folder, '--quiet');
  expect(stdout).toContain(`${join(folder, 'tasks.md')}:4:25 refs/dangling 9.9 leads to no requirement or criterion.`);
  expect(stdout).toContain(':3:14 text/invalid-utf8 ');
  expect(status).toBe(1);
  expect(plumbline('check', join(folder, 'requirements.md')).status).toBe(0);
});

test('check --json gives every list, with offsets into the text', () => {
  const { version, files } = JSON.parse(plumbline('check', folder, '--json').stdout);
  expect(version).toBe(1);
  expect(files.map(({ kind }: { kind: string }) => kind)).toEqual(['requirements', 'tasks']);
  const [requirements, tasks] = files;
  const text = REQUIREMENTS.slice(1).replaceAll('\r\n', '\n');
  expect(requirements.encoding).toEqual({ isValidUtf8: true, hasBom: true, lineEnding: 'crlf' });
  expect(requirements.criteria).toMatchObject([{ id: '1.1', requirementId: '1', pattern: 'unwanted', taskIds: ['1'], line: 9 }]);
  expect(text.slice(requirements.criteria[0].response.span.start, requirements.criteria[0].response.span.end)).toBe('c');
  expect(tasks.references).toMatchObject([{ kind: 'id', from: '1.1', owner: { kind: 'task', id: '1' } }, { from: '9.9' }]);
  expect(Object.keys(requirements)).toEqual(Object.keys(tasks));
});

test('task changes one byte of a file that is no valid UTF-8', () => {
  const path = join(folder, 'tasks.md');
  const before = readFileSync(path);
  expect(plumbline('task', folder, '1', '--state', 'done').status).toBe(0);
  const after = readFileSync(path);
  const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
  expect([after.length, changed.map((at) => String.fromCharCode(after[at] ?? 0))]).toEqual([before.length, ['x']]);
});

test('task changes the one word of task-master', () => {
  const home = join(folder, '../../../.taskmaster/tasks');
  mkdirSync(home, { recursive: true });
  const tasks = join(home, 'tasks.json');
  const text = '{"tasks":[{"id":1,"title":"a","status":"pending","dependencies":[]}]}';
  writeFileSync(tasks, text);
  expect(plumbline('task', tasks, '1', '--state', 'done').status).toBe(0);
  expect(readFileSync(tasks, 'utf8')).toBe(text.replace('pending', 'done'));
});

test('trace gives the links as JSON and as a matrix', () => {
  const [spec] = JSON.parse(plumbline('trace', folder, '--json').stdout).specs;
  expect(spec.coverage).toEqual({ criteria: 1, withTask: 1, withProperty: 0, tasks: 1, tasksWithoutCriterion: 0, properties: 0 });
  expect(plumbline('trace', folder, '--format', 'csv').stdout).toContain('"1","1.1","IF a, THEN THE B SHALL c","1",""');
});

test('the profile asks for what Kiro asks for, and SARIF names each code', () => {
  expect(plumbline('check', folder, '--profile', 'kiro-strict').stdout).toContain('kiro/missing-graph');
  expect(JSON.parse(plumbline('check', folder, '--format', 'sarif').stdout).runs[0].results[0].ruleId).toMatch(/\//);
});

test('convert writes another format, says what it cannot hold, and writes nothing over', () => {
  const out = join(folder, 'out');
  const first = plumbline('convert', folder, '--to', 'spec-kit', '--out', out);
  expect(first.status).toBe(0);
  expect(first.stdout).toContain(join(out, 'specs/001-pay/spec.md'));
  expect(first.stderr).toContain('criterion 1.1 is now US1/AC1');
  expect(plumbline('convert', folder, '--to', 'spec-kit', '--out', out)).toMatchObject({ status: 2 });
  const [back] = JSON.parse(plumbline('convert', join(out, 'specs'), '--from', 'spec-kit', '--to', 'kiro', '--json').stdout).specs;
  expect(back.files[0].text).toContain('1. IF a, THEN THE B SHALL c');
  expect(back.files[1].text).toContain('_Requirements: 1.1_');
  const [lost] = JSON.parse(plumbline('convert', folder, '--to', 'task-master', '--json').stdout).specs[0].lost;
  expect(lost).toMatchObject({ what: 'requirement', document: join(folder, 'requirements.md'), line: 3, column: 1 });
});

test.each([
  [['check', 'nowhere']],
  [['convert', '.', '--to', 'word']],
  [['check']],
  [['fly']],
  [['check', '--bogus']],
  [['task', '.', '1', '--state', 'sideways']],
  [['check', '/etc/passwd']],
])('%j gets a sentence and 2', (args) => {
  const { status, stderr } = plumbline(...args);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^plumbline: .*\.\n?/);
  expect(stderr).not.toContain('    at ');
});
