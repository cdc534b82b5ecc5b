import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { deepSlices } from '#core/analysis/deep-slices.ts';
import type { Engine, Finding } from '#core/analysis/finding.ts';
import type { OneStep, OneStepVerdict } from '#core/analysis/smt/one-step.ts';
import type { System } from '#core/analysis/system.ts';
import { checkTimed } from '#core/analysis/timed/check-timed.ts';
import { analyseTables } from '#core/formats/dmn/analyse-tables.ts';
import { readDmn } from '#core/formats/dmn/read-dmn.ts';
import { analyseFret, type FretComponent } from '#core/formats/fret/analyse-fret.ts';
import { decideOpen } from '#core/formats/fret/decide-open.ts';
import { readFret } from '#core/formats/fret/read-fret.ts';
import { readReq } from '#core/formats/req.ts';
import { readSource } from '#core/formats/source-text.ts';
import type { SpecFolder } from './spec-files.ts';

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

/** What a solver is asked here; null where the command was told to do without. */
export type Deep = {
  check(
    system: System,
    options: { only: ReadonlySet<string> },
  ): AsyncIterable<{
    findings: readonly Finding[];
    undecided: readonly string[];
    rules: readonly string[];
    gaveUp: string | null;
    hash: string;
  }>;
  decideOneStep(game: OneStep): Promise<OneStepVerdict>;
} | null;

/** Files that are read by their ending. */
export const KINDS: Record<string, 'req' | 'dmn' | 'fret'> = { '.req': 'req', '.dmn': 'dmn', '.json': 'fret' };

/** Analyses one file of FRET, of restricted English, or of DMN. */
export async function analyzeFile(path: string, solver: Deep): Promise<InputReport> {
  const kind = KINDS[extname(path)] ?? 'fret';
  const { text } = readSource(readFileSync(path));
  if (kind === 'req') return analyzeReq(path, text);
  return kind === 'dmn' ? analyzeDmn(path, text) : analyzeFret(path, text, solver);
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

const since = (startedAt: number) => Math.round((performance.now() - startedAt) * 10) / 10;

function timed<T>(work: () => T): { value: T; ms: number } {
  const startedAt = performance.now();
  const value = work();
  return { value, ms: since(startedAt) };
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

async function analyzeFret(path: string, text: string, solver: Deep): Promise<InputReport> {
  const read = timed(() => readFret(text));
  if (!read.value.ok) return refused(path, 'fret', read.value.reason, read.ms);
  const { project } = read.value;
  const analysed = timed(() => analyseFret(project));
  const startedAt = performance.now();
  const isOpen = solver !== null && analysed.value.open.length > 0;
  const { components, findings } = isOpen ? await decideOpen(analysed.value, (game) => solver.decideOneStep(game)) : analysed.value;
  return {
    ...empty(path, 'fret'),
    counts: { all: project.requirements.length + project.unread.length, read: project.requirements.length },
    unread: project.unread,
    findings,
    undecided: components.flatMap(({ system, name, requirements, realizability }) =>
      realizability.verdict === 'unknown' ? [{ about: `${system} ${name}`, criteria: requirements, reason: realizability.reason }] : [],
    ),
    components,
    ms: { read: read.ms, timed: analysed.ms, ...(isOpen ? { z3: since(startedAt) } : {}) },
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

/** Analyses a spec: cells first, and what they leave open by the solver. */
export async function analyzeSpecFolder({ folder, format, files }: SpecFolder, solver: Deep): Promise<InputReport[]> {
  const document = files.find(({ kind }) => kind === 'requirements') ?? files.find(({ kind }) => kind === 'bugfix');
  if (!document) return [];
  const { text: requirements } = document.source;
  const analysed = timed(() => analyseSpec({ requirements, format, readings: readOptional(join(folder, 'readings.spec')) }));
  const { counts, findings, readings, undecided, system, unconfirmed } = analysed.value;
  const known = new Map(findings.map((finding) => [finding.id, plainOf(finding)]));
  const left = new Map(undecided.map(({ hash, rules }) => [hash, rules]));
  const open: { about: string; criteria: readonly string[]; reason: string }[] = [];
  const startedAt = performance.now();
  const only = deepSlices(analysed.value);
  const isDeep = solver !== null && only.size > 0;
  if (isDeep)
    for await (const slice of solver.check(system, { only })) {
      left.delete(slice.hash);
      for (const finding of slice.findings) {
        const isConfirmed = finding.criteria.every((id) => !unconfirmed.has(id));
        // About readings that nobody has confirmed a proof says no more than they do: a hint.
        const proof = isConfirmed ? finding.proof : { grade: 'hint' as const, engine: finding.proof.engine };
        if (!known.has(finding.id)) known.set(finding.id, { ...plainOf(finding), proof });
      }
      if (slice.gaveUp !== null || slice.undecided.length > 0)
        open.push({ about: 'z3', criteria: slice.undecided, reason: slice.gaveUp ?? 'The solver reached its limit.' });
    }
  for (const rules of left.values())
    open.push({ about: 'cells', criteria: rules, reason: 'Their conditions are more than comparisons with constants.' });
  return [
    {
      ...empty(document.path, 'spec'),
      counts: { all: counts.criteria, read: counts.read + counts.partial },
      unread: readings.flatMap(({ criterion, coverage, why }) =>
        coverage === 'unread' ? [{ id: criterion, reason: why ?? 'It has no reading.' }] : [],
      ),
      findings: [...known.values()],
      undecided: open,
      ms: { read: 0, cells: analysed.ms, ...(isDeep ? { z3: since(startedAt) } : {}) },
    },
  ];
}

const plainOf = ({ id, kind, proof, criteria, event, variable, region, witness }: Finding): Finding => ({
  id,
  kind,
  proof,
  criteria,
  event,
  variable,
  region,
  witness,
});

function readOptional(path: string): string | undefined {
  try {
    return readSource(readFileSync(path)).text;
  } catch {
    return undefined;
  }
}
