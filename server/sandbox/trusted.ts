import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { baseEnv } from './plain-environment.ts';
import { runPlain } from './plain-process.ts';
import { defaultLimits, PathRefused, type Sandbox, type SandboxProvider, type SandboxSpec } from './sandbox.ts';
import { workspaceFiles } from './workspace-files.ts';

/**
 * No sandbox: commands run as the server's own user, on its files and its network, with nothing but a clean environment, a home of their own and limits
 * of time and output. It is only ever used where somebody has chosen it by name, and every run says so.
 */
export const trusted: SandboxProvider = {
  kind: 'trusted',
  probe: () => Promise.resolve({ ok: true }),
  open: openTrusted,
};

async function openTrusted(spec: SandboxSpec): Promise<Sandbox> {
  const { workspace } = spec;
  if ((await realpath(workspace).catch(() => null)) !== workspace)
    throw new PathRefused(`${workspace} cannot be a workspace: it does not exist, or passes through a link.`);
  return {
    ...workspaceFiles(workspace, null),
    async run(options) {
      const limits = { ...defaultLimits, ...spec.limits };
      if (options.timeoutMs !== undefined) limits.wallMs = Math.min(limits.wallMs, options.timeoutMs);
      const home = await mkdtemp(path.join(tmpdir(), 'plumbline-home-'));
      try {
        const programs = [path.dirname(process.execPath), process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(':');
        const env = { ...baseEnv(programs), HOME: home, ...spec.env, ...options.env };
        const cwd = path.join(workspace, path.normalize(`/${options.cwd ?? ''}`));
        return await runPlain({ ...options, program: 'bash', args: ['--norc', '-c', options.command], cwd, env, limits });
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}
