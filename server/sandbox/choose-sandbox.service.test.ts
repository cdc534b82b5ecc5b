import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseSandbox } from './choose-sandbox.ts';
import type { SandboxKind, SandboxProvider } from './sandbox.ts';
import { trusted } from './trusted.ts';

const working =
  (...kinds: SandboxKind[]) =>
  ({ kind }: SandboxProvider) =>
    Promise.resolve(kinds.includes(kind) ? ({ ok: true } as const) : { ok: false as const, why: `no ${kind}` });

test.each<[string | undefined, SandboxKind[], SandboxKind, string | null]>([
  [undefined, ['bubblewrap', 'container', 'trusted'], 'bubblewrap', null],
  [undefined, ['container', 'trusted'], 'container', null],
  [undefined, ['trusted'], 'bubblewrap', 'no bubblewrap'],
  ['container', ['bubblewrap', 'trusted'], 'container', 'no container'],
  ['trusted', ['bubblewrap', 'trusted'], 'trusted', null],
  ['none', ['trusted'], 'bubblewrap', 'PLUMBLINE_SANDBOX is "none"; it can be bubblewrap, container, trusted.'],
])('named %s, where %j work: %s', async (named, works, kind, problem) => {
  const choice = await chooseSandbox(named, working(...works));
  expect({ kind: choice.provider.kind, problem: choice.problem }).toEqual({ kind, problem });
});

test('trusted runs commands as they are, with limits of time, a clean environment, and nothing left behind', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'plumbline-trusted-'));
  process.env.PLUMBLINE_TEST_CANARY = 'canary';
  try {
    const sandbox = await trusted.open({ workspace });
    await writeFile(join(workspace, 'a.txt'), 'here\n');
    const { exitCode, stdout } = await sandbox.run({ command: 'cat a.txt; echo "[$PLUMBLINE_TEST_CANARY]"; pwd; exit 3' });
    expect([exitCode, stdout]).toEqual([3, `here\n[]\n${workspace}\n`]);
    const slow = await sandbox.run({ command: '(while true; do date +%N > alive; sleep 0.02; done) & wait', timeoutMs: 500 });
    expect(slow).toMatchObject({ exitCode: null, stoppedBy: 'time' });
    const last = await readFile(join(workspace, 'alive'), 'utf8');
    await sandbox.run({ command: 'sleep 0.2' });
    expect(await readFile(join(workspace, 'alive'), 'utf8')).toBe(last);
    const left = await sandbox.run({ command: '(sleep 60 & echo started)' });
    expect(left).toMatchObject({ exitCode: 0, stdout: 'started\n' });
    expect(left.durationMs).toBeLessThan(30_000);
  } finally {
    delete process.env.PLUMBLINE_TEST_CANARY;
    await rm(workspace, { recursive: true, force: true });
  }
});
