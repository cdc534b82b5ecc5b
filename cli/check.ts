import { checkKiroFile } from '#core/formats/kiro-files.ts';
import { checkKiroStrict } from '#core/formats/kiro-strict.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import { analyzeFolder } from './analyze-folder.ts';
import { type FileReport, fileReport, plainReport } from './file-report.ts';
import { sarif } from './sarif.ts';
import { findKiroFiles, findSpecs, type SpecFile, type SpecFolder } from './spec-files.ts';
import { UsageError } from './usage-error.ts';

export type CheckOptions = { paths: string[]; format: string; profile: string | undefined; failOn: string; isQuiet: boolean };

const RANK = { hint: 0, warning: 1, error: 2 } as const;

/** Prints the problems of every document that was asked for; 1 where one of them is as bad as `failOn`. */
export function check({ paths, format, profile, failOn, isQuiet }: CheckOptions): number {
  if (profile !== undefined && profile !== 'kiro-strict') throw new UsageError(`there is no profile "${profile}", only kiro-strict.`);
  if (!(failOn in RANK)) throw new UsageError('--fail-on takes error, warning or hint.');
  if (!['text', 'json', 'sarif'].includes(format)) throw new UsageError('check prints text, json or sarif.');
  const least = RANK[failOn as keyof typeof RANK];
  const reports = [
    ...findSpecs(paths).flatMap((spec) => reportsOf(spec, profile === 'kiro-strict', isQuiet)),
    ...findKiroFiles(paths).map((file) => {
      const problems = [...encodingProblems(file), ...checkKiroFile(file.kind, file.source.text)];
      return plainReport(
        file,
        problems.filter(({ severity }) => !isQuiet || severity !== 'hint'),
      );
    }),
  ];
  if (format === 'json') process.stdout.write(`${JSON.stringify({ version: 1, files: reports }, null, 2)}\n`);
  else if (format === 'sarif') process.stdout.write(`${JSON.stringify(sarif(reports), null, 2)}\n`);
  else printText(reports);
  return reports.some(({ diagnostics }) => diagnostics.some(({ severity }) => RANK[severity] >= least)) ? 1 : 0;
}

function reportsOf(spec: SpecFolder, isStrict: boolean, isQuiet: boolean): FileReport[] {
  const analysis = analyzeFolder(spec);
  const specKind = spec.files.some(({ kind }) => kind === 'requirements')
    ? 'feature'
    : spec.files.some(({ kind }) => kind === 'bugfix')
      ? 'bugfix'
      : 'feature';
  return spec.files
    .filter(({ path }) => spec.asked.has(path))
    .map((file) => {
      const own = analysis.diagnostics[file.kind === 'bugfix' ? 'requirements' : file.kind];
      const strict = isStrict && spec.format === 'kiro' ? checkKiroStrict(file.kind, file.source.text, specKind) : [];
      const all = [...encodingProblems(file), ...own, ...strict].filter(({ severity }) => !isQuiet || severity !== 'hint');
      return fileReport(
        file,
        spec.format,
        analysis,
        all.sort((a, b) => a.span.start - b.span.start),
      );
    });
}

/** What `readSource` had to set aside: it is kept in the file, but a reader should know. */
function encodingProblems({ source }: Pick<SpecFile, 'source'>): Diagnostic[] {
  const span = { start: 0, end: 0 };
  const problems: Diagnostic[] = [];
  if (!source.isValidUtf8) {
    const at = Math.max(0, source.text.indexOf('\ufffd'));
    problems.push({
      code: 'text/invalid-utf8',
      severity: 'warning',
      message: 'The file holds bytes that are no UTF-8. They are kept as they are.',
      span: { start: at, end: at + 1 },
      fixes: [],
    });
  }
  if (source.lineEnding === 'mixed')
    problems.push({
      code: 'text/mixed-line-endings',
      severity: 'hint',
      message: 'Lines end in more than one way here. Each keeps its own.',
      span,
      fixes: [],
    });
  return problems;
}

function printText(reports: FileReport[]): void {
  const lines = reports.flatMap(({ path, diagnostics }) =>
    diagnostics.map(({ line, column, code, message }) => `${path}:${line}:${column} ${code} ${message}\n`),
  );
  const count = (severity: string) =>
    reports.reduce((sum, { diagnostics }) => sum + diagnostics.filter((one) => one.severity === severity).length, 0);
  process.stdout.write(lines.join(''));
  process.stderr.write(`${reports.length} files: ${count('error')} errors, ${count('warning')} warnings, ${count('hint')} hints\n`);
}
