import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { bubblewrap, type Means, openBubblewrap } from './bubblewrap.ts';
import type { Identity } from './bubblewrap-arguments.ts';
import { ensureBubblewrap } from './bubblewrap-install.ts';
import { openGroup } from './cgroup.ts';
import { type CommandResult, PathRefused, type RunOptions, type SandboxSpec } from './sandbox.ts';

const limits = { memoryMb: 512, processes: 64, wallMs: 20_000, diskMb: 64, outputBytes: 50_000 };
const canary = 'CANARY-5f1e7c';

let folder: string;
let workspace: string;
let isGroupable = false;
beforeAll(async () => {
  // These tests show that the sandbox holds, so there must be one: a machine without is given it.
  expect(await ensureBubblewrap(console.log)).toEqual({ ok: true });
  expect(await bubblewrap.probe()).toEqual({ ok: true });
  const group = await openGroup(limits);
  isGroupable = group !== null;
  await group?.close();
  process.env.PLANTED_SECRET = canary;
}, 180_000);
afterAll(() => {
  delete process.env.PLANTED_SECRET;
});

beforeEach(() => {
  // Not in /tmp, which is private inside: what a folder next to the workspace holds would be hidden anyway.
  folder = mkdtempSync('/var/tmp/plumbline-sandbox-');
  workspace = path.join(folder, 'ws');
  mkdirSync(path.join(folder, '.ssh'));
  mkdirSync(workspace);
  writeFileSync(path.join(folder, '.ssh/id_rsa'), canary);
  chmodSync(path.join(folder, '.ssh/id_rsa'), 0o644);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  command: string,
  more: Partial<RunOptions & { spec: Partial<SandboxSpec>; means: Partial<Means> }> = {},
): Promise<CommandResult> {
  const { spec, means, ...options } = more;
  const sandbox = await openBubblewrap({ workspace, ...spec, limits: { ...limits, ...spec?.limits } }, means);
  return sandbox.run({ command, ...options });
}

/** Processes whose command line holds the mark. */
function running(mark: string): number {
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    });
  return lines.filter((line) => line.includes(mark)).length;
}

