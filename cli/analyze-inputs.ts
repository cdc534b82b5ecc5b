import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import type { Engine, Finding } from '#core/analysis/finding.ts';
import { checkTimed } from '#core/analysis/timed/check-timed.ts';
import { analyseTables } from '#core/formats/dmn/analyse-tables.ts';
import { readDmn } from '#core/formats/dmn/read-dmn.ts';
import { analyseFret, type FretComponent } from '#core/formats/fret/analyse-fret.ts';
import { readFret } from '#core/formats/fret/read-fret.ts';
import { readReq } from '#core/formats/req.ts';
import { readSource } from '#core/formats/source-text.ts';
import { findSpecs, type SpecFolder } from './spec-files.ts';
import { UsageError } from './usage-error.ts';

/** What became of one input. Nothing of it is guessed: what could not be read or decided is named, with the reason. */
export type InputReport = {
  path: string;
  kind: 'spec' | 'fret' | 'req' | 'dmn';
  isRead: boolean;
  /** Why it was not read; null where it was. */
  why: string | null;
  /** Requirements, criteria or tables that it has, and how many of them take part in analysis. */
  counts: { all: number; read: number };
  unread: readonly { id: string; reason: string }[];
  findings: readonly Finding[];
  undecided: readonly { about: string; criteria: readonly string[]; reason: string }[];
  /** FRET's connected components, of FRET only. */
  components: readonly FretComponent[];
  /** Gaps and overlaps by table, of DMN only. */
  tables: readonly { owner: string; gaps: number | null; overlaps: number | null }[];
  /** Milliseconds for reading, and by engine. */
  ms: { read: number } & Partial<Record<Engine, number>>;
};

const KINDS: Record<string, 'req' | 'dmn' | 'fret'> = { '.req': 'req', '.dmn': 'dmn', '.json': 'fret' };
const SKIPPED = new Set(['node_modules', '.git', 'dist', '.next', '.plumbline']);

