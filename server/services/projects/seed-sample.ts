import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ctx, House } from '#server/context.ts';
import { git } from '#server/workspaces/git.ts';
import { importProject } from './import-project.ts';

/** What the sample's tests need, and what those packages need themselves. */
const packages = ['fast-check', 'pure-rand'];

const author = {
  GIT_AUTHOR_NAME: 'Order pricing team',
  GIT_AUTHOR_EMAIL: 'team@example.com',
  GIT_COMMITTER_NAME: 'Order pricing team',
  GIT_COMMITTER_EMAIL: 'team@example.com',
};

/**
 * Writes the sample as a git repository into the data folder and imports it like any other. Its packages are copied
 * beside it, because the sandbox in which its tests run has no network. Seeded once, with the first organization.
 */
export async function seedSample(house: House, { organizationId, userId }: { organizationId: string; userId: string }): Promise<void> {
  const ctx: Ctx = { ...house, organizationId, actor: { userId, name: 'Owner', role: 'owner' } };
  const source = join(house.dataPath, 'sample', 'order-pricing');
  await rm(source, { recursive: true, force: true });
  await mkdir(source, { recursive: true });
  await cp(join(process.cwd(), 'prisma/scenarios/sample/repository'), source, { recursive: true });
  await git(['init', '--quiet', '--initial-branch=main', source]);
  const repository = { gitDir: join(source, '.git'), workTree: source, env: author };
  await git(['add', '--all'], repository);
  await git(['commit', '--quiet', '--message=Order pricing, version 0.4'], repository);
  for (const name of packages) {
    await cp(join(process.cwd(), 'node_modules', name), join(source, 'node_modules', name), { recursive: true, dereference: true });
  }
  await importProject(ctx, { source, name: 'Order pricing' }, { isSample: true });
}