// Root can use both ways of being nobody: whoever starts the server as another user gets the second.
describe.each<Identity>(['own-id', 'user-namespace'])('with %s, an attack', (identity) => {
  const means = { identity };
  const attack = (command: string, more: Parameters<typeof run>[1] = {}) => run(command, { means, ...more });

  test.each([
    ['a key next to the workspace', () => `cat ${folder}/.ssh/id_rsa`],
    ['the same by ..', () => 'cat ../.ssh/id_rsa'],
    ['the same through /proc', () => `for p in /proc/[0-9]*; do cat $p/root${folder}/.ssh/id_rsa $p/cwd/../.ssh/id_rsa; done`],
    ['the same through a link', () => 'ln -s ../.ssh out; cat out/id_rsa'],
    ['the same through a link that was there', () => 'cat planted/id_rsa'],
    ['the password hashes', () => 'cat /etc/shadow /etc/gshadow | grep -q . && echo CANARY-5f1e7c'],
    [
      'the keys of the machine',
      () => 'ls /etc/ssh /etc/ssl/private /root /run && echo CANARY-5f1e7c; ls /home | grep -v agent && echo CANARY-5f1e7c',
    ],
    ['the environment of the server', () => 'env; cat /proc/*/environ'],
    ['the raw disk', () => 'ls -l /dev/vda /dev/sda /dev/mem /dev/kmsg 2>/dev/null | grep -q . && echo CANARY-5f1e7c'],
    ['the kernel log', () => 'dmesg >/dev/null && echo CANARY-5f1e7c'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
    ['an open file of the server', () => 'for f in /proc/self/fd/*; do n="${f##*/}"; [ "$n" -gt 3 ] && [ -e "$f" ] && cat "$f"; done'],
  ])('reading %s gives nothing', async (_, command) => {
    symlinkSync('../.ssh', path.join(workspace, 'planted'));
    const { stdout, stderr } = await attack(command());
    expect(stdout + stderr).not.toContain(canary);
  });

  test.each([
    ['next to the workspace', () => `echo x > ${folder}/written`],
    ['by ..', () => 'echo x > ../written'],
    ['through a link', () => `ln -s ${folder} out && echo x > out/written`],
    ['into /usr', () => 'echo x > /usr/written-by-plumbline-test'],
    ['into /etc', () => 'echo x > /etc/written-by-plumbline-test'],
    ['into a setting of the kernel', () => 'echo x > /proc/sys/kernel/hostname'],
    ['into the setting that starts a program as root', () => ': >> /proc/sys/kernel/core_pattern'],
    ['into the emergency key', () => ': >> /proc/sysrq-trigger'],
    ['into the tools', () => 'echo x > /opt/node/bin/written'],
    ['a second name for a file outside', () => 'ln /usr/bin/env hard && echo x >> hard'],
    ['a device', () => 'mknod disk b 254 0'],
    ['by a mount', () => 'mkdir m && mount -t tmpfs x m'],
  ])('writing %s fails', async (_, command) => {
    const { exitCode } = await attack(`(${command()}) && echo done`);
    expect(exitCode).not.toBe(0);
    expect(existsSync(path.join(folder, 'written'))).toBe(false);
    expect(existsSync('/usr/written-by-plumbline-test')).toBe(false);
  });

  test('on the network reaches nothing: neither a server here, nor one outside, nor the host of this machine', async () => {
    let visitors = 0;
    const server = createServer(() => {
      visitors += 1;
    });
    const socket = path.join(folder, 'db.sock');
    const local = createServer(() => {
      visitors += 1;
    }).listen(socket);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    chmodSync(socket, 0o777);
    const port = (server.address() as { port: number }).port; // a TCP server has one
    const script = `
      const net = require('node:net');
      const targets = [{ port: ${port}, host: '127.0.0.1' }, { port: ${port}, host: '::1' }, { port: 80, host: '169.254.169.254' }, { port: 443, host: '1.1.1.1' }, { path: '${socket}' }];
      for (const target of targets) net.connect(target).on('connect', () => console.log('REACHED', target)).on('error', (e) => console.log('no', e.code));`;
    const { stdout } = await attack(
      `node -e "${script}"; python3 -c "import socket; socket.socket(40, 1)" && echo REACHED; ls /sys/class/net`,
    );
    server.close();
    local.close();
    expect(stdout.match(/^no /gm)).toHaveLength(5);
    expect(stdout).not.toContain('REACHED');
    expect(visitors).toBe(0);
  });

  test('on processes finds none but its own', async () => {
    const victim = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const { stdout } = await attack(`kill -9 ${victim.pid}; kill -9 1; (sleep 0.1; kill -9 -1) & ls -d /proc/[0-9]* | wc -l; wait`);
    expect(victim.exitCode ?? victim.signalCode).toBeNull();
    expect(Number(stdout)).toBeLessThan(10);
    victim.kill('SIGKILL');
  });

  test.each([
    ['a user namespace', 'unshare --user true'],
    ['a user namespace through bubblewrap', 'bwrap --unshare-user --ro-bind / / true'],
    ['a network namespace', 'unshare --net true'],
    ['the namespace of another process', 'nsenter --target 1 --net true'],
    ['another root', 'chroot / true'],
    [
      'the keyring of the server',
      "python3 -c 'import ctypes; l=ctypes.CDLL(None, use_errno=True); exit(0 if l.syscall(250, 0, -3, 0) > 0 else 1)'",
    ],
    ['a trace of another process', "python3 -c 'import ctypes; exit(0 if ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0 else 1)'"],
    ['being root', 'test "$(id -u)" = 0 || su -c true || sudo -n true'],
    ['a capability', "grep -E '^Cap(Prm|Eff|Amb)' /proc/self/status | grep -qv '0000000000000000'"],
    ['new privileges', "grep -q 'NoNewPrivs:.*0' /proc/self/status"],
  ])('to get %s fails', async (_, command) => {
    expect((await attack(`${command} 2>/dev/null`)).exitCode).not.toBe(0);
  });

  test.each([
    ['its configuration', 'git config core.fsmonitor /tmp/x; echo "[core]" >> .git/config'],
    ['its hooks', 'echo x > .git/hooks/pre-commit'],
    ['all of it', 'rm -rf .git; mv .git other; ln -sfn /tmp .git'],
  ])('on git changes nothing of %s', async (_, command) => {
    execFileSync('git', ['init', '--quiet', workspace]);
    const before = readFileSync(path.join(workspace, '.git/config'), 'utf8');
    await attack(command);
    expect(readFileSync(path.join(workspace, '.git/config'), 'utf8')).toBe(before);
    expect(existsSync(path.join(workspace, '.git/hooks/pre-commit'))).toBe(false);
    expect(statSync(path.join(workspace, '.git')).isDirectory()).toBe(true);
  });

  test('on the .git file of a worktree changes nothing', async () => {
    writeFileSync(path.join(workspace, '.git'), 'gitdir: /somewhere\n');
    await attack('echo "gitdir: /tmp/evil" > .git; rm -f .git; mv -f README .git; git init');
    expect(readFileSync(path.join(workspace, '.git'), 'utf8')).toBe('gitdir: /somewhere\n');
  });

  test('with processes is contained, and leaves none', async () => {
    const { stdout } = await attack(
      `:(){ :|:& };: 2>/dev/null; for i in $(seq 200); do (exec -a fork-${path.basename(folder)} sleep 1000) & done 2>/dev/null; ls -d /proc/[0-9]* | wc -l`,
      { timeoutMs: 1500 },
    );
    if (stdout) expect(Number(stdout)).toBeLessThan(limits.processes + 10);
    expect(running(`fork-${path.basename(folder)}`)).toBe(0);
  });

  test('with memory is ended', async () => {
    const { stdout, exitCode, stoppedBy } = await attack(
      'node -e "const a = []; for (let i = 0; i < 100; i += 1) a.push(Buffer.alloc(5e7, 1))"; sleep 1; echo survived',
    );
    if (isGroupable) expect({ exitCode, stoppedBy, stdout }).toEqual({ exitCode: null, stoppedBy: 'memory', stdout: '' });
  });

  test.each([
    ['one file', 'head -c 500M /dev/zero > big; echo survived'],
    ['one file, by a program that ignores the signal', `node -e "require('fs').writeFileSync('big', Buffer.alloc(2e8))"`],
    ['many files', 'for i in $(seq 500); do head -c 4M /dev/zero > f$i; sleep 0.01; done; echo survived'],
    [
      'deleted files that it holds open',
      'for i in $(seq 11 60); do eval "exec $i>f$i"; rm f$i; head -c 8M /dev/zero >&$i; sleep 0.01; done; sleep 2; echo survived',
    ],
    ['empty files', `node -e "for (let i = 0; i < 1e6; i++) require('fs').writeFileSync('f' + i, '')"; echo survived`],
    ['folders', `node -e "for (let i = 0; i < 1e6; i++) require('fs').mkdirSync('d' + i)"; echo survived`],
  ])(
    'on the disk by %s is stopped',
    async (_, command) => {
      // A few thousand files are enough to show it.
      const result = await attack(command, { spec: { limits: { ...limits, diskMb: 16 } } });
      expect({ stoppedBy: result.stoppedBy, exitCode: result.exitCode }).toEqual({ stoppedBy: 'disk', exitCode: null });
    },
    40_000,
  );

  test('by a link in place of a mount point is refused', async () => {
    symlinkSync(folder, path.join(workspace, 'node_modules'));
    const readOnly = [{ from: '/usr/share', to: path.join(workspace, 'node_modules/made') }];
    await expect(attack('true', { spec: { readOnly } })).rejects.toThrow(PathRefused);
    expect(existsSync(path.join(folder, 'made'))).toBe(false);
  });
});

describe('a command', () => {
  test('has the workspace, this Node, a private home, and nothing of the server’s environment', async () => {
    const command =
      'pwd; node --version; npm --version >/dev/null && echo npm; touch ~/x /tmp/x new; ls ~ /tmp | grep -c x; id -un; echo $GIVEN $OWN; env | cut -d= -f1 | sort | tr "\\n" " "';
    const { stdout, stderr, exitCode } = await run(command, { spec: { env: { GIVEN: 'given' } }, env: { OWN: 'own' } });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const names = 'CI GIVEN HOME LANG NO_COLOR OWN PATH PWD SHELL SHLVL TERM TMPDIR USER _ npm_config_offline npm_config_update_notifier';
    expect(stdout.trim().split('\n')).toEqual([workspace, process.version, 'npm', '2', 'agent', 'given own', names]);
    expect(existsSync(path.join(workspace, 'new'))).toBe(true);
  });

  test('runs in a folder of the workspace, and shows further folders read-only', async () => {
    mkdirSync(path.join(workspace, 'sub'));
    mkdirSync(path.join(folder, 'modules/x'), { recursive: true });
    const to = path.join(workspace, 'node_modules');
    const { stdout, exitCode } = await run('pwd; ls ../node_modules; touch ../node_modules/y', {
      cwd: 'sub',
      spec: { readOnly: [{ from: path.join(folder, 'modules'), to }] },
    });
    expect(stdout).toBe(`${workspace}/sub\nx\n`);
    expect(exitCode).not.toBe(0);
  });

  test('uses the loopback address of its own', async () => {
    const { stdout } = await run(
      `node -e "const s = require('http').createServer((q, r) => r.end('hi')).listen(0, () => fetch('http://localhost:' + s.address().port).then(r => r.text()).then(t => { console.log(t); s.close(); }))"`,
    );
    expect(stdout).toBe('hi\n');
  });

  test.each([
    ['exit 3', 3],
    ['exit 0', 0],
    ['no-such-program-here', 127],
    ['kill -9 $$', 137],
    ['exit 1', 1],
  ])('%j ends with its own exit code', async (command, code) => {
    expect(await run(command)).toMatchObject({ exitCode: code, droppedBytes: 0 });
  });

  test('writes files that the server may change and delete, and the other way round', async () => {
    const sandbox = await openBubblewrap({ workspace, limits });
    await sandbox.writeFile('dir/ours.txt', Buffer.from('ours'));
    expect(await sandbox.run({ command: 'echo theirs >> dir/ours.txt && touch dir/new && cat dir/ours.txt' })).toMatchObject({
      exitCode: 0,
      stdout: 'ourstheirs\n',
    });
    await sandbox.writeFile('dir/new', Buffer.from('x'));
    expect(await sandbox.listFolder('dir')).toEqual(['new', 'ours.txt']);
  });

  test('that never ends is stopped with all it started', async () => {
    const mark = `late-${path.basename(folder)}`;
    const { stoppedBy, durationMs, stdout } = await run(
      `echo begun; (exec -a ${mark} sleep 1000) & setsid bash -c 'exec -a ${mark} sleep 1000' & sleep 1000`,
      { timeoutMs: 700 },
    );
    expect({ stoppedBy, stdout }).toEqual({ stoppedBy: 'time', stdout: 'begun\n' });
    expect(durationMs).toBeLessThan(1500);
    expect(running(mark)).toBe(0);
  });

  test('that is done leaves no orphan', async () => {
    const mark = `orphan-${path.basename(folder)}`;
    const { exitCode, durationMs } = await run(
      `(exec -a ${mark} sleep 1000) & setsid nohup bash -c 'exec -a ${mark} sleep 1000' >/dev/null 2>&1 & echo done`,
    );
    expect(exitCode).toBe(0);
    expect(durationMs).toBeLessThan(2000);
    expect(running(mark)).toBe(0);
  });

  test('that is cancelled is gone within half a second', async () => {
    const mark = `abort-${path.basename(folder)}`;
    const controller = new AbortController();
    const running1 = run(`trap '' TERM INT HUP; echo begun; (trap '' TERM; exec -a ${mark} sleep 1000) & wait`, {
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    await new Promise((resolve) => controller.signal.addEventListener('abort', resolve, { once: true }));
    const abortedAt = performance.now();
    expect(await running1).toMatchObject({ stoppedBy: 'cancelled', exitCode: null });
    expect(performance.now() - abortedAt).toBeLessThan(500);
    expect(running(mark)).toBe(0);
    expect(await run('echo x', { signal: controller.signal })).toMatchObject({ stoppedBy: 'cancelled', stdout: '' });
  });

  test('cancelled at any moment of its start is gone as well', async () => {
    const mark = `early-${path.basename(folder)}`;
    const attempts = Array.from({ length: 12 }, (_, i) => run(`exec -a ${mark} sleep 1000`, { signal: AbortSignal.timeout(i * 4) }));
    for (const result of await Promise.all(attempts)) expect(result.stoppedBy).toBe('cancelled');
    expect(running(mark)).toBe(0);
  });

  test('dies with the server', async () => {
    const mark = `dead-${path.basename(folder)}`;
    const script = `import { bubblewrap } from '${import.meta.dirname}/bubblewrap.ts';
      const sandbox = await bubblewrap.open({ workspace: '${workspace}' });
      await sandbox.run({ command: 'exec -a ${mark} sleep 1000' });`;
    const server: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      stdio: 'ignore',
    });
    const isUp = () =>
      readdirSync('/proc').some((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith(`${mark}\0`);
        } catch {
          return false;
        }
      });
    await vi.waitUntil(isUp, { timeout: 15_000, interval: 20 });
    server.kill('SIGKILL');
    await vi.waitUntil(() => running(`exec -a ${mark}`) + Number(isUp()) === 0, { timeout: 3000, interval: 20 });
  });

  test('that floods keeps its beginning and end, and the server goes on', async () => {
    let shown = 0;
    let beats = 0;
    const heart = setInterval(() => {
      beats += 1;
    }, 10);
    const { stdout, droppedBytes, stoppedBy } = await run('echo first; yes | head -c 30000000; echo last', {
      onOutput: (_, text) => {
        shown += text.length;
      },
    });
    clearInterval(heart);
    expect(stoppedBy).toBeUndefined();
    expect(droppedBytes).toBe(30_000_000 + 11 - limits.outputBytes);
    expect(stdout).toMatch(/^first\ny\ny/);
    expect(stdout).toMatch(/y\nlast\n$/);
    expect(shown).toBeLessThan(limits.outputBytes + 200);
    expect(beats).toBeGreaterThan(5);
  });

  test('prints characters whole and escapes not at all', async () => {
    const shown: string[] = [];
    const { stdout } = await run(`printf 'gr\\303'; sleep 0.05; printf '\\274n\\033[3'; sleep 0.05; printf '1m!\\033]0;title\\007\\n'`, {
      onOutput: (_, text) => shown.push(text),
    });
    expect(stdout).toBe('grün!\n');
    expect(shown.join('')).toBe('grün!\n');
  });

  test.each<[string, () => Partial<RunOptions & { spec: Partial<SandboxSpec> }> & { command?: string }]>([
    ['a folder outside', () => ({ cwd: '..' })],
    ['a folder that is a link', () => ({ cwd: 'link' })],
    ['no folder', () => ({ cwd: 'none' })],
    ['an argument smuggled into a variable', () => ({ env: { X: 'a\0--bind\0/\0/' } })],
    ['an odd variable', () => ({ env: { 'A=B': 'x' } })],
    ['a NUL in the command', () => ({ command: 'echo \0' })],
    ['a command that is too long', () => ({ command: `: ${'x'.repeat(140_000)}` })],
    ['a workspace that is the machine', () => ({ spec: { workspace: '/' } })],
    ['a workspace that holds the machine’s programs', () => ({ spec: { workspace: '/usr' } })],
    ['a workspace that is a link', () => ({ spec: { workspace: path.join(workspace, 'link') } })],
    ['a workspace that is not there', () => ({ spec: { workspace: path.join(folder, 'none') } })],
  ])('with %s is refused', async (_, options) => {
    symlinkSync(folder, path.join(workspace, 'link'));
    const { command = 'true', ...more } = options();
    await expect(run(command, more)).rejects.toThrow(PathRefused);
  });

  test('that may not join a group is limited all the same', async () => {
    const means = { isGrouped: false };
    const bomb = await run('node -e "const a = []; for (let i = 0; i < 100; i += 1) a.push(Buffer.alloc(5e7, 1)); console.log(1)"', {
      means,
    });
    expect(bomb.stdout).toBe('');
    expect(bomb.exitCode).not.toBe(0);
    const { stdout } = await run('for i in $(seq 200); do sleep 5 & done 2>/dev/null; ls -d /proc/[0-9]* | wc -l', {
      means,
      timeoutMs: 4000,
    });
    if (stdout) expect(Number(stdout)).toBeLessThan(limits.processes + 10);
    expect(await run('node --version && echo fine', { means })).toMatchObject({ exitCode: 0 });
  });

  test('leaves no group behind, whatever became of it', async () => {
    await Promise.all([run('true'), run('sleep 100', { timeoutMs: 100 }), run('exit 1'), run('true', { cwd: 'none' }).catch(() => null)]);
    const left = execFileSync('find', ['/sys/fs/cgroup', '-type', 'd', '-name', `plumbline-${process.pid}-*`], { encoding: 'utf8' });
    expect(left).toBe('');
  });

  test('gets a workspace whose hard-linked files keep their owner', async () => {
    linkSync(path.join(folder, '.ssh/id_rsa'), path.join(workspace, 'hard'));
    writeFileSync(path.join(workspace, 'plain'), 'x');
    expect((await run('echo x >> plain && echo y >> hard')).exitCode).not.toBe(0);
    expect(readFileSync(path.join(folder, '.ssh/id_rsa'), 'utf8')).toBe(canary);
    expect(statSync(path.join(folder, '.ssh/id_rsa')).uid).toBe(0);
  });
});
