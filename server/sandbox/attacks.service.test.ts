import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from './bubblewrap-arguments.ts';
import { openGroup } from './cgroup.ts';
import { PathRefused } from './sandbox.ts';
import { canary, limits, type More, place, prepareSandboxTests, run, running } from './sandbox-fixture.ts';

prepareSandboxTests();

let isGroupable = false;
beforeAll(async () => {
  const group = await openGroup(limits);
  isGroupable = group !== null;
  await group?.close();
});

// Root can use both ways of being nobody: whoever starts the server as another user gets the second.
describe.each<Identity>(['own-id', 'user-namespace'])('with %s, an attack', (identity) => {
  const means = { identity };
  const attack = (command: string, more: More = {}) => run(command, { means, ...more });

  test.each([
    ['a key next to the workspace', () => `cat ${place.folder}/.ssh/id_rsa`],
    ['the same by ..', () => 'cat ../.ssh/id_rsa'],
    ['the same through /proc', () => `for p in /proc/[0-9]*; do cat $p/root${place.folder}/.ssh/id_rsa $p/cwd/../.ssh/id_rsa; done`],
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
  ])('reading %s gives nothing', async (_, command) => {
    symlinkSync('../.ssh', path.join(place.workspace, 'planted'));
    const { stdout, stderr } = await attack(command());
    expect(stdout + stderr).not.toContain(canary);
  });

  test.each([
    ['next to the workspace', () => `echo x > ${place.folder}/written`],
    ['by ..', () => 'echo x > ../written'],
    ['through a link', () => `ln -s ${place.folder} out && echo x > out/written`],
    ['into /usr', () => 'echo x > /usr/written-by-plumbline-test'],
    ['into /etc', () => 'echo x > /etc/written-by-plumbline-test'],
    ['into a setting of the kernel', () => ': >> /proc/sys/kernel/hostname'],
    ['into the setting that starts a program as root', () => ': >> /proc/sys/kernel/core_pattern'],
    ['into the emergency key', () => ': >> /proc/sysrq-trigger'],
    ['into the tools', () => 'echo x > /opt/node/bin/written'],
    ['a second name for a file that is shown', () => `ln ${place.folder}/shown/file hard && echo x >> hard`],
    ['a device', () => 'mknod disk b 254 0'],
    ['by a mount', () => 'mkdir m && mount -t tmpfs x m'],
  ])('writing %s fails', async (_, command) => {
    const readOnly = [{ from: path.join(place.folder, 'shown'), to: path.join(place.folder, 'shown') }];
    const { exitCode } = await attack(`(${command()}) && echo done`, { spec: { readOnly } });
    expect(exitCode).not.toBe(0);
    expect(existsSync(path.join(place.folder, 'written'))).toBe(false);
    expect(readFileSync(path.join(place.folder, 'shown/file'), 'utf8')).toBe('shown');
    expect(existsSync('/usr/written-by-plumbline-test')).toBe(false);
  });

  test('on the network reaches nothing: neither a server here, nor one outside, nor the host of this machine', async () => {
    let visitors = 0;
    const server = createServer(() => {
      visitors += 1;
    });
    const socket = path.join(place.folder, 'db.sock');
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

  // One victim by its id, never `kill -1`: were the namespace missing, that would end everything on the machine.
  test('on processes finds none but its own', async () => {
    const victim = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const { stdout } = await attack(`kill -9 ${victim.pid}; ls -d /proc/[0-9]* | wc -l`);
    expect(victim.exitCode ?? victim.signalCode).toBeNull();
    expect(existsSync(`/proc/${victim.pid}`)).toBe(true);
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
    execFileSync('git', ['init', '--quiet', place.workspace]);
    const before = readFileSync(path.join(place.workspace, '.git/config'), 'utf8');
    await attack(command);
    expect(readFileSync(path.join(place.workspace, '.git/config'), 'utf8')).toBe(before);
    expect(existsSync(path.join(place.workspace, '.git/hooks/pre-commit'))).toBe(false);
    expect(statSync(path.join(place.workspace, '.git')).isDirectory()).toBe(true);
  });

  test('on the .git file of a worktree changes nothing', async () => {
    writeFileSync(path.join(place.workspace, '.git'), 'gitdir: /somewhere\n');
    await attack('echo "gitdir: /tmp/evil" > .git; rm -f .git; mv -f README .git; git init');
    expect(readFileSync(path.join(place.workspace, '.git'), 'utf8')).toBe('gitdir: /somewhere\n');
  });

  // A bomb of a thousand processes, no more: it must not bring down a machine whose sandbox does not hold.
  test('with processes is contained, and leaves none', async () => {
    const mark = `fork-${path.basename(place.folder)}`;
    const bomb = `bomb() { if [ "$1" -gt 0 ]; then bomb $(($1 - 1)) & bomb $(($1 - 1)) & (exec -a ${mark} sleep 30); fi; }; bomb 9`;
    const { stdout } = await attack(`(${bomb}) 2>/dev/null & sleep 1; ls -d /proc/[0-9]* 2>/dev/null | wc -l`, { timeoutMs: 3000 });
    if (stdout) expect(Number(stdout)).toBeLessThan(limits.processes + 10);
    expect(running(mark)).toBe(0);
  });

  test('with memory is ended', async () => {
    const { stdout, exitCode, stoppedBy } = await attack(
      'node -e "const a = []; for (let i = 0; i < 100; i += 1) a.push(Buffer.alloc(5e7, 1))"; sleep 1; echo survived',
    );
    // Without control groups the limit is each process's own: the program dies of it, and the shell goes on.
    expect({ exitCode, stoppedBy, stdout }).toEqual(
      isGroupable ? { exitCode: null, stoppedBy: 'memory', stdout: '' } : { exitCode, stoppedBy, stdout: expect.anything() },
    );
  });

  test.each<[string, string, diskMb?: number]>([
    ['one file', 'head -c 500M /dev/zero > big; echo survived'],
    ['one file, by a program that ignores the signal', `node -e "require('fs').writeFileSync('big', Buffer.alloc(2e8))"`],
    ['many files', 'for i in $(seq 500); do head -c 4M /dev/zero > f$i; sleep 0.01; done; echo survived'],
    [
      'deleted files that it holds open',
      'for i in $(seq 11 60); do eval "exec $i>f$i"; rm f$i; head -c 8M /dev/zero >&$i; sleep 0.01; done; sleep 2; echo survived',
    ],
    ['empty files', `node -e "for (let i = 0; i < 1e5; i++) require('fs').writeFileSync('f' + i, '')"; echo survived`, 16],
    ['folders', `node -e "for (let i = 0; i < 1e5; i++) require('fs').mkdirSync('d' + i)"; echo survived`, 16],
  ])(
    'on the disk by %s is stopped',
    async (_, command, diskMb = limits.diskMb) => {
      const result = await attack(command, { spec: { limits: { ...limits, diskMb } } });
      expect({ stoppedBy: result.stoppedBy, exitCode: result.exitCode }).toEqual({ stoppedBy: 'disk', exitCode: null });
    },
    40_000,
  );

  test('by a link in place of a mount point is refused', async () => {
    symlinkSync(place.folder, path.join(place.workspace, 'node_modules'));
    const readOnly = [{ from: '/usr/share', to: path.join(place.workspace, 'node_modules/made') }];
    await expect(attack('true', { spec: { readOnly } })).rejects.toThrow(PathRefused);
    expect(existsSync(path.join(place.folder, 'made'))).toBe(false);
  });
});
