import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { analyzeFile, analyzeSpecFolder, type Deep, type InputReport, KINDS } from './analyze-file.ts';
import { findSpecs, type SpecFolder } from './spec-files.ts';
import { UsageError } from './usage-error.ts';

const SKIPPED = new Set(['node_modules', '.git', 'dist', '.next', '.plumbline']);

/** Finds and analyses what the paths mean: files of the three formats, specs, and both beneath folders. In the order of their paths. */
export async function analyzeInputs(paths: readonly string[], solver: Deep): Promise<InputReport[]> {
  if (paths.length === 0) throw new UsageError('which file or folder? See plumbline --help.');
  const reports: InputReport[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const isFolder = isDirectory(path);
    const files = isFolder ? filesBeneath(path) : KINDS[extname(path)] ? [path] : [];
    for (const file of files) {
      if (seen.has(file)) continue;
      seen.add(file);
      const report = await analyzeFile(file, solver);
      // A JSON file in a folder may be anyone's: only one that was named is worth a refusal.
      if (report.isRead || report.kind !== 'fret' || !isFolder) reports.push(report);
    }
    for (const spec of isFolder ? specsBeneath(path) : files.length > 0 ? [] : findSpecs([path])) {
      if (seen.has(spec.folder)) continue;
      seen.add(spec.folder);
      reports.push(...(await analyzeSpecFolder(spec, solver)));
    }
  }
  if (reports.length === 0)
    throw new UsageError(`nothing to analyse is found in ${paths.join(', ')}: no spec, no .req, no .dmn and no project of FRET.`);
  return reports.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new UsageError(`${path} cannot be read: it does not exist or is not accessible.`);
  }
}

function filesBeneath(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBeneath(path);
    return entry.isFile() && KINDS[extname(entry.name)] ? [path] : [];
  });
}

/** A folder of other formats has no spec, and that is no mistake. */
function specsBeneath(folder: string): SpecFolder[] {
  try {
    return findSpecs([folder]);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}
