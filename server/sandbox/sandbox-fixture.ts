import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { bubblewrap, type Means, openBubblewrap } from './bubblewrap.ts';
import { ensureBubblewrap } from './bubblewrap-install.ts';
import type { CommandResult, RunOptions, SandboxSpec } from './sandbox.ts';

export const limits = { memoryMb: 512, processes: 64, wallMs: 20_000, diskMb: 64, outputBytes: 50_000 };

/** What no command may ever print. */
export const canary = 'CANARY-5f1e7c';

/** The folders of the running test: a workspace, next to it a key that tells if it is read, and a folder to be shown. */
export const place = { folder: '', workspace: '' };

/**
 * Gives each test of a file its folders, and the machine a sandbox: these tests show that it holds, so there must be
 * one. An attack must do no harm where it succeeds: whoever breaks the sandbox runs it against their own machine.
 */
export function prepareSandboxTests(): void {
  beforeAll(async () => {
    expect(await ensureBubblewrap(console.log)).toEqual({ ok: true });
    expect(await bubblewrap.probe()).toEqual({ ok: true });
    process.env.PLANTED_SECRET = canary;
  }, 180_000);
  afterAll(() => {
    delete process.env.PLANTED_SECRET;
  });
  beforeEach(() => {
    // Not in /tmp, which is private inside: what a folder next to the workspace holds would be hidden anyway.
    place.folder = mkdtempSync('/var/tmp/plumbline-sandbox-');
    place.workspace = path.join(place.folder, 'ws');
    mkdirSync(place.workspace);
    for (const [file, text] of [
      ['.ssh/id_rsa', canary],
      ['shown/file', 'shown'],
    ] as const) {
      mkdirSync(path.join(place.folder, path.dirname(file)));
      writeFileSync(path.join(place.folder, file), text);
      chmodSync(path.join(place.folder, file), 0o644);
    }
  });
  afterEach(() => rmSync(place.folder, { recursive: true, force: true }));
}

export type More = Partial<RunOptions & { spec: Partial<SandboxSpec>; means: Partial<Means> }>;

/** Runs a command in a sandbox on the test's workspace. */
export async function run(command: string, { spec, means, ...options }: More = {}): Promise<CommandResult> {
  const sandbox = await openBubblewrap({ workspace: place.workspace, ...spec, limits: { ...limits, ...spec?.limits } }, means);
  return sandbox.run({ command, ...options });
}

/** How many processes of the machine have the mark in their command line. */
export function running(mark: string): number {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandLineOf(pid).includes(mark)).length;
}

/** The command line of a process, its words ended by NUL; empty where there is none. */
export function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
