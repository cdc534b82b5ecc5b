import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { PathRefused, type SandboxLimits } from './sandbox.ts';

/**
 * The id that commands have inside, and, where the server is root, outside as well: no person's, no service's (it lies
 * in the range that systemd and Debian both leave unused).
 */
export const sandboxId = 65533;

/**
 * How a command is kept from being the server's own user. `own-id`: started by root, it becomes `sandboxId` before it
 * runs. `user-namespace`: started by anybody else, it stays that user, who is nobody in a namespace of its own.
 */
export type Identity = 'own-id' | 'user-namespace';

/** A host path shown read-only at a path inside. */
export type Mount = { from: string; to: string };

export type Layout = {
  workspace: string;
  /** Whether the workspace holds a `.git` to be protected. */
  hasGit: boolean;
  readOnly: Mount[];
  /** Links inside: path to target. */
  links: { at: string; target: string }[];
  env: Record<string, string>;
  cwd: string;
  identity: Identity;
};

/** File descriptors that bwrap reads from, in this order, from 3 on. */
export const descriptors = { arguments: 3, seccomp: 4, status: 5, passwd: 6, group: 7, hosts: 8, nsswitch: 9 };

/** The few files of `/etc` that are made up: names for the id, the loopback address, and where names come from. */
export const madeFiles = {
  passwd: `root:x:0:0:root:/root:/usr/sbin/nologin\nagent:x:${sandboxId}:${sandboxId}:agent:/home/agent:/bin/bash\n`,
  group: `root:x:0:\nagent:x:${sandboxId}:\n`,
  hosts: '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 sandbox\n',
  nsswitch: 'passwd: files\ngroup: files\nhosts: files\n',
};

/** World-readable, and wanted by ordinary tools: links between programs, libraries' places, certificates, the time zone. */
const shownFromEtc = [
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
  '/etc/localtime',
  '/etc/timezone',
  '/etc/mime.types',
];
const settings = ['--ro-bind', '/proc/sys', '/proc/sys', '--ro-bind-try', '/proc/sysrq-trigger', '/proc/sysrq-trigger'];
const home = '/home/agent';
const privateFolderBytes = 512 * 1024 * 1024;

/** Folders that a workspace may neither be, nor hold: they are the sandbox's own. */
const reserved = ['/usr', '/etc', '/bin', '/sbin', '/lib', '/lib64', '/proc', '/dev', '/sys', '/run', '/tmp', '/opt/node', home];

/** Refuses a workspace that would lay the machine open, such as `/` or `/home`. */
export function checkWorkspacePath(workspace: string): void {
  const isHolding = reserved.some((folder) => folder === workspace || folder.startsWith(workspace === '/' ? '/' : `${workspace}/`));
  const isInside = ['/proc', '/dev', '/sys'].some((folder) => workspace.startsWith(`${folder}/`));
  if (!path.isAbsolute(workspace) || path.normalize(workspace) !== workspace || isHolding || isInside) {
    throw new PathRefused(`${workspace} cannot be a workspace: give the absolute path of a folder made for it.`);
  }
}

/** What bwrap is told, without its own name and the command: an allow-list of what is seen, and nothing else. */
export async function bubblewrapArguments(layout: Layout): Promise<string[]> {
  const { workspace, hasGit, readOnly, links, env, identity } = layout;
  const folders = new Set<string>();
  // Made by us, since bwrap makes missing parents for root's eyes only.
  const within = (target: string) =>
    ancestors(target)
      .filter((folder) => folder !== workspace && !folder.startsWith(`${workspace}/`) && !folders.has(folder) && folders.add(folder))
      .flatMap((folder) => ['--perms', '0755', '--dir', folder]);
  const privateFolder = (folder: string, bytes = privateFolderBytes) => ['--perms', '1777', '--size', `${bytes}`, '--tmpfs', folder];
  const made = (file: keyof typeof madeFiles, target: string) => ['--perms', '0644', '--file', `${descriptors[file]}`, target];
  const list = [
    ...(identity === 'own-id'
      ? // Only what it takes to become another user; that step drops the rest.
        ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID', '--cap-add', 'CAP_SETPCAP']
      : ['--unshare-user', '--uid', `${sandboxId}`, '--gid', `${sandboxId}`, '--cap-drop', 'ALL']),
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'sandbox'],
    ...['--die-with-parent', '--json-status-fd', `${descriptors.status}`, '--seccomp', `${descriptors.seccomp}`, '--clearenv'],
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr', ...(await systemFolders())],
    ...[...within('/etc/ssl/certs'), ...shownFromEtc.flatMap((file) => ['--ro-bind-try', file, file])],
    ...[
      ...made('passwd', '/etc/passwd'),
      ...made('group', '/etc/group'),
      ...made('hosts', '/etc/hosts'),
      ...made('nsswitch', '/etc/nsswitch.conf'),
    ],
    // Some settings belong to all of the machine, and the kernel lets an id of root write them even without a capability.
    ...['--proc', '/proc', ...settings, '--dev', '/dev', ...privateFolder('/dev/shm'), '--remount-ro', '/dev'],
    ...[...within(home), ...privateFolder('/tmp'), ...privateFolder(home)],
    ...[...within(workspace), '--bind', workspace, workspace],
    ...(hasGit ? ['--ro-bind', path.join(workspace, '.git'), path.join(workspace, '.git')] : []),
    ...readOnly.flatMap(({ from, to }) => [...within(to), '--ro-bind', from, to]),
    ...links.flatMap(({ at, target }) => [...within(at), '--symlink', target, at]),
    ...['--remount-ro', '/', '--chdir', '/'],
  ];
  // They are handed over with a NUL after each: one inside would begin an argument of its own.
  if (list.some((argument) => argument.includes('\0'))) throw new PathRefused('A path or a variable cannot hold a NUL character.');
  return list;
}

/**
 * The programs between bwrap and the shell: they make the process nobody, limit it, and let the server go first. The
 * working folder is entered last, since root without its capabilities may not enter somebody else's private folder.
 */
export function launcher({ identity, cwd }: Layout, limits: SandboxLimits, hasGroup: boolean): string[] {
  const bytes = limits.diskMb * 1024 * 1024;
  const become = ['setpriv', `--reuid=${sandboxId}`, `--regid=${sandboxId}`, '--clear-groups', '--bounding-set=-all', '--inh-caps=-all'];
  // Without a group the kernel can still limit each process, though not their sum.
  const instead = hasGroup ? [] : [`--nproc=${limits.processes}`, `--data=${limits.memoryMb * 1024 * 1024}`];
  const limit = ['prlimit', '--core=0', '--nofile=4096', `--fsize=${bytes}`, ...instead];
  return [...(identity === 'own-id' ? become : []), ...limit, 'nice', '-n', '10', 'env', `--chdir=${cwd}`];
}

/** Folders above a path, outermost first, without `/`. */
function ancestors(target: string): string[] {
  const parts = path.dirname(target).split('/').filter(Boolean);
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
}

/** `/bin` and its like: links into `/usr` on most systems, folders on others. */
async function systemFolders(): Promise<string[]> {
  const found = await Promise.all(
    ['/bin', '/sbin', '/lib', '/lib64', '/lib32'].map(async (folder) => {
      const entry = await lstat(folder).catch(() => null);
      if (entry?.isSymbolicLink()) return ['--symlink', await readlink(folder), folder];
      return entry?.isDirectory() ? ['--ro-bind', folder, folder] : [];
    }),
  );
  return found.flat();
}
