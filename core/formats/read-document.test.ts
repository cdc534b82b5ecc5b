import { existsSync, globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDifference } from '#core/edits/difference.ts';
import { setTaskState } from '#core/edits/set-task-state.ts';
import { analyzeAgain, beginAnalysis } from '#core/language/analyze-again.ts';
import { analyzeSpec } from '#core/language/diagnose.ts';
import type { TaskState } from '#core/language/spec-tree.ts';
import { boundText } from '#core/trace/bound-text.ts';
import { changeClass } from '#core/trace/change-class.ts';
import { type Format, formats } from './find-specs.ts';
import { readTasks } from './read-document.ts';
import { readSource, writeSource } from './source-text.ts';

const corpus = new URL('../../../shared/corpus', import.meta.url).pathname;
const isAbsent = !existsSync(corpus);
const textOf = (path: string) => readSource(readFileSync(path)).text;
const states = ['todo', 'queued', 'running', 'done'] as const;

/** Sets the state of the first tasks of a text in turn, and looks at what else that changed: nothing. */
function expectStates(text: string, format: Format): number {
  const { tasks } = readTasks(text, format).tree;
  const first = new Map(tasks.toReversed().map((task) => [task.id, task]));
  for (const [at, { id, stateSpan, state: before }] of [...first.values()].slice(0, 15).entries()) {
    const state: TaskState = states[at % states.length] ?? 'done';
    const change = setTaskState(text, id, state, format);
    expect(change === null, `${id} ${before} ${state}`).toBe(before === state || stateSpan.start === stateSpan.end);
    if (!change) continue;
    const after = applyDifference(text, change);
    expect(readTasks(after, format).tree.tasks.find((task) => task.id === id)?.state).toBe(state);
    expect(boundText('tasks', after, format)).toBe(boundText('tasks', text, format));
    expect(changeClass('tasks', text, after, format)).toBe('cosmetic');
    if (format !== 'task-master') expect([change.removed, change.inserted.length]).toEqual([1, 1]);
  }
  return first.size;
}

test('a status of task-master is one word, wherever it stands, and no part of what is approved', () => {
  const task = {
    id: 1,
    title: 'Build',
    subtasks: [
      { id: 1, title: 'a', status: 'done' },
      { id: 2, title: 'b' },
    ],
    status: 'pending',
    dependencies: [],
  };
  for (const file of [{ tasks: [task] }, { master: { tasks: [task] }, other: { tasks: [{ ...task, status: 'review' }] } }]) {
    expect(expectStates(JSON.stringify(file, null, 2), 'task-master')).toBeGreaterThan(2);
  }
});

test.skipIf(isAbsent)(
  'tasks of every format change their state by the smallest edit',
  () => {
    const counts = { kiro: 0, 'spec-kit': 0, openspec: 0, 'task-master': 0 };
    for (const path of globSync(`${corpus}/speckit/*/*/tasks.md`)) counts['spec-kit'] += expectStates(textOf(path), 'spec-kit');
    for (const path of globSync(`${corpus}/openspec/*/*/tasks.md`)) counts.openspec += expectStates(textOf(path), 'openspec');
    process.stdout.write(`corpus: states of ${counts['spec-kit']} tasks of spec-kit and ${counts.openspec} of OpenSpec set\n`);
    expect(counts['spec-kit']).toBeGreaterThan(2000);
    expect(counts.openspec).toBeGreaterThan(1000);
  },
  60_000,
);

test.skipIf(isAbsent)(
  'documents of spec-kit and OpenSpec are read together, and an edit anywhere is read as the whole is',
  () => {
    const specs = [
      ...globSync(`${corpus}/speckit/*/*/spec.md`).map((path) => ({ format: 'spec-kit' as const, path, design: 'plan.md' })),
      ...globSync(`${corpus}/openspec/*/*/specs/*/spec.md`).map((path) => ({
        format: 'openspec' as const,
        path,
        design: '../../design.md',
      })),
    ];
    let criteria = 0;
    for (const { format, path, design } of specs) {
      const beside = (name: string) => {
        const file = new URL(name, `file://${path}`).pathname;
        return existsSync(file) ? textOf(file) : undefined;
      };
      const tasks = beside(format === 'spec-kit' ? 'tasks.md' : '../../tasks.md');
      const bytes = readFileSync(path);
      const texts = { format, requirements: readSource(bytes).text, design: beside(design), tasks };
      const live = beginAnalysis(texts);
      expect(live.analysis).toEqual(analyzeSpec(texts));
      const found = live.analysis.requirements?.tree.requirements.flatMap((requirement) => requirement.criteria) ?? [];
      for (const { span, text } of found) expect(texts.requirements.slice(span.start, span.end)).toBe(text);
      criteria += found.length;
      const middle = Math.floor(texts.requirements.length / 2);
      const next = { ...texts, requirements: `${texts.requirements.slice(0, middle)}x${texts.requirements.slice(middle)}` };
      expect(analyzeAgain(live, next).analysis).toEqual(analyzeSpec(next));
      expect(Buffer.compare(Buffer.from(writeSource(texts.requirements, bytes)), bytes), path).toBe(0);
    }
    process.stdout.write(`corpus: ${specs.length} specs of spec-kit and OpenSpec, ${criteria} criteria\n`);
    expect(criteria).toBeGreaterThan(2500);
  },
  60_000,
);

test('any text in any format is read again as the whole is', () => {
  const line = fc.constantFrom(
    '# Feature Specification: A',
    '### User Story 1 - A (Priority: P1)',
    '1. **Given** a, **When** b, **Then** c',
    '- **FR-001**: The system MUST a',
    '## ADDED Requirements',
    '### Requirement: A',
    'It SHALL a.',
    '#### Scenario: B',
    '- **WHEN** a',
    '- [ ] T001 [US1] a',
    '- [x] 1.1 a',
    '{"tasks":[{"id":1,"title":"a","status":"pending"}]}',
    '```',
    '',
  );
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  const texts = fc.record({ format: fc.constantFrom(...formats), requirements: text, tasks: text });
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const same = { ...after, format: before.format };
      for (const next of [after, same]) expect(analyzeAgain(beginAnalysis(before), next).analysis).toEqual(analyzeSpec(next));
    }),
    { numRuns: 500 },
  );
});
