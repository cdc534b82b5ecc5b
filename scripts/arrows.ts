// The arrows between rooms, as data, and what finds imports against them. `arrows.test.ts` plants an offence for each and reads the real tree.
import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';

/** An import that must not be: from a file that `from` matches, to a target that `to` matches. */
type Arrow = {
  name: string;
  from: RegExp;
  /** Targets are paths of the project that begin with a slash, or names of packages. */
  to: RegExp;
  /** `import type` is no offence. */
  types?: boolean;
  why: string;
  planted: { file: string; source: string };
};

type Import = { specifier: string; isType: boolean };

export const arrows: Arrow[] = [
  {
    name: 'core to anything outside',
    from: /^core\//,
    to: /^(?!\/core\/|zod$|yjs$|diff$|fast-xml-parser$)/,
    why: 'core is pure: take the value as an argument',
    planted: { file: 'core/language/planted.ts', source: `import { readFile } from 'node:fs/promises';` },
  },
  {
    name: 'app to server',
    from: /^app\//,
    to: /^\/server\//,
    types: true,
    why: 'a page reaches the server through its procedures; only types may be imported',
    planted: { file: 'app/planted.tsx', source: `import { openDb } from '#server/db/client.ts';` },
  },
  {
    name: 'app to tools',
    from: /^app\//,
    to: /^\/(cli|scripts|e2e|bench|prisma)\//,
    why: 'pages are made of components and core',
    planted: { file: 'app/planted.tsx', source: `import { phase } from '../scripts/start/report.mjs';` },
  },
  {
    name: 'components to server',
    from: /^components\//,
    to: /^\/server\//,
    types: true,
    why: 'the browser takes only types from the server',
    planted: { file: 'components/specs/planted.tsx', source: `import { appRouter } from '#server/routers/app-router.ts';` },
  },
  {
    name: 'components to the inside of server',
    from: /^components\//,
    to: /^\/server\/(?!routers\/)/,
    why: 'even types come from the procedures, in server/routers',
    planted: { file: 'components/specs/planted.tsx', source: `import type { Db } from '#server/db/client.ts';` },
  },
  {
    name: 'pages to schemas',
    from: /^(app|components)\/(?!.*\.test\.)/,
    to: /^zod$/,
    why: 'a schema library weighs 30 KB in every page that names it; the server reads what is sent, and a page its own things by hand',
    planted: { file: 'components/specs/planted.tsx', source: `import { z } from 'zod';` },
  },
  {
    name: 'components to app',
    from: /^components\//,
    to: /^\/(app|cli|scripts|e2e|bench|prisma)\//,
    why: 'a component does not know its page',
    planted: { file: 'components/specs/planted.tsx', source: `import { metadata } from '../../app/layout.tsx';` },
  },
  {
    name: 'server to what people see',
    from: /^server\//,
    to: /^\/(app|components|cli|scripts|e2e|bench)\/|^react(-dom)?(\/|$)/,
    why: 'the server knows nothing of its pages',
    planted: { file: 'server/web/planted.ts', source: `import { Button } from '#components/ui/button.tsx';` },
  },
  {
    name: 'services to doors',
    from: /^server\/services\//,
    to: /^\/server\/(routers|workflows|agents|collab|mcp|web)\/|^(@trpc\/|next(\/|$)|react(\/|-|$))/,
    why: 'a service knows no door',
    planted: { file: 'server/services/specs/planted.ts', source: `import { TRPCError } from '@trpc/server';` },
  },
  {
    name: 'routers past services',
    from: /^server\/routers\//,
    to: /^\/server\/(?!(services|routers|auth)\/|errors\.ts|context\.ts)/,
    types: true,
    why: 'a router asks who it is, and one service',
    planted: { file: 'server/routers/planted.ts', source: `import { openDb } from '#server/db/client.ts';` },
  },
  {
    name: 'models outside agents',
    from: /^(?!server\/(agents|workflows)\/)/,
    to: /^(ai|@ai-sdk\/.*)(\/|$)/,
    why: 'only server/agents imports the AI SDK',
    planted: { file: 'server/services/models/planted.ts', source: `import type { LanguageModel } from 'ai';` },
  },
  {
    name: 'models in workflows',
    from: /^server\/workflows\//,
    to: /^(ai|@ai-sdk\/.*)(\/|$)/,
    types: true,
    why: 'a workflow may name the types of the AI SDK, and nothing else of it',
    planted: { file: 'server/workflows/planted.ts', source: `import { generateText } from 'ai';` },
  },
  {
    name: 'durable engine outside workflows',
    from: /^(?!server\/workflows\/)/,
    to: /^@dbos-inc\//,
    why: 'only server/workflows knows the engine',
    planted: { file: 'server/services/runs/planted.ts', source: `import { DBOS } from '@dbos-inc/dbos-sdk';` },
  },
  {
    name: 'live documents outside collab',
    from: /^(?!server\/collab\/)/,
    to: /^@hocuspocus\/server(\/|$)/,
    why: 'only server/collab knows the Yjs server',
    planted: { file: 'server/web/planted.ts', source: `import { Hocuspocus } from '@hocuspocus/server';` },
  },
  {
    name: 'cli to anything but core and the solver',
    from: /^cli\//,
    to: /^(?!\/(core|cli)\/|\/server\/solver\/solver\.ts$|node:|zod$)/,
    why: 'the command line is core, its solver and a thin client',
    planted: { file: 'cli/planted.ts', source: `import { getSpec } from '#server/services/specs/get-spec.ts';` },
  },
  {
    name: 'feature to feature',
    // `ui` has no domain word, `vocabulary` shows the domain's words (a verdict, a stage), `shell` is the frame.
    from: /^components\/(?!ui\/|shell\/|vocabulary\/)([^/]+)\//,
    // $1 is the feature that imports.
    to: /^\/components\/(?!ui\/|shell\/|vocabulary\/|$1\/)[^/]+\//,
    why: 'pages compose features',
    planted: { file: 'components/specs/planted.tsx', source: `import { RunLog } from '#components/runs/run-log.tsx';` },
  },
];

