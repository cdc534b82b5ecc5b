import { join } from 'node:path';

/**
 * Whoever opens a sandbox that checks run in shows this folder in it, read-only: `readOnly: [instrumentsMount()]`.
 * Resolved from the working folder, which is the project's root also for a bundled server.
 */
export const instrumentsInside = '/opt/plumbline/instruments';

/** Host path and inside path of the instruments. */
export function instrumentsMount(): { from: string; to: string } {
  return { from: join(process.cwd(), 'server/sandbox/checks/instruments'), to: instrumentsInside };
}

/** Where the instruments write inside the workspace. Removed after each check; never to be committed. */
export const resultsFolder = '.plumbline-check';
