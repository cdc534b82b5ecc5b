import { coverageOf, traceCsv, traceRows } from '#core/trace/coverage.ts';
import { analyzeFolder } from './analyze-folder.ts';
import { findSpecs } from './spec-files.ts';
import { UsageError } from './usage-error.ts';

/** Prints which tasks and properties each criterion has, spec by spec. The shape of the JSON is in `docs/cli.md`. */
export function printTrace({ paths, format }: { paths: string[]; format: string }): number {
  if (!['text', 'json', 'csv'].includes(format)) throw new UsageError('trace prints text, json or csv.');
  const specs = findSpecs(paths).map((spec) => {
    const analysis = analyzeFolder(spec);
    const trees = {
      requirements: analysis.requirements?.tree ?? null,
      design: analysis.design?.tree ?? null,
      tasks: analysis.tasks?.tree ?? null,
    };
    return {
      folder: spec.folder,
      coverage: coverageOf(trees, analysis.trace),
      criteria: traceRows(trees, analysis.trace),
      tasks: [...analysis.trace.tasks].map(([id, links]) => ({ id, ...links })),
      properties: [...analysis.trace.properties].map(([id, links]) => ({ id, ...links })),
      waves: analysis.tasks?.tree.waves ?? null,
      problems: Object.entries(analysis.diagnostics).flatMap(([document, list]) =>
        list
          .filter(({ code }) => /^(?:refs|trace|tasks)\//.test(code))
          .map(({ code, message, span }) => ({ document, code, message, span })),
      ),
    };
  });
  if (format === 'json') process.stdout.write(`${JSON.stringify({ version: 1, specs }, null, 2)}\n`);
  else if (format === 'csv') process.stdout.write(specs.map(({ criteria }) => traceCsv(criteria)).join('\r\n'));
  else {
    for (const { folder, coverage, criteria } of specs) {
      process.stdout.write(
        `${folder}: ${coverage.withTask} of ${coverage.criteria} criteria have a task, ${coverage.withProperty} a property\n`,
      );
      for (const { criterionId, taskIds, propertyIds } of criteria) {
        process.stdout.write(
          `  ${criterionId.padEnd(10)} tasks ${taskIds.join(', ') || '-'}; properties ${propertyIds.join(', ') || '-'}\n`,
        );
      }
    }
  }
  return 0;
}