/** Finds and analyses what the paths mean: files of the three formats, specs, and both beneath folders. In the order of their paths. */
export function analyzeInputs(paths: readonly string[]): InputReport[] {
  if (paths.length === 0) throw new UsageError('which file or folder? See plumbline --help.');
  const reports: InputReport[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const isFolder = isDirectory(path);
    const files = isFolder ? filesBeneath(path) : KINDS[extname(path)] ? [path] : [];
    for (const file of files) {
      if (seen.has(file)) continue;
      seen.add(file);
      const report = analyzeFile(file);
      // A JSON file in a folder may be anyone's: only one that was named is worth a refusal.
      if (report.isRead || report.kind !== 'fret' || !isFolder) reports.push(report);
    }
    for (const spec of isFolder ? specsBeneath(path) : files.length > 0 ? [] : findSpecs([path])) {
      if (seen.has(spec.folder)) continue;
      seen.add(spec.folder);
      reports.push(...analyzeSpecFolder(spec));
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

/** Analyses one file of FRET, of restricted English, or of DMN. */
export function analyzeFile(path: string): InputReport {
  const kind = KINDS[extname(path)] ?? 'fret';
  const { text } = readSource(readFileSync(path));
  if (kind === 'req') return analyzeReq(path, text);
  return kind === 'dmn' ? analyzeDmn(path, text) : analyzeFret(path, text);
}

const refused = (path: string, kind: InputReport['kind'], why: string, ms: number): InputReport => ({
  ...empty(path, kind),
  isRead: false,
  why,
  ms: { read: ms },
});

const empty = (path: string, kind: InputReport['kind']): InputReport => ({
  path,
  kind,
  isRead: true,
  why: null,
  counts: { all: 0, read: 0 },
  unread: [],
  findings: [],
  undecided: [],
  components: [],
  tables: [],
  ms: { read: 0 },
});

function timed<T>(work: () => T): { value: T; ms: number } {
  const startedAt = performance.now();
  const value = work();
  return { value, ms: Math.round((performance.now() - startedAt) * 10) / 10 };
}

function analyzeReq(path: string, text: string): InputReport {
  const read = timed(() => readReq(text));
  const { system, unread } = read.value;
  if (system.requirements.length === 0 && system.variables.length === 0)
    return refused(path, 'req', unread[0]?.reason ?? 'It holds no requirement.', read.ms);
  const checked = timed(() => checkTimed(system));
  return {
    ...empty(path, 'req'),
    counts: { all: system.requirements.length + unread.length, read: system.requirements.length },
    unread: unread.map(({ id, line, reason }) => ({ id, reason: `line ${line}: ${reason}` })),
    findings: checked.value.findings,
    undecided: checked.value.undecided.map(({ check, requirements, reason }) => ({ about: check, criteria: requirements, reason })),
    ms: { read: read.ms, timed: checked.ms },
  };
}

function analyzeFret(path: string, text: string): InputReport {
  const read = timed(() => readFret(text));
  if (!read.value.ok) return refused(path, 'fret', read.value.reason, read.ms);
  const { project } = read.value;
  const analysed = timed(() => analyseFret(project));
  const { components, findings } = analysed.value;
  return {
    ...empty(path, 'fret'),
    counts: { all: project.requirements.length + project.unread.length, read: project.requirements.length },
    unread: project.unread,
    findings,
    undecided: components.flatMap(({ system, name, requirements, realizability }) =>
      realizability.verdict === 'unknown' ? [{ about: `${system} ${name}`, criteria: requirements, reason: realizability.reason }] : [],
    ),
    components,
    ms: { read: read.ms, timed: analysed.ms },
  };
}

function analyzeDmn(path: string, text: string): InputReport {
  const folder = dirname(path);
  const others = text.includes('import')
    ? readdirSync(folder).flatMap((name) => (name.endsWith('.dmn') ? [readSource(readFileSync(join(folder, name))).text] : []))
    : [];
  const read = timed(() => readDmn(text, others));
  if (!read.value.ok) return refused(path, 'dmn', read.value.reason, read.ms);
  const { model } = read.value;
  const analysed = timed(() => analyseTables(model));
  const tables = analysed.value;
  return {
    ...empty(path, 'dmn'),
    counts: { all: tables.length, read: tables.filter(({ unknown }) => unknown === null).length },
    findings: tables.flatMap(({ findings }) => findings),
    undecided: tables.flatMap(({ owner, unknown }) => (unknown === null ? [] : [{ about: owner, criteria: [owner], reason: unknown }])),
    tables: tables.map(({ owner, gaps, overlaps }) => ({ owner, gaps: gaps?.length ?? null, overlaps: overlaps?.length ?? null })),
    ms: { read: read.ms, cells: analysed.ms },
  };
}

function analyzeSpecFolder({ folder, files }: SpecFolder): InputReport[] {
  const document = files.find(({ kind }) => kind === 'requirements') ?? files.find(({ kind }) => kind === 'bugfix');
  if (!document) return [];
  const written = join(folder, 'readings.spec');
  const analysed = timed(() => analyseSpec({ requirements: document.source.text, readings: readOptional(written) }));
  const { counts, findings, readings, undecided } = analysed.value;
  return [
    {
      ...empty(document.path, 'spec'),
      counts: { all: counts.criteria, read: counts.read + counts.partial },
      unread: readings.flatMap(({ criterion, coverage, why }) =>
        coverage === 'unread' ? [{ id: criterion, reason: why ?? 'It has no reading.' }] : [],
      ),
      findings: findings.map(({ id, kind, proof, criteria, event, variable, region, witness }) => ({
        id,
        kind,
        proof,
        criteria,
        event,
        variable,
        region,
        witness,
      })),
      undecided: undecided.map(({ rules, why }) => ({ about: 'cells', criteria: rules, reason: why })),
      ms: { read: 0, cells: analysed.ms },
    },
  ];
}

function readOptional(path: string): string | undefined {
  try {
    return readSource(readFileSync(path)).text;
  } catch {
    return undefined;
  }
}
