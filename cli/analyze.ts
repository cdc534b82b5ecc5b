import type { Finding } from '#core/analysis/finding.ts';
import { createSolver } from '#server/solver/solver.ts';
import type { InputReport } from './analyze-file.ts';
import { analyzeInputs } from './analyze-inputs.ts';
import { UsageError } from './usage-error.ts';

/** Prints what analysis found in every input; 1 where something is proved wrong, or an input could not be read. */
export async function analyze({ paths, format }: { paths: string[]; format: string }): Promise<number> {
  if (format !== 'json' && format !== 'text') throw new UsageError('analyze prints text or json.');
  // The first question that cells leave open starts it; where there is none it costs nothing.
  const solver = createSolver({ timeoutMs: 6_000 });
  const inputs = await analyzeInputs(paths, solver).finally(() => solver.close());
  if (format === 'json') process.stdout.write(`${JSON.stringify({ version: 1, inputs }, null, 2)}\n`);
  else printText(inputs);
  return inputs.some(({ isRead, findings }) => !isRead || findings.some(({ proof }) => proof.grade !== 'hint')) ? 1 : 0;
}

function printText(inputs: readonly InputReport[]): void {
  for (const { path, isRead, why, counts, unread, findings, undecided, components } of inputs) {
    const lines = isRead
      ? [
          `${path}: ${counts.read} of ${counts.all} read`,
          ...unread.map(({ id, reason }) => `  not read  ${id}: ${reason}`),
          ...components.map(
            ({ system, name, requirements, realizability }) => `  ${realizability.verdict}  ${system} ${name}: ${requirements.join(', ')}`,
          ),
          ...findings.map((finding) => `  ${finding.proof.grade}  ${inWords(finding)}`),
          ...undecided.map(({ about, criteria, reason }) => `  unknown  ${about} of ${criteria.join(', ')}: ${reason}`),
        ]
      : [`${path}: not read. ${why}`];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  const all = inputs.flatMap(({ findings }) => findings);
  const proved = all.filter(({ proof }) => proof.grade !== 'hint').length;
  process.stderr.write(`${inputs.length} inputs: ${proved} proved, ${all.length - proved} hints\n`);
}

function inWords({ kind, criteria, region }: Finding): string {
  const where = region.map(
    (axis) => `${axis.variable} ${'ranges' in axis ? axis.ranges.map(inRange).join(' or ') : `in ${axis.values.join(', ')}`}`,
  );
  return `${kind} ${criteria.join(' + ')}${where.length > 0 ? ` where ${where.join(' and ')}` : ''}`;
}

function inRange({
  low,
  high,
  isLowOpen,
  isHighOpen,
}: {
  low: number | null;
  high: number | null;
  isLowOpen: boolean;
  isHighOpen: boolean;
}): string {
  if (low !== null && low === high) return `= ${low}`;
  const parts = [
    ...(low === null ? [] : [`${isLowOpen ? '>' : '>='} ${low}`]),
    ...(high === null ? [] : [`${isHighOpen ? '<' : '<='} ${high}`]),
  ];
  return parts.length === 0 ? 'anything' : parts.join(' and ');
}
