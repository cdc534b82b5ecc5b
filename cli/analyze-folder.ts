import { basename } from 'node:path';
import { readOpenSpec } from '#core/formats/open-spec.ts';
import { readSpecKitSpec, readSpecKitTasks } from '#core/formats/spec-kit.ts';
import { readTaskMaster, taskMasterTree } from '#core/formats/task-master.ts';
import { analyzeParsed, type SpecAnalysis } from '#core/language/diagnose.ts';
import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import type { Parsed, RequirementsTree, TasksTree } from '#core/language/spec-tree.ts';
import type { SpecFolder } from './spec-files.ts';

/**
 * The analysis of a folder's documents together, each read by its format. A folder with both kinds of requirements is judged by
 * `requirements.md`.
 */
export function analyzeFolder({ files, format }: SpecFolder): SpecAnalysis {
  const find = (...kinds: string[]) => kinds.map((kind) => files.find((file) => file.kind === kind)).find((file) => file !== undefined);
  const requirements = find('requirements', 'bugfix')?.source.text;
  const design = find('design')?.source.text;
  const tasks = find('tasks');
  return analyzeParsed(
    { requirements, design, tasks: tasks?.source.text },
    {
      requirements: requirements === undefined ? null : readRequirements(format, requirements),
      design: design === undefined ? null : parseDesign(design),
      tasks: tasks ? readTasks(format, tasks.path, tasks.source.text) : null,
    },
  );
}

function readRequirements(format: SpecFolder['format'], text: string): Parsed<RequirementsTree> {
  if (format === 'spec-kit') return readSpecKitSpec(text);
  return format === 'openspec' ? readOpenSpec(text) : parseRequirements(text);
}

function readTasks(format: SpecFolder['format'], path: string, text: string): Parsed<TasksTree> {
  if (basename(path) === 'tasks.json') {
    const file = readTaskMaster(text);
    return { tree: taskMasterTree(file), diagnostics: file.diagnostics };
  }
  return format === 'spec-kit' ? readSpecKitTasks(text) : parseTasks(text);
}
