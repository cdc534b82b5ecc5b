import { randomBytes } from 'node:crypto';
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '#server/errors.ts';
import { findOnPath } from './bubblewrap-install.ts';
import { containerArguments } from './container-arguments.ts';
import { openProxy } from './egress/proxy.ts';
import { baseEnv } from './plain-environment.ts';
import { runPlain } from './plain-process.ts';
import { defaultLimits, PathRefused, type Sandbox, type SandboxProvider, type SandboxSpec } from './sandbox.ts';
import { workspaceFiles } from './workspace-files.ts';

const runtimes = ['podman', 'docker'] as const;
const imageOf = () => process.env.PLUMBLINE_CONTAINER_IMAGE || 'docker.io/library/node:24-bookworm';
/** What the kernel ends a process with that took more memory than the container has. */
const killed = 128 + 9;

/** The sandbox of machines that may not make namespaces themselves and have a container runtime: a container for each command, gone with it. */
export const container: SandboxProvider = {
  kind: 'container',

  async probe() {
    const program = await findRuntime();
    if (program === undefined) return { ok: false, why: 'There is no container runtime: install podman or docker.' };
    const plain = { program, cwd: '/', env: hostEnv(), limits: { wallMs: 20_000, outputBytes: 20_000 } };
    const info = await runPlain({ ...plain, args: ['info'] });
    const said = (text: string) => text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    if (info.exitCode !== 0) return { ok: false, why: `${path.basename(program)} does not answer: ${said(info.stderr)}` };
    const image = await runPlain({ ...plain, args: ['image', 'inspect', '--format', '{{.Id}}', imageOf()] });
    if (image.exitCode === 0) return { ok: true };
    return { ok: false, why: `The image ${imageOf()} is not on this machine: pull it, or name another one in PLUMBLINE_CONTAINER_IMAGE.` };
  },

  open: openContainer,
};

/** The container runtime of this machine, podman before docker: it needs no server that is root. */
export async function findRuntime(): Promise<string | undefined> {
  for (const name of runtimes) {
    const found = await findOnPath(name);
    if (found) return found;
  }
  return undefined;
}

async function openContainer(spec: SandboxSpec): Promise<Sandbox> {
  const program = await findRuntime();
  if (program === undefined) throw new Failure('sandbox_missing', 'The sandbox needs a container runtime: install podman or docker.');
  const { workspace } = spec;
  if ((await realpath(workspace).catch(() => null)) !== workspace)
    throw new PathRefused(`${workspace} cannot be a workspace: it does not exist, or passes through a link.`);
  const { uid, gid } = await stat(workspace);
  const hasGit = (await lstat(path.join(workspace, '.git')).catch(() => null)) !== null;
  return {
    ...workspaceFiles(workspace, null),
    async run(options) {
      const limits = { ...defaultLimits, ...spec.limits };
      if (options.timeoutMs !== undefined) limits.wallMs = Math.min(limits.wallMs, options.timeoutMs);
      const name = `plumbline-${randomBytes(8).toString('hex')}`;
      const proxy = options.egress ? await openProxy(options.egress) : null;
      try {
        const words = proxy?.wrap(options.command) ?? ['bash', '--norc', '-c', options.command];
        const args = containerArguments({
          name,
          image: imageOf(),
          runtime: process.env.PLUMBLINE_CONTAINER_RUNTIME || null,
          user: `${uid}:${gid}`,
          workspace,
          hasGit,
          readOnly: [...(spec.readOnly ?? []), ...(proxy?.mounts ?? [])],
          env: { ...baseEnv(null), ...proxy?.env, ...spec.env, ...options.env },
          cwd: path.join(workspace, path.normalize(`/${options.cwd ?? ''}`)),
          limits,
          isInteractive: options.onInput !== undefined,
          words,
        });
        const end = async () => {
          await runPlain({ program, args: ['kill', name], cwd: '/', env: hostEnv(), limits: { wallMs: 10_000, outputBytes: 2_000 } });
        };
        const result = await runPlain({ ...options, program, args, cwd: '/', env: hostEnv(), limits, onStop: end });
        return result.exitCode === killed && !result.stoppedBy ? { ...result, exitCode: null, stoppedBy: 'memory' } : result;
      } finally {
        await proxy?.close();
      }
    },
  };
}

/** What the runtime itself needs of our environment, to find its server and its images. */
function hostEnv(): Record<string, string> {
  const wanted = ['PATH', 'HOME', 'XDG_RUNTIME_DIR', 'DOCKER_HOST', 'CONTAINER_HOST'];
  return Object.fromEntries(wanted.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])));
}
