import path from 'node:path';
import { checkWorkspacePath, type Mount } from './bubblewrap-arguments.ts';
import type { SandboxLimits } from './sandbox.ts';

/** A container of one command. */
export type ContainerLayout = {
  /** The container's name, by which it is ended. */
  name: string;
  image: string;
  /** `runsc`, `kata`, ...; the runtime's own choice without it. */
  runtime: string | null;
  /** `uid:gid` of whoever owns the workspace. */
  user: string;
  workspace: string;
  hasGit: boolean;
  readOnly: readonly Mount[];
  env: Record<string, string>;
  cwd: string;
  limits: SandboxLimits;
  /** Whether the command reads from its input. */
  isInteractive: boolean;
  /** The last words of what is started. */
  words: readonly string[];
};

const privateBytes = 512 * 1024 * 1024;

/**
 * What `docker` and `podman` are told: no network, nothing to write but the workspace and private folders in memory, no capability, nobody's id, and
 * limits of memory, processes, files and time of the kernel. Throws `PathRefused` for a workspace that would lay the machine open.
 */
export function containerArguments(layout: ContainerLayout): string[] {
  const { name, image, runtime, user, workspace, hasGit, readOnly, env, cwd, limits, isInteractive, words } = layout;
  checkWorkspacePath(workspace);
  const bytes = limits.diskMb * 1024 * 1024;
  const memory = `${limits.memoryMb}m`;
  return [
    'run',
    '--rm',
    '--init',
    ...(isInteractive ? ['--interactive'] : []),
    ...['--name', name, '--hostname', 'sandbox', '--pull', 'never'],
    ...(runtime === null ? [] : ['--runtime', runtime]),
    ...['--network', 'none', '--ipc', 'private', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--user', user, '--memory', memory, '--memory-swap', memory, '--pids-limit', `${limits.processes}`, '--cpu-shares', '256'],
    ...['--ulimit', `fsize=${bytes}:${bytes}`, '--ulimit', 'core=0:0', '--ulimit', 'nofile=4096:4096'],
    ...['/tmp', '/home/agent', '/dev/shm'].flatMap((folder) => ['--tmpfs', `${folder}:rw,nosuid,nodev,size=${privateBytes},mode=1777`]),
    ...mount({ from: workspace, to: workspace }, false),
    ...(hasGit ? mount({ from: path.join(workspace, '.git'), to: path.join(workspace, '.git') }, true) : []),
    ...readOnly.flatMap((one) => mount(one, true)),
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...['--workdir', cwd, '--entrypoint', words[0] ?? 'bash', image],
    ...words.slice(1),
  ];
}

/** As fields of CSV: a quote or a comma in a path must not become an option of its own. */
function mount({ from, to }: Mount, isReadOnly: boolean): string[] {
  const field = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const fields = ['type=bind', field(`source=${from}`), field(`target=${to}`), ...(isReadOnly ? ['readonly'] : [])];
  return ['--mount', fields.join(',')];
}