const rooms = ['app', 'components', 'core', 'server', 'cli'];

/** The offences in one file, as sentences. */
export function findOffences(file: string, source: string): string[] {
  if (/\/index\.[a-z]+$/.test(file)) return [`${file} is a barrel by its name (no barrels): import from the file that has it`];
  return readImports(source).flatMap(({ specifier, isType }) => {
    const target = resolveTarget(file, specifier);
    return arrows
      .filter((arrow) => forbids(arrow, file, target, isType))
      .map(({ name, why }) => `${file} imports ${specifier} (${name}): ${why}`);
  });
}

/** The offences in the whole tree, and how many files were read. Tests and generated code are not part of any room. */
export async function checkTree(root: string): Promise<{ files: number; offences: string[] }> {
  const files = (await Promise.all(rooms.map((room) => listSources(root, room)))).flat();
  const found = await Promise.all(files.map(async (file) => findOffences(file, await readFile(posix.join(root, file), 'utf8'))));
  return { files: files.length, offences: found.flat() };
}

function forbids({ from, to, types }: Arrow, file: string, target: string, isType: boolean): boolean {
  const match = from.exec(file);
  if (!match || (types && isType)) return false;
  return (match[1] ? new RegExp(to.source.replaceAll('$1', match[1])) : to).test(target);
}

/** Static imports, re-exports and `import()`, with whether they vanish when types do. */
export function readImports(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  // The names between the keyword and `from` hold no quote, semicolon or parenthesis.
  const statements = code.matchAll(/^\s*(?:import|export)\b(\s+type\b)?(?:[^'"`;()]*\bfrom)?\s*['"]([^'"]+)['"]/gm);
  const expressions = code.matchAll(/(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]/g);
  return [...statements, ...expressions].map(([, isType, specifier]) => ({ specifier: specifier ?? '', isType: Boolean(isType) }));
}

function resolveTarget(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return `/${specifier.slice(1)}`;
  if (specifier.startsWith('.')) return `/${posix.join(posix.dirname(file), specifier)}`;
  return specifier;
}

async function listSources(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(posix.join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name))
    .map((entry) => posix.join(posix.relative(root, entry.parentPath), entry.name))
    .filter((path) => !path.includes('/generated/'));
}
