import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** A sentence about pages that nobody has built. */
export class PagesMissing extends Error {
  override readonly name = 'PagesMissing';
}

/** Passes if the pages have been built in `folder`; throws `PagesMissing` with what to do else, before Next would with a stack. */
export async function requirePages(folder: string): Promise<void> {
  try {
    await access(join(folder, '.next', 'BUILD_ID'));
  } catch {
    throw new PagesMissing(
      'The pages have not been built yet (there is no .next/BUILD_ID). Start with npm start, which builds them first.',
    );
  }
}
