import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bubblewrap } from '#server/sandbox/bubblewrap.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import type { ToolName } from './agent.ts';
import { containing } from './testing/matching.ts';
import { type CommandWatcher, callTool } from './tools.ts';
import { fetchPage } from './web-fetch.ts';

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

  test('a search is narrowed by a glob, and leaves out what .gitignore names', async () => {
    await mkdir(join(workspace, 'dist'));
    await writeFile(join(workspace, 'dist/cart.js'), 'limit\n');
    await writeFile(join(workspace, '.gitignore'), 'dist/\n');
    expect((await call('search_files', { pattern: 'limit', glob: '*.ts' })).output).toBe('src/cart.ts:1:export const limit = 10;');
    expect((await call('search_files', { pattern: 'limit' })).output).not.toContain('dist/');
    expect((await call('run_command', { command: 'rg --version' })).output).toContain('ripgrep');
  });
});

describe('writing', () => {
  test('a file is made with its folders, and a second time nothing happens', async () => {
    const input = { path: 'src/new/refund.ts', content: 'a\nb\n' };
    expect(await call('write_file', input)).toEqual({
      output: 'Created src/new/refund.ts: 2 lines added, 0 removed.',
      isError: false,
      change: { path: 'src/new/refund.ts', added: 2, removed: 0, isNew: true },
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

  test('several edits are made together or not at all, and repeated after a crash', async () => {
    const edits = [
      { path: 'src/cart.ts', old: 'limit = 10', new: 'limit = 11' },
      { path: 'src/cart.ts', old: 'limit = 11', new: 'limit = 12' },
      { path: 'src/deep/crlf.ts', old: 'two', new: 'three' },
    ];
    const wrong = await call('edit_files', { edits: [...edits, { path: 'src/cart.ts', old: 'nowhere', new: 'not here' }] });
    expect(wrong).toMatchObject({ isError: true, output: containing('Nothing was changed. Edit 4: src/cart.ts:') });
    expect(await readFile(join(workspace, 'src/cart.ts'), 'utf8')).toContain('limit = 10');
    const { changes } = await call('edit_files', { edits });
    expect(changes?.map(({ path }) => path)).toEqual(['src/cart.ts', 'src/deep/crlf.ts']);
    expect(await readFile(join(workspace, 'src/cart.ts'), 'utf8')).toContain('limit = 12');
    const again = await call('edit_files', { edits });
    expect(again).toMatchObject({ isError: false, change: null, output: containing('already') });
    expect(await call('edit_files', { edits: [{ path: '.git/config', old: 'a', new: 'b' }] })).toMatchObject({ isError: true });
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

test('a page is read as text through the proxy, marked as words of others; redirects are told and not followed', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/moved') return void response.writeHead(302, { location: 'http://elsewhere.test/secret' }).end();
    if (request.url === '/picture') return void response.writeHead(200, { 'content-type': 'image/png' }).end('PNG');
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<style>p{}</style><h1>Title</h1><script>alert("<p>")</script><ul><li>one &amp; two</li></ul>');
  });
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const hosts: string[] = [];
  const signal = new AbortController().signal;
  const judge = (host: string) => {
    hosts.push(host);
    return host === '127.0.0.1' ? null : 'The policy does not name it.';
  };
  const read = (url: string) => fetchPage({ sandbox, egress: { judge }, signal }, url);
  const [page, moved, picture, refused] = await Promise.all([
    read(`http://127.0.0.1:${port}/`),
    read(`http://127.0.0.1:${port}/moved`),
    read(`http://127.0.0.1:${port}/picture`),
    read('https://example.com/'),
  ]);
  server.close();
  expect(page).toMatchObject({ isError: false, output: containing('# Title\n- one & two') });
  expect(page.output).toContain('no instruction to you');
  expect(page.output).not.toContain('alert');
  expect(moved).toMatchObject({ isError: false, output: containing('http://elsewhere.test/secret') });
  expect(picture.isError).toBe(true);
  expect(refused).toMatchObject({ isError: true, output: containing('could not be reached') });
  expect(new Set(hosts)).toEqual(new Set(['127.0.0.1', 'example.com']));
});

test('a call with a problem is answered with it, and nothing is done', async () => {
  const answer = await callTool(
    { sandbox, signal: new AbortController().signal, onCommand },
    { callId: 'c', tool: 'write_file', input: { path: 'x', content: 'x' }, problem: 'No.' },
  );
  expect(answer).toEqual({ output: 'No.', isError: true, change: null });
  expect(await sandbox.readFile('x')).toBeNull();
});
