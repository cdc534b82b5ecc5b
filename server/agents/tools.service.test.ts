import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bubblewrap } from '#server/sandbox/bubblewrap.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import type { ToolName } from './agent.ts';
import { containing } from './testing/matching.ts';
import { type CommandWatcher, callTool } from './tools.ts';

let workspace = '';
let sandbox: Sandbox;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'plumbline-tools-'));
  await mkdir(join(workspace, 'src/deep'), { recursive: true });
  await mkdir(join(workspace, 'node_modules/left-pad'), { recursive: true });
  await mkdir(join(workspace, '.kiro/specs/cart'), { recursive: true });
  await writeFile(join(workspace, 'src/cart.ts'), 'export const limit = 10;\nexport const total = 0;\n');
  await writeFile(join(workspace, 'src/deep/crlf.ts'), '\uFEFFone\r\ntwo\r\n');
  await writeFile(join(workspace, 'src/blob.bin'), Buffer.from([0, 1, 2, 255]));
  await writeFile(join(workspace, 'node_modules/left-pad/index.js'), 'limit\n');
  await writeFile(join(workspace, '.kiro/specs/cart/requirements.md'), '# limit\n');
  execFileSync('git', ['init', '-q'], { cwd: workspace });
  sandbox = await bubblewrap.open({ workspace });
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const seen: string[] = [];
const onCommand: CommandWatcher = {
  started: (command) => seen.push(`started ${command}`),
  printed: (stream, text) => seen.push(`${stream} ${text}`),
  ended: ({ exitCode, stoppedBy }) => seen.push(`ended ${exitCode} ${stoppedBy ?? ''}`),
};

function call(tool: ToolName, input: unknown, signal = new AbortController().signal) {
  seen.length = 0;
  return callTool({ sandbox, signal, onCommand }, { callId: 'c', tool, input, problem: null });
}

