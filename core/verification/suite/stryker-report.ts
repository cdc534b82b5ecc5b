import { z } from 'zod';
import type { TrialResult } from './trial.ts';

type Mutants = Extract<TrialResult, { kind: 'mutants' }>;

/** Of a report in the mutation testing report schema (Stryker's JSON reporter) what is looked at. Lines and columns count from 1, ends are exclusive. */
const place = z.object({ line: z.number(), column: z.number() });
const report = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          status: z.string(),
          location: z.object({ start: place, end: place }),
        }),
      ),
    }),
  ),
});

/** A mutant that ran as a change of the code does, and whether something noticed it. What did not compile, or was left out, is none. */
const noticed = new Set(['Killed', 'Timeout', 'RuntimeError']);
const silent = new Set(['Survived', 'NoCoverage']);
const longest = 160;

/** What Stryker found, as changes of the code that the repository's own tests notice or do not; null for anything that is no such report, or holds no mutant. */
export function readStrykerReport(text: string, most: number): Pick<Mutants, 'file' | 'tried' | 'of' | 'killed' | 'survivors'> | null {
  const parsed = report.safeParse(json(text));
  if (!parsed.success) return null;
  const files = Object.entries(parsed.data.files);
  const all = files.flatMap(([, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map((mutant) => ({ ...mutant, lines }));
  });
  const killed = all.filter(({ status }) => noticed.has(status)).length;
  const survived = all.filter(({ status }) => silent.has(status));
  if (killed + survived.length === 0) return null;
  return {
    file: files.length === 1 ? (files[0]?.[0] ?? '') : `${files.length} files`,
    tried: killed + survived.length,
    of: killed + survived.length,
    killed,
    survivors: survived.slice(0, most).map(({ lines, location: { start, end }, replacement = '', mutatorName }) => {
      const line = lines[start.line - 1] ?? '';
      const from = line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
      return {
        line: start.line,
        from: from.slice(0, longest) || mutatorName,
        to: replacement.slice(0, longest),
        source: line.trim().slice(0, longest),
      };
    }),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
