import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ContainerLayout, containerArguments } from './container-arguments.ts';
import { defaultLimits } from './sandbox.ts';

const layout: ContainerLayout = {
  name: 'plumbline-1',
  image: 'node:24',
  runtime: null,
  user: '65533:65533',
  workspace: '/data/worktrees/1',
  hasGit: true,
  readOnly: [{ from: '/srv/packages', to: '/data/worktrees/1/node_modules' }],
  env: { HOME: '/home/agent' },
  cwd: '/data/worktrees/1',
  limits: { ...defaultLimits, memoryMb: 512, processes: 64, diskMb: 10 },
  isInteractive: false,
  words: ['bash', '--norc', '-c', 'npm test'],
};

test('nothing is shared but what is named: no network, no capability, nobody, read-only, with limits', () => {
  const list = containerArguments(layout);
  const text = list.join(' ');
  for (const words of [
    '--network none',
    '--read-only',
    '--cap-drop ALL',
    '--security-opt no-new-privileges',
    '--user 65533:65533',
    '--memory 512m --memory-swap 512m',
    '--pids-limit 64',
    '--ulimit fsize=10485760:10485760',
    '--pull never',
    'source=/data/worktrees/1/.git,target=/data/worktrees/1/.git,readonly',
    'source=/srv/packages,target=/data/worktrees/1/node_modules,readonly',
  ])
    expect(text).toContain(words);
  expect(text).not.toMatch(/--privileged|--volume| -v |docker\.sock|--pid |--network host/);
  expect(list.slice(-5)).toEqual(['bash', 'node:24', '--norc', '-c', 'npm test']);
  expect(containerArguments({ ...layout, runtime: 'runsc' })).toEqual(expect.arrayContaining(['--runtime', 'runsc']));
});

test('the only thing that can be written is the workspace', () => {
  const mounts = containerArguments(layout).filter((word) => word.startsWith('type=bind'));
  expect(mounts.filter((one) => !one.endsWith(',readonly'))).toEqual(['type=bind,source=/data/worktrees/1,target=/data/worktrees/1']);
});

test('no path, variable or command becomes an option of its own', () => {
  const path = fc.string({ minLength: 1, maxLength: 20 }).map((name) => `/srv/${name}`);
  const env = fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), fc.string(), { maxKeys: 4 });
  fc.assert(
    fc.property(path, env, fc.string(), (from, env, command) => {
      const plain = containerArguments({ ...layout, readOnly: [], env: {} });
      const list = containerArguments({ ...layout, readOnly: [{ from, to: '/opt/x' }], env, words: ['bash', '-c', command] });
      expect(list.length).toBe(plain.length - 1 + 2 + 2 * Object.keys(env).length);
      expect(list.at(-1)).toBe(command);
      const mount = list.find((word) => word.includes('target=/opt/x')) ?? '';
      expect(mount.startsWith('type=bind,') && mount.endsWith(',readonly')).toBe(true);
    }),
  );
});

test('a workspace that would lay the machine open is refused', () => {
  for (const workspace of ['/', '/home', '/etc', 'relative', '/srv/../etc'])
    expect(() => containerArguments({ ...layout, workspace })).toThrow('cannot be a workspace');
});
