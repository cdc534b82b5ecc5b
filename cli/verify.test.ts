import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

const LAUNCHER = new URL('./plumbline.mjs', import.meta.url).pathname;
const requirements =
  '# Requirements Document\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n2. THE Door SHALL be red.\n';
const junit = (inside: string) =>
  `<testsuites><testsuite name="s"><testcase name="opens (Requirements 1.1)">${inside}</testcase></testsuite></testsuites>`;

let folder = '';
const put = (files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-verify-'));
  put({ '.kiro/specs/door/requirements.md': requirements, '.gitignore': '*.xml\n*.tap\n' });
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x'],
  ])
    execFileSync('git', args, { cwd: folder });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function verify(args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, 'verify', folder, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
  });
  return { status, stdout, stderr };
}

test('a report that is there is read, any runner: 0 where all passed, 1 where one did not, 2 where there is no result', () => {
  put({
    'good.xml': junit(''),
    'bad.xml': junit('<failure message="shut"/>'),
    'broken.xml': '<testsuites>',
    'a.tap': 'TAP version 14\n1..1\nok 1 - red (Requirements 1.2)\n',
  });
  const good = verify(['--junit', 'good.xml', '--tap', 'a.tap', '--dry-run', '--json']);
  expect(good.status).toBe(0);
  expect(JSON.parse(good.stdout).specs).toEqual([
    {
      spec: 'door',
      criteria: [
        { id: '1.1', state: 'holds', checks: 1, cases: 0 },
        { id: '1.2', state: 'holds', checks: 1, cases: 0 },
      ],
    },
  ]);
  expect(verify(['--junit', 'bad.xml', '--dry-run'])).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('1.1 falsified by 1 check'),
  });
  expect(verify(['--junit', 'broken.xml', '--dry-run']).status).toBe(2);
  expect(verify(['--junit', 'nowhere.xml', '--dry-run'])).toMatchObject({ status: 2, stderr: expect.stringContaining('cannot be read') });
  expect(verify(['--dry-run'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--command') });
});

test('a command is run: TAP on its output counts, an exit code that no test explains does, and a report of yesterday does not', () => {
  const script = "console.log('TAP version 13\\n1..1\\nok 1 - opens (Requirements 1.1)'); process.exit(Number(process.argv[2] ?? 0))";
  put({ 'run.mjs': script });
  expect(verify(['--command', 'node run.mjs', '--dry-run']).status).toBe(0);
  expect(verify(['--command', 'node run.mjs 3', '--dry-run'])).toMatchObject({ status: 1, stdout: expect.stringContaining('1 in error') });
  put({ 'old.xml': junit('') });
  execFileSync('touch', ['-d', '2020-01-01', join(folder, 'old.xml')]);
  expect(verify(['--command', 'true', '--junit', 'old.xml', '--dry-run'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('older'),
  });
});

test('without a place to send to, over http, or with files that differ from the commit nothing runs', () => {
  put({ 'good.xml': junit('') });
  const to = { PLUMBLINE_URL: 'https://127.0.0.1:1', PLUMBLINE_ORGANIZATION: 'o', PLUMBLINE_PROJECT: 'p', PLUMBLINE_KEY: 'secret-key' };
  expect(verify(['--junit', 'good.xml'])).toMatchObject({ status: 2, stderr: expect.stringContaining('PLUMBLINE_KEY') });
  expect(verify(['--junit', 'good.xml'], { ...to, PLUMBLINE_URL: 'http://example.com' })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('https'),
  });
  put({ '.kiro/specs/door/requirements.md': `${requirements}\n` });
  const differs = verify(['--junit', 'good.xml'], to);
  expect(differs).toMatchObject({ status: 2, stderr: expect.stringContaining('differ') });
  expect(differs.stderr + differs.stdout).not.toContain('secret-key');
});

test('what runs the tests never sees the key', () => {
  const script = "console.log('1..1\\n' + (process.env.PLUMBLINE_KEY ? 'not ok' : 'ok') + ' 1 - opens (Requirements 1.1)')";
  put({ 'run.mjs': script });
  expect(verify(['--command', 'node run.mjs', '--dry-run'], { PLUMBLINE_KEY: 'secret-key' }).status).toBe(0);
});
