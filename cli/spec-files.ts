import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { KiroDocument } from '#core/formats/kiro.ts';
import { readSource, type SourceText } from '#core/formats/source-text.ts';
import { UsageError } from './usage-error.ts';

export type SpecFile = { path: string; kind: KiroDocument['kind']; bytes: Uint8Array; source: SourceText };

/** The documents of one folder. `asked` are those that the person named: the others only help to judge them. */
export type SpecFolder = { folder: string; files: SpecFile[]; asked: Set<string> };

const KINDS: Record<string, KiroDocument['kind']> = {
  'requirements.md': 'requirements',
  'bugfix.md': 'bugfix',
  'design.md': 'design',
  'tasks.md': 'tasks',
};
const SKIPPED = new Set(['node_modules', '.git', 'dist', '.next', '.plumbline']);

/** Finds the specs that the paths mean: a document, its folder, or folders beneath. Sorted, each folder once. */
export function findSpecs(paths: string[]): SpecFolder[] {
  if (paths.length === 0) throw new UsageError('which file or folder? See plumbline --help.');
  const asked = new Map<string, Set<string>>();
  const ask = (file: string) => {
    const folder = dirname(file);
    asked.set(folder, (asked.get(folder) ?? new Set()).add(file));
  };
  for (const path of paths) {
    if (isFolder(path)) {
      for (const file of documentsBeneath(path)) ask(file);
    } else if (KINDS[basename(path)]) ask(path);
    else throw new UsageError(`${path} is none of ${Object.keys(KINDS).join(', ')}.`);
  }
  if (asked.size === 0)
    throw new UsageError(`no spec is found in ${paths.join(', ')}: a spec is a folder with ${Object.keys(KINDS).join(', ')}.`);
  return [...asked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, files]) => ({ folder, asked: files, files: readFolder(folder) }));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read: it ${error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'is not accessible'}.`,
    );
  }
}

/** Folders that hold only a `design.md` or `tasks.md` are specs in Kiro's place alone: elsewhere they belong to other tools. */
function documentsBeneath(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const documents = entries.filter((entry) => entry.isFile() && KINDS[entry.name]).map((entry) => join(folder, entry.name));
  const isSpec = documents.some((path) => /(?:requirements|bugfix)\.md$/.test(path)) || /[\\/]\.kiro[\\/]specs[\\/]/.test(`${folder}/`);
  const below = entries
    .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
    .flatMap((entry) => documentsBeneath(join(folder, entry.name)));
  return [...(isSpec ? documents : []), ...below];
}

function readFolder(folder: string): SpecFile[] {
  return Object.entries(KINDS).flatMap(([name, kind]) => {
    const path = join(folder, name);
    try {
      const bytes = readFileSync(path);
      return [{ path, kind, bytes, source: readSource(bytes) }];
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw new UsageError(`${path} cannot be read.`);
    }
  });
}
