import { spawn } from 'node:child_process';
import { lstat, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '#server/errors.ts';
import { namesOf, openFolder } from './beneath.ts';
import { checkWorkspacePath, type Identity, type Layout, type Mount, sandboxId } from './bubblewrap-arguments.ts';
import { findOnPath } from './bubblewrap-install.ts';
import { runCommand } from './command.ts';
import { openProxy } from './egress/proxy.ts';
import { baseEnv } from './plain-environment.ts';
import { defaultLimits, PathRefused, type Sandbox, type SandboxProvider, type SandboxSpec } from './sandbox.ts';
import { seccompFilter } from './seccomp.ts';
import { workspaceFiles } from './workspace-files.ts';

/** What tests choose and everybody else leaves to the machine. */
export type Means = { identity: Identity; isGrouped: boolean };

const nodeFolder = '/opt/node/bin';
const npmFolder = '/opt/npm';
const ripgrepFolder = '/opt/ripgrep/bin';

/** The sandbox of Linux: bubblewrap with nothing shared but an allow-list, a system-call filter, and kernel limits. */
export const bubblewrap: SandboxProvider = {
  kind: 'bubblewrap',

  async probe() {
    const workspace = await mkdtemp(path.join(tmpdir(), 'plumbline-probe-'));
    try {
      const sandbox = await openBubblewrap({ workspace, limits: { wallMs: 20_000 } });
      const { exitCode, stdout, stderr } = await sandbox.run({ command: 'id -u && node --version && ls /sys/class/net 2>/dev/null; true' });
      const isNobody = stdout.startsWith(`${sandboxId}\nv`);
      return exitCode === 0 && isNobody ? { ok: true } : { ok: false, why: explain(`${stdout}${stderr}`) };
    } catch (error) {
      if (error instanceof Failure) return { ok: false, why: explain(error.message) };
      throw error;
    } finally {
      await rm(workspace, { recursive: true, force: true });
    }
  },

  open: (spec) => openBubblewrap(spec),
};

/** `bubblewrap.open`, with the means it uses; by default the strongest that this process may use. */
export async function openBubblewrap(spec: SandboxSpec, means?: Partial<Means>): Promise<Sandbox> {
  const program = await findOnPath('bwrap');
  if (!program) throw new Failure('sandbox_missing', 'The sandbox needs bubblewrap: install the package `bubblewrap`.');
  const seccomp = seccompFilter(process.arch);
  if (!seccomp) throw new Failure('sandbox_missing', `The sandbox knows x64 and arm64 processors, not ${process.arch}.`);
  const { workspace } = spec;
  checkWorkspacePath(workspace);
  const real = await realpath(workspace).catch(() => null);
  if (real !== workspace) throw new PathRefused(`${workspace} cannot be a workspace: it does not exist, or passes through a link.`);
  const identity = means?.identity ?? (process.getuid?.() === 0 ? 'own-id' : 'user-namespace');
  const owner = identity === 'own-id' ? { uid: sandboxId, gid: sandboxId } : null;
  if (owner) await giveTo(workspace);
  // Decided once: were it asked again, an earlier command could have put a link there.
  const hasGit = await isThere(path.join(workspace, '.git'));
  const tools = await toolchain();
  const readOnly = [...tools.mounts, ...(spec.readOnly ?? [])];

  return {
    ...workspaceFiles(workspace, owner),
    async run(options) {
      checkCommand(options.command);
      const limits = { ...defaultLimits, ...spec.limits };
      if (options.timeoutMs !== undefined) limits.wallMs = Math.min(limits.wallMs, options.timeoutMs);
      for (const { to } of readOnly) await checkMountPoint(workspace, to);
      const cwd = await folderOf(workspace, options.cwd ?? '');
      const proxy = options.egress ? await openProxy(options.egress) : null;
      try {
        const env = checkNames({ ...baseEnv(tools.path), ...proxy?.env, ...spec.env, ...options.env });
        const mounts = [...readOnly, ...(proxy?.mounts ?? [])];
        const layout: Layout = { workspace, hasGit, readOnly: mounts, links: tools.links, env, cwd, identity };
        const wrap = proxy?.wrap ?? ((command: string) => ['bash', '--norc', '-c', command]);
        return await runCommand({ program, layout, limits, seccomp, isGrouped: means?.isGrouped ?? true, wrap, ...options });
      } finally {
        await proxy?.close();
      }
    },
  };
}

/** What the kernel takes as one argument. */
const longestCommand = 128 * 1024 - 1;

function checkCommand(command: string): void {
  if (command.includes('\0')) throw new PathRefused('A command cannot hold a NUL character.');
  const bytes = Buffer.byteLength(command);
  if (bytes > longestCommand)
    throw new PathRefused(`The command has ${bytes} bytes, at most ${longestCommand} fit: write it to a file and run that.`);
}

function checkNames(env: Record<string, string>): Record<string, string> {
  const wrong = Object.keys(env).find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (wrong !== undefined) throw new PathRefused(`${JSON.stringify(wrong)} cannot be the name of a variable.`);
  return env;
}

/** This Node, the ripgrep of the project's packages, and npm where it lies outside of `/usr`. */
async function toolchain(): Promise<{ mounts: Mount[]; links: Layout['links']; path: string }> {
  const mounts = [{ from: path.dirname(await realpath(process.execPath)), to: nodeFolder }];
  // Looked up from the working folder, which is the project's root also for a bundled server; some processors have none.
  const packed = path.join(process.cwd(), `node_modules/@vscode/ripgrep-${process.platform}-${process.arch}/bin`);
  const ripgrep = await realpath(packed).catch(() => null);
  if (ripgrep !== null) mounts.push({ from: ripgrep, to: ripgrepFolder });
  const system = `${ripgrep === null ? '' : `${ripgrepFolder}:`}/usr/local/bin:/usr/bin:/bin`;
  const npm = await findOnPath('npm').then((found) => (found ? realpath(found) : undefined));
  if (!npm?.endsWith('/npm/bin/npm-cli.js') || npm.startsWith('/usr/')) return { mounts, links: [], path: `${nodeFolder}:${system}` };
  const links = ['npm', 'npx'].map((name) => ({ at: `${npmFolder}/bin/${name}`, target: `${npmFolder}/package/bin/${name}-cli.js` }));
  mounts.push({ from: path.resolve(npm, '../..'), to: `${npmFolder}/package` });
  return { mounts, links, path: `${nodeFolder}:${npmFolder}/bin:${system}` };
}

/** The working folder, checked on our side: bwrap's own complaint would look like a broken sandbox. */
async function folderOf(workspace: string, cwd: string): Promise<string> {
  const names = namesOf(cwd);
  const folder = await openFolder(workspace, names);
  if (!folder) throw new PathRefused(`There is no folder ${cwd} in the workspace.`);
  await folder.close();
  return path.join(workspace, ...names.map(String));
}

/** A mount point in the workspace must not pass through a link: bwrap, as root, would make it wherever the link leads. */
async function checkMountPoint(workspace: string, to: string): Promise<void> {
  if (!path.isAbsolute(to) || path.normalize(to) !== to) throw new PathRefused(`${to} cannot be a mount point: give an absolute path.`);
  if (!to.startsWith(`${workspace}/`)) return;
  const folder = await openFolder(workspace, namesOf(to.slice(workspace.length + 1)));
  await folder?.close();
}

async function isThere(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => null);
  if (found?.isSymbolicLink()) throw new PathRefused(`${file} is a link: git's own files must lie in the workspace itself.`);
  return found !== null;
}