describe('reading', () => {
  test('a folder is listed with what is beneath it, and without .git', async () => {
    const { output, isError } = await call('list_files', { path: '.' });
    expect(isError).toBe(false);
    expect(output.split('\n')).toEqual(
      expect.arrayContaining(['src/', 'src/cart.ts', 'src/deep/crlf.ts', 'node_modules/', '.kiro/specs/cart/requirements.md']),
    );
    expect(output).not.toMatch(/left-pad|\.git\//);
  });

  test('a file is shown with the numbers of its lines', async () => {
    expect((await call('read_file', { path: 'src/cart.ts' })).output).toBe(
      '    1  export const limit = 10;\n    2  export const total = 0;',
    );
    expect((await call('read_file', { path: './src//cart.ts', from: 2, to: 9 })).output).toBe(
      '    2  export const total = 0;\n(lines 2 to 2 of 2)',
    );
  });

  test('what is not there is answered with what is', async () => {
    expect(await call('read_file', { path: 'src/crat.ts' })).toMatchObject({ isError: true, output: containing('cart.ts') });
    expect(await call('read_file', { path: 'src' })).toMatchObject({ isError: true, output: containing('not a plain file') });
    expect(await call('read_file', { path: 'src/blob.bin' })).toMatchObject({
      isError: true,
      output: containing('not a text file'),
    });
    expect(await call('list_files', { path: 'nowhere/at/all' })).toMatchObject({ isError: true });
    expect(await call('read_file', { path: 'src/cart.ts', from: 40 })).toMatchObject({
      isError: true,
      output: containing('2 lines'),
    });
  });

  test('long files and long lines are cut, and say so', async () => {
    await writeFile(join(workspace, 'long.txt'), `${'x'.repeat(5_000)}\n${'line\n'.repeat(5_000)}`);
    const { output } = await call('read_file', { path: 'long.txt' });
    expect(output.length).toBeLessThan(80_000);
    expect(output).toContain('4000 more characters');
    expect(output).toContain('of 5001)');
  });

  test('a search finds lines outside of .git and node_modules', async () => {
    const { output, isError } = await call('search_files', { pattern: 'limit' });
    expect(isError).toBe(false);
    expect(output.split('\n').sort()).toEqual(['.kiro/specs/cart/requirements.md:1:# limit', 'src/cart.ts:1:export const limit = 10;']);
    expect((await call('search_files', { pattern: "it's; touch x", path: 'src' })).output).toBe('Nothing matches.');
    expect((await call('search_files', { pattern: 'total', path: 'src/cart.ts' })).output).toContain('total');
    expect(await call('search_files', { pattern: '(' })).toMatchObject({ isError: true });
    expect(await call('search_files', { pattern: 'x', path: '../' })).toMatchObject({ isError: true });
    expect(await call('search_files', { pattern: '-e', path: 'src' })).toMatchObject({ isError: false });
  });
});

describe('writing', () => {
  test('a file is made with its folders, and a second time nothing happens', async () => {
    const input = { path: 'src/new/refund.ts', content: 'a\nb\n' };
    expect(await call('write_file', input)).toEqual({
      output: 'Created src/new/refund.ts: 2 lines added, 0 removed.',
      isError: false,
      change: { path: 'src/new/refund.ts', added: 2, removed: 0 },
    });
    expect(await call('write_file', input)).toMatchObject({ isError: false, change: null });
  });

  test('an edit keeps BOM, line ends and all that it does not name', async () => {
    const { change } = await call('edit_file', { path: 'src/deep/crlf.ts', old: 'one\ntwo', new: 'one\nand\ntwo' });
    expect(change).toEqual({ path: 'src/deep/crlf.ts', added: 1, removed: 0 });
    expect(await readFile(join(workspace, 'src/deep/crlf.ts'), 'utf8')).toBe('\uFEFFone\r\nand\r\ntwo\r\n');
  });

  test('an edit repeated after a crash is recognised', async () => {
    const edit = { path: 'src/cart.ts', old: 'limit = 10', new: 'limit = 11' };
    expect(await call('edit_file', edit)).toMatchObject({ isError: false, change: { added: 1, removed: 1 } });
    expect(await call('edit_file', edit)).toMatchObject({ isError: false, change: null, output: containing('already') });
  });

  test.each(['.kiro/specs/cart/requirements.md', '.git/config', 'node_modules/left-pad/index.js', '../out.txt', '/tmp/out.txt', '.'])(
    'not there: %s',
    async (path) => {
      const answer = await call('write_file', { path, content: 'x' });
      expect(answer).toMatchObject({ isError: true, change: null });
      expect(answer.output).toMatch(/\.$/);
    },
  );

  test('no link is followed out, or into a spec', async () => {
    await symlink(tmpdir(), join(workspace, 'out'));
    await symlink('.kiro/specs/cart/requirements.md', join(workspace, 'innocent.md'));
    for (const path of ['out/x.txt', 'innocent.md'])
      expect(await call('write_file', { path, content: 'x' })).toMatchObject({ isError: true });
    expect(await readFile(join(workspace, '.kiro/specs/cart/requirements.md'), 'utf8')).toBe('# limit\n');
  });

  test('a folder in the place of a file is a sentence', async () => {
    expect(await call('write_file', { path: 'src', content: 'x' })).toMatchObject({ isError: true });
    expect(await call('write_file', { path: 'src/cart.ts/x', content: 'x' })).toMatchObject({ isError: true });
  });
});

describe('commands', () => {
  test('are seen from start to end, and answered with their exit code', async () => {
    const answer = await call('run_command', { command: 'echo out; echo err >&2; exit 3' });
    expect(answer).toMatchObject({ isError: true, change: null });
    expect(answer.output).toMatch(/^Exit code 3 after [\d.]+ s\.\n/);
    expect(answer.output).toContain('out');
    expect(answer.output).toContain('err');
    expect(seen.at(0)).toBe('started echo out; echo err >&2; exit 3');
    expect(seen.at(-1)).toBe('ended 3 ');
    expect(seen).toEqual(expect.arrayContaining(['stdout out\n', 'stderr err\n']));
  });

  test('that print much are answered with the beginning and the end', async () => {
    const { output } = await call('run_command', { command: 'seq 1 100000' });
    expect(output.length).toBeLessThan(20_000);
    expect(output).toMatch(/\n1\n2\n/);
    expect(output).toContain('left out');
  });

  test('that take too long are stopped, with the limit', async () => {
    const { output, isError } = await call('run_command', { command: 'sleep 30', timeoutSeconds: 1 });
    expect(isError).toBe(true);
    expect(output).toContain('limit 1 s');
    expect(seen.at(-1)).toBe('ended null time');
  });

  test('end with the signal, without an exception', async () => {
    const controller = new AbortController();
    const answer = call('run_command', { command: 'sleep 30' }, controller.signal);
    controller.abort();
    expect((await answer).isError).toBe(true);
    expect(seen.at(-1)).toContain('cancelled');
  });

  test('that the sandbox cannot run at all are answered too', async () => {
    const answer = await call('run_command', { command: 'printf "a\\0b"' });
    expect(typeof answer.output).toBe('string');
    const nul = await call('run_command', { command: 'echo \0' });
    expect(nul.isError).toBe(true);
  });
});

test('a call with a problem is answered with it, and nothing is done', async () => {
  const answer = await callTool(
    { sandbox, signal: new AbortController().signal, onCommand },
    { callId: 'c', tool: 'write_file', input: { path: 'x', content: 'x' }, problem: 'No.' },
  );
  expect(answer).toEqual({ output: 'No.', isError: true, change: null });
  expect(await sandbox.readFile('x')).toBeNull();
});
