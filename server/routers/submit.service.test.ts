import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { expect, test } from 'vitest';
import { findMembership } from '#server/auth/identify.ts';
import { getVerdicts } from '#server/services/checks/get-verdicts.ts';
import { openTeam } from '#server/testing/team.ts';
import { appRouter } from './app-router.ts';
import type { RequestContext } from './trpc.ts';

const requirements =
  '# Requirements Document\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n';

test('the command line hands over what ran here, by a key, over the wire', { timeout: 60_000 }, async () => {
  const team = await openTeam();
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-submit-'));
  const spec = await team.addSpec({ requirements });
  const { slug } = await team.house.db.project.findUniqueOrThrow({ where: { id: spec.projectId } });
  const { actor } = await team.as('editor');
  const noDoor = () => Promise.reject(new Error('no such door'));
  const createContext = ({ req }: { req: { headers: NodeJS.Dict<string | string[]> } }): RequestContext => {
    const credential = { kind: 'key' as const, id: 'k', scopes: null };
    const identity = req.headers['x-api-key'] === 'the-key' ? { ...actor, email: 'e@example.com', credential } : null;
    return {
      house: team.house,
      identify: () => Promise.resolve(identity),
      standing: async (name) => identity && { identity, membership: await findMembership(team.house.pool, actor.userId, name) },
      doors: { testConnection: noDoor, createApiKey: noDoor, passwords: { hash: noDoor, verify: noDoor } },
      origin: 'key 127.0.0.1',
    };
  };
  const server = createServer(createHTTPHandler({ router: appRouter, basePath: '/api/trpc/', createContext }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const verify = (key: string) =>
    promisify(execFile)(process.execPath, ['cli/plumbline.mjs', 'verify', folder, '--junit', 'junit.xml'], {
      env: {
        ...process.env,
        PLUMBLINE_URL: `http://127.0.0.1:${port}`,
        PLUMBLINE_ORGANIZATION: 'team',
        PLUMBLINE_PROJECT: slug,
        PLUMBLINE_KEY: key,
      },
    }).then(
      ({ stdout }) => stdout,
      (error: { code: number; stderr: string }) => `${error.code} ${error.stderr}`,
    );
  try {
    mkdirSync(join(folder, '.kiro/specs/spec'), { recursive: true });
    writeFileSync(join(folder, '.kiro/specs/spec/requirements.md'), requirements);
    writeFileSync(join(folder, 'junit.xml'), '<testsuite><testcase name="opens (Requirements 1.1)"/></testsuite>');
    writeFileSync(join(folder, '.gitignore'), '*.xml');
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x'],
    ])
      execFileSync('git', args, { cwd: folder });
    expect(await verify('the-key')).toContain('Recorded for spec: 1 check speaks for it.');
    expect(await verify('another')).toMatch(/^2 [\s\S]*Sign in first/);
    const { criteria } = await getVerdicts(await team.as('viewer'), { specId: spec.specId });
    // The mirror of this project does not hold the build's commit.
    expect(criteria['1.1']).toMatchObject({ state: 'holds', grade: 'ci', isStale: true, staleBecause: /not in the project/ });
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
    await team.close();
  }
});
