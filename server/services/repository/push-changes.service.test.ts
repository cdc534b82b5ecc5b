import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connectRemote } from '#server/services/remotes/connect-remote.ts';
import { openTestForge } from '#server/services/remotes/test-forge.ts';
import { git } from '#server/workspaces/git.ts';
import { pushChanges } from './push-changes.ts';
import { identity, openDoors } from './test-doors.ts';

const doors = await openDoors();
const { team, folder, owner, bring, type, write, textOf } = doors;
afterAll(doors.close);

test('a written branch is pushed and proposed; what is refused on the way loses nothing, and what was pushed is in the audit', async () => {
  const door = await bring();
  const { project, spec, projectId, gitDir } = door;
  const branch = 'specs/words';
  const push = () => pushChanges(owner, { project, spec, branch });
  await type(door.documentId, 'open', 'unlock');
  const written = await write(door, branch);
  await expect(push()).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('no remote') });

  const bare = join(folder, `forge.git`);
  await git(['clone', '--quiet', '--bare', gitDir, bare]);
  await git(['update-ref', '-d', `refs/heads/${branch}`], { gitDir: bare });
  const forge = await openTestForge(bare);
  const connect = (change: { url?: string; token?: string } = {}) =>
    connectRemote(owner, { project, url: forge.url, forge: 'github', username: 'x-access-token', token: forge.token, ...change });
  const pushed = () => git(['rev-parse', `refs/heads/${branch}`], { gitDir: bare });
  const audited = async () =>
    (await team.house.db.auditEntry.findMany({ where: { projectId, action: 'repository.pushed' }, orderBy: { seq: 'asc' } })).map(
      ({ after }) => after,
    );
  try {
    await connect({ token: 'wrong' });
    await expect(push()).rejects.toMatchObject({ code: 'repository_unreadable' });
    await connect({ url: 'http://127.0.0.1:1/acme/shop.git' });
    await expect(push()).rejects.toMatchObject({ code: 'repository_unreadable' });
    expect(await audited()).toEqual([]);

    await connect();
    forge.refuses = 'Draft pull requests are not supported';
    await expect(push()).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('not supported') });
    expect(await pushed()).toBe(written.commit);
    expect(await audited()).toEqual([{ branch, commit: written.commit, url: null }]);

    delete forge.refuses;
    const { url } = await push();
    expect(await push()).toEqual({ url });
    expect(forge.pulls).toMatchObject([{ head: branch, base: 'main' }]);
    expect((await audited()).at(-1)).toEqual({ branch, commit: written.commit, url });

    const tree = await git(['rev-parse', `${branch}^{tree}`], { gitDir: bare });
    const theirs = await git(['commit-tree', tree, '-p', branch, '-m', 'Theirs'], { gitDir: bare, env: identity });
    await git(['update-ref', `refs/heads/${branch}`, theirs], { gitDir: bare });
    await expect(push()).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('has moved') });
    expect(await pushed()).toBe(theirs);
    expect(await git(['rev-parse', `refs/heads/${branch}`], { gitDir })).toBe(written.commit);
    expect(await textOf(door.documentId)).toContain('unlock');
  } finally {
    await forge.close();
  }
});