/**
 * Gives the workspace's files to the sandbox's id, save those with a second name, which may lie elsewhere. `find`
 * holds each folder open while it works in it, so nothing that runs in the workspace can lead it out.
 */
function giveTo(workspace: string): Promise<void> {
  const id = `${sandboxId}`;
  const which = ['-xdev', '!', '-uid', id, '(', '-type', 'd', '-o', '-links', '1', ')'];
  const args = [workspace, ...which, '-execdir', 'chown', '--no-dereference', `${id}:${id}`, '--', '{}', '+'];
  return new Promise((resolve, reject) => {
    const child = spawn('find', args, { stdio: 'ignore', env: { NODE_ENV: 'production', PATH: '/usr/bin:/bin' } });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the files of ${workspace} could not be given to the sandbox`)),
    );
  });
}

/** What to do about it, in a sentence, for the ways in which machines are known to refuse. */
function explain(words: string): string {
  const said = words.trim().split('\n').at(-1) ?? '';
  if (/install/.test(said) || /processors/.test(said)) return said;
  if (/Permission denied|Operation not permitted|No permissions|namespace/i.test(said)) {
    return `This machine does not let bubblewrap make namespaces (${said}). In a container, start it with --privileged; on Ubuntu 24.04 or later, allow them with \`sysctl kernel.apparmor_restrict_unprivileged_userns=0\`; elsewhere with \`sysctl user.max_user_namespaces=10000\`.`;
  }
  return `The sandbox does not work on this machine (bubblewrap 0.8 or later is needed): ${said}`;
}
