import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';

import { applyDifference } from '#core/edits/difference.ts';
import { applyDocumentEdits } from '#core/edits/document-edits.ts';
import { renameAcross } from '#core/edits/rename-across.ts';
import { setTaskState } from '#core/edits/set-task-state.ts';
import { diagnoseSpec } from '#core/language/diagnose.ts';
import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import { boundText } from '#core/trace/bound-text.ts';
import { readOpenSpec } from './open-spec.ts';
import { readSource, writeSource } from './source-text.ts';
import { readSpecKitSpec, readSpecKitTasks } from './spec-kit.ts';

/** A thousand files, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 60_000 });

const CORPUS = new URL('../../../shared/corpus', import.meta.url).pathname;
const files = existsSync(CORPUS) ? listFiles(CORPUS) : [];
const isAbsent = files.length === 0;
if (isAbsent) process.stdout.write('corpus: 0 files at ../shared/corpus, its tests are skipped\n');

const named = (name: string) => files.filter((path) => path.endsWith(`/${name}`) && path.includes('/kiro/'));

test.skipIf(isAbsent)('every file comes back byte for byte', () => {
  for (const path of files) {
    const bytes = readFileSync(path);
    expect(Buffer.compare(Buffer.from(writeSource(readSource(bytes).text, bytes)), bytes), path).toBe(0);
  }
});

test.skipIf(isAbsent)('every spec is read and diagnosed, and every span is in its text', () => {
  for (const path of [...named('requirements.md'), ...named('bugfix.md')]) {
    const requirements = textOf(path);
    const { tree } = parseRequirements(requirements);
    for (const requirement of tree.requirements) {
      for (const criterion of requirement.criteria) {
        expect(requirements.slice(criterion.span.start, criterion.span.end), path).toBe(criterion.text);
        for (const part of [...criterion.clauses, criterion.subject, criterion.modality, criterion.response]) {
          if (part) expect(requirements.slice(part.span.start, part.span.end), path).toBe(part.text);
        }
      }
    }
    const sibling = (name: string) => (existsSync(join(path, '..', name)) ? textOf(join(path, '..', name)) : undefined);
    const diagnosis = diagnoseSpec({ requirements, design: sibling('design.md'), tasks: sibling('tasks.md') });
    for (const { span } of diagnosis.requirements) expect(span.end, path).toBeLessThanOrEqual(requirements.length);
  }
});

test.skipIf(isAbsent)('ticking a task changes one character, and not the text that its approval binds', () => {
  for (const path of named('tasks.md')) {
    const text = textOf(path);
    const task = parseTasks(text).tree.tasks.find(({ state }) => state !== 'done');
    const change = task && setTaskState(text, task.id, 'done');
    if (!change) continue;
    const ticked = applyDifference(text, change);
    expect(change.removed, path).toBe(1);
    expect(ticked.length, path).toBe(text.length);
    expect(boundText('tasks', ticked), path).toBe(boundText('tasks', text));
  }
});

test.skipIf(isAbsent)('finds what the corpus is counted to hold', () => {
  const requirements = named('requirements.md').flatMap((path) => parseRequirements(textOf(path)).tree.requirements);
  const criteria = requirements.flatMap((requirement) => requirement.criteria);
  const tasks = named('tasks.md').flatMap((path) => parseTasks(textOf(path)).tree.tasks);
  const properties = named('design.md').flatMap((path) => parseDesign(textOf(path)).tree.properties);
  process.stdout.write(
    `corpus: ${files.length} files, ${requirements.length} requirements, ${criteria.length} criteria, ${tasks.length} tasks, ${properties.length} properties\n`,
  );
  expect(requirements.length).toBeGreaterThanOrEqual(1490);
  expect(criteria.length).toBeGreaterThanOrEqual(8500);
  expect(tasks.length).toBeGreaterThanOrEqual(6170);
  expect(properties.length).toBeGreaterThanOrEqual(1090);
});

test.skipIf(isAbsent)('reads the numbered items and tasks of spec-kit, and the requirements of OpenSpec', () => {
  const beneath = (part: string, name: string) =>
    files.filter((path) => path.includes(`/${part}/`) && path.endsWith(`/${name}`)).map(textOf);
  const items = beneath('speckit', 'spec.md').flatMap((text) =>
    readSpecKitSpec(text).tree.requirements.flatMap(({ criteria }) => criteria.map(({ id }) => id)),
  );
  const tasks = beneath('speckit', 'tasks.md').flatMap((text) => readSpecKitTasks(text).tree.tasks);
  const blocks = beneath('openspec', 'spec.md').flatMap((text) => readOpenSpec(text).blocks);
  const scenarios = blocks.flatMap(({ requirement }) => requirement.criteria.filter(({ isSynthetic }) => !isSynthetic));
  const count = (pattern: RegExp) => items.filter((id) => pattern.test(id)).length;
  process.stdout.write(
    `corpus: ${count(/^FR/)} FR, ${count(/^SC/)} SC, ${count(/^US/)} scenarios, ${tasks.length} tasks of spec-kit; ${blocks.length} requirements, ${scenarios.length} scenarios of OpenSpec\n`,
  );
  expect(count(/^FR/)).toBeGreaterThanOrEqual(800);
  expect(count(/^SC/)).toBeGreaterThanOrEqual(280);
  expect(count(/^US/)).toBeGreaterThanOrEqual(641);
  expect(tasks.filter(({ id }) => /^T\d/.test(id)).length).toBeGreaterThanOrEqual(2200);
  expect(blocks.length).toBeGreaterThanOrEqual(302);
  expect(scenarios.length).toBeGreaterThanOrEqual(800);
});

test.skipIf(isAbsent)('a requirement, criterion or task renamed there and back leaves every document as it was', () => {
  const counts = { renamed: 0, refused: 0 };
  const folders = new Set(files.filter((path) => path.includes('/kiro/') && /\/(?:requirements|bugfix)\.md$/.test(path)).map(dirname));
  for (const folder of folders) {
    const documents = (['requirements', 'bugfix', 'design', 'tasks'] as const).flatMap((kind) => {
      const path = join(folder, `${kind}.md`);
      return existsSync(path) ? [{ kind, text: textOf(path) }] : [];
    });
    const tree = parseRequirements(documents[0]?.text ?? '').tree;
    const requirement = tree.requirements.at(-1);
    const criterion = requirement?.criteria[0];
    const task = documents.filter(({ kind }) => kind === 'tasks').flatMap(({ text }) => parseTasks(text).tree.tasks)[0];
    const subjects = [
      { kind: 'requirement' as const, id: requirement?.id, to: `${requirement?.id.replace(/\d+(?=\D*$)/, '977')}` },
      { kind: 'criterion' as const, id: criterion?.id, to: `${criterion?.id.replace(/[^.]*$/, '')}977` },
      { kind: 'task' as const, id: task?.id, to: '977' },
    ];
    for (const { kind, id, to } of subjects) {
      if (id === undefined) continue;
      const there = renameAcross(documents, { kind, id }, to);
      counts[there.edits ? 'renamed' : 'refused'] += 1;
      if (!there.edits) continue;
      const { edits } = there;
      const after = documents.map((document) => ({ ...document, text: applyDocumentEdits(document.text, edits, document.kind) }));
      const back = renameAcross(after, { kind, id: to }, id);
      const home = after.map(({ kind: own, text }) => applyDocumentEdits(text, back.edits ?? [], own));
      const isSpelledOut = edits.some((document) => document.edits.some(({ text }) => text.includes(', ')));
      if (!isSpelledOut) expect(home, folder).toEqual(documents.map(({ text }) => text));
    }
  }
  process.stdout.write(`corpus: ${counts.renamed} renamed there and back, ${counts.refused} refused\n`);
  expect(counts.renamed).toBeGreaterThan(400);
});

function textOf(path: string): string {
  return readSource(readFileSync(path)).text;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
