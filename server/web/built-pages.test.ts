import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PagesMissing, requirePages } from './built-pages.ts';

test('pages that were not built, or not to the end, are said to be missing, with what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-pages-'));
  try {
    await expect(requirePages(folder)).rejects.toThrow(PagesMissing);
    await mkdir(join(folder, '.next'));
    await expect(requirePages(folder)).rejects.toThrow(/^The pages have not been built yet .* npm start, which builds them first\.$/);
    await writeFile(join(folder, '.next', 'BUILD_ID'), 'abc');
    await expect(requirePages(folder)).resolves.toBeUndefined();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
