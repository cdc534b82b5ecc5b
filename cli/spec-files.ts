import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Format } from '#core/formats/find-specs.ts';
import type { KiroKind } from '#core/formats/kiro.ts';
import { type KiroFileKind, kiroFileKind } from '#core/formats/kiro-files.ts';
import { readSource, type SourceText } from '#core/formats/source-text.ts';
import { UsageError } from './usage-error.ts';

export type SpecFile = { path: string; kind: KiroKind; bytes: Uint8Array; source: SourceText };

/** The documents of one folder. `asked` are those that the person named: the others only help to judge them. */
export type SpecFolder = { folder: string; format: Format; files: SpecFile[]; asked: Set<string> };

const KINDS: Record<string, KiroKind> = {
  'requirements.md': 'requirements',
  'spec.md': 'requirements',
  'bugfix.md': 'bugfix',
  'design.md': 'design',
  'tasks.md': 'tasks',
  'tasks.json': 'tasks',
};
const OPEN_SPEC = /^### Requirement:|^## (?:ADDED|MODIFIED|REMOVED|RENAMED) Requirements/im;
const SKIPPED = new Set(['node_modules', '.git', 'dist', '.next', '.plumbline']);

/** Finds the specs that the paths mean: a document, its folder, or folders beneath. Sorted, each folder once. */
export function findSpecs(paths: string[]): SpecFolder[] {
  if (paths.length === 0) throw new UsageError('which file or folder? See plumbline --help.');
  const asked = new Map<string, Set<string>>();
  let others = 0;
  const ask = (file: string) => {
    const folder = dirname(file);
    asked.set(folder, (asked.get(folder) ?? new Set()).add(file));
  };
  for (const path of paths) {
    if (isFolder(path)) {
      for (const file of documentsBeneath(path)) ask(file);
      others += findKiroFiles([path]).length;
    } else if (KINDS[basename(path)]) ask(path);
    else if (kindOf(path)) others += 1;
    else throw new UsageError(`${path} is none of ${Object.keys(KINDS).join(', ')}.`);
  }
  if (asked.size === 0 && others === 0)
    throw new UsageError(`no spec is found in ${paths.join(', ')}: a spec is a folder with ${Object.keys(KINDS).join(', ')}.`);
  return [...asked]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, files]) => {
      const read = readFolder(folder);
      return { folder, format: formatOf(folder, read), asked: files, files: read };
    });
}

/** A file of Kiro beside the specs: steering, a hook, a spec's settings or its state. */
export type KiroFile = { path: string; kind: KiroFileKind; source: SourceText };

/** Finds them among and beneath the paths, sorted. */
export function findKiroFiles(paths: string[]): KiroFile[] {
  const beneath = (path: string): string[] => {
    if (!isFolder(path)) return kindOf(path) ? [path] : [];
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : beneath(inner);
      return entry.isFile() && kindOf(inner) ? [inner] : [];
    });
  };
  return [...new Set(paths.flatMap(beneath))].sort().flatMap((path) => {
    const kind = kindOf(path);
    return kind ? [{ path, kind, source: readSource(readFileSync(path)) }] : [];
  });
}

function kindOf(path: string): KiroFileKind | null {
  return kiroFileKind(resolve(path).replaceAll('\\', '/'));
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

/**
 * A `design.md`, `tasks.md` or `spec.md` may be anyone's: alone it counts only in a place where a format keeps its specs. A
 * `requirements.md` or `bugfix.md` makes its folder a spec anywhere.
 */
function documentsBeneath(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const documents = entries.filter((entry) => entry.isFile() && KINDS[entry.name]).map((entry) => join(folder, entry.name));
  const path = `${folder.replaceAll('\\', '/')}/`;
  const isKnown =
    /\.kiro\/specs\/|openspec\/|(?:^|\/)specs\/(?:\d{3,}-|\d{8}-\d{6}-)|\.taskmaster\//.test(path) ||
    documents.some((document) => isSpecFile(document));
  const below = entries
    .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
    .flatMap((entry) => documentsBeneath(join(folder, entry.name)));
  return [...(isKnown ? documents : []), ...below];
}

function isSpecFile(path: string): boolean {
  const name = basename(path);
  if (name === 'requirements.md' || name === 'bugfix.md') return true;
  if (name !== 'spec.md') return false;
  const text = readSource(readFileSync(path)).text;
  return OPEN_SPEC.test(text) || /^# Feature Specification|^## User Scenarios|\*\*FR-\d/m.test(text);
}

function formatOf(folder: string, files: SpecFile[]): Format {
  const spec = files.find(({ path }) => basename(path) === 'spec.md');
  if (spec) return OPEN_SPEC.test(spec.source.text) ? 'openspec' : 'spec-kit';
  if (files.some(({ path }) => basename(path) === 'tasks.json')) return 'task-master';
  return /(?:^|[\\/])openspec[\\/]/.test(folder) ? 'openspec' : 'kiro';
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
