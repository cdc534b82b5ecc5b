import { rm } from 'node:fs/promises';
import { compiledCache, onceFor, root } from './project.mjs';
import { phase, Refusal } from './report.mjs';
import { runScript } from './run.mjs';

/** The database client, generated from the schema when that has changed. */
export function generate() {
  return phase('database client', () =>
    onceFor({ name: 'generate', inputs: ['prisma/schema.prisma', 'package-lock.json'], output: 'server/db/generated/client.ts' }, () =>
      runScript('node_modules/prisma/build/index.js', ['generate'], {
        sentence: 'The database client could not be generated from prisma/schema.prisma.',
      }),
    ),
  );
}

/** What the browser gets, and its pages. They take only types from the server, so its code is no input. */
export function buildPages() {
  const settings = ['next.config.ts', 'postcss.config.mjs', 'tsconfig.json', '.browserslistrc', 'package-lock.json'];
  const inputs = ['app', 'components', 'core', 'public', ...settings];
  return phase('pages', () =>
    onceFor({ name: 'pages', inputs, output: '.next/BUILD_ID' }, () =>
      runScript('node_modules/next/dist/bin/next', ['build'], {
        sentence: 'The pages could not be built.',
        env: { NODE_ENV: 'production' },
      }),
    ),
  );
}

/** The server as one file. Packages stay where they are, and it reads migrations and the sample from the project's folder. */
export function buildServer() {
  return phase('server', () =>
    onceFor({ name: 'server', inputs: ['server', 'core', 'package-lock.json'], output: 'dist/server.mjs' }, bundleServer),
  );
}

async function bundleServer() {
  // What was compiled of the server before this one is never read again.
  await rm(compiledCache, { recursive: true, force: true });
  // Only now: on a first start it has just been installed.
  const { build: bundle } = await import('esbuild');
  await bundle({
    absWorkingDir: root,
    // The solver runs in a thread of its own, which is a file of its own.
    entryPoints: { server: 'server/main.ts', 'solver-worker': 'server/solver/solver-worker.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  }).catch(() => {
    throw new Refusal('The server could not be built; the reason stands above.');
  });
}

/** All that a start needs; nothing where nothing has changed. */
export async function build({ isDevelopment }) {
  await generate();
  const builds = await Promise.allSettled([buildServer(), isDevelopment ? undefined : buildPages()]);
  // All of them end before one is said to have failed: nothing goes on behind the prompt.
  const failed = builds.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}
