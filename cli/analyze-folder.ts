import { analyzeSpec, type SpecAnalysis } from '#core/language/diagnose.ts';
import type { SpecFolder } from './spec-files.ts';

/**
 * The analysis of a folder's documents together, in the format that they are in. A folder with both kinds of requirements is judged by
 * `requirements.md`.
 */
export function analyzeFolder({ files, format }: SpecFolder): SpecAnalysis {
  const find = (...kinds: string[]) => kinds.map((kind) => files.find((file) => file.kind === kind)).find((file) => file !== undefined);
  return analyzeSpec({
    format,
    requirements: find('requirements', 'bugfix')?.source.text,
    design: find('design')?.source.text,
    tasks: find('tasks')?.source.text,
  });
}
