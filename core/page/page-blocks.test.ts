import { existsSync, globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '#core/language/lines.ts';
import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import type { SpecTree } from '#core/language/spec-tree.ts';
import { cutPage } from './cut-page.ts';
import { editableSpan, type PageBlock } from './page-block.ts';
import { blocksOf } from './page-blocks.ts';

const readers = [parseRequirements, parseDesign, parseTasks] as const;
const pieces = fc.constantFrom(
  '### Requirement 1: A\n',
  '### Requirement 2\n',
  '**User Story:** As a clerk, I want b\n',
  '#### Acceptance Criteria\n',
  '1. WHEN a, THE b SHALL c\n',
  '2. THE b SHALL d\n   - nested\n',
  '- [ ] 1. Task\n  - detail\n',
  '  - [x] 1.1 Sub\n    _Requirements: 1.1_\n',
  '### Property 1: P\n',
  '**Validates: Requirements 1.1**\n',
  '```mermaid\n',
  '```\n',
  '~~~~\n',
  '---\n',
  '<!-- a\n',
  '-->\n',
  '<<<<<<< ours\n',
  '=======\n',
  '>>>>>>> theirs\n',
  '| a | b |\n| - | - |\n',
  'words 🙂\n',
  '\n',
  '\r\n',
  '  indented\n',
  'no break',
);
const document = fc.array(pieces, { maxLength: 25 }).map((all) => all.join(''));

function allBlocks(text: string, tree: SpecTree): PageBlock[] {
  return cutPage(text, tree).flatMap((cut) => blocksOf(text, cut, tree));
}

/** Every line with words in it is in one block, and blocks follow one another. */
function expectWhole(text: string, tree: SpecTree): void {
  const cuts = cutPage(text, tree);
  expect(cuts.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
  const blocks = allBlocks(text, tree);
  let before = -1;
  for (const block of blocks) {
    expect(block.start).toBeGreaterThan(before);
    expect(block.end).toBeGreaterThanOrEqual(block.start);
    const editable = editableSpan(block);
    if (editable) {
      expect(editable.start).toBeGreaterThanOrEqual(block.start);
      expect(editable.end).toBeLessThanOrEqual(block.end);
    }
    before = block.end;
  }
  let at = 0;
  for (const { kind, from } of readLines(text).lines) {
    if (kind === 'blank') continue;
    while ((blocks[at]?.end ?? Number.POSITIVE_INFINITY) < from) at += 1;
    expect(blocks[at]?.start ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(from);
  }
}

test('nothing in a text goes unseen, whatever it is', () => {
  fc.assert(
    fc.property(document, (text) => {
      for (const read of readers) expectWhole(text, read(text).tree);
    }),
    { numRuns: 2000 },
  );
});

test('each item of the tree is shown once', () => {
  fc.assert(
    fc.property(document, (text) => {
      fc.pre(readLines(text).conflicts.length === 0);
      const { tree } = parseRequirements(text);
      const shown = allBlocks(text, tree).flatMap((block) => (block.kind === 'criterion' ? [block.criterion.span] : []));
      const all = tree.requirements.flatMap(({ criteria }) => criteria.map(({ span }) => span));
      expect(shown).toEqual(all);
      const tasks = parseTasks(text).tree;
      expect(allBlocks(text, tasks).flatMap((block) => (block.kind === 'task' ? [block.task.id] : []))).toEqual(
        tasks.tasks.map(({ id }) => id),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a requirement, its story and its criteria; code with its language; what git left as it is', () => {
  const text =
    '# R\n\n### Requirement 1: Door\n\n**User Story:** As a guest, I want in\n\n#### Acceptance Criteria\n\n1. THE door SHALL open\n   slowly\n\n```mermaid\ngraph TD\n```\n\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n';
  const blocks = allBlocks(text, parseRequirements(text).tree);
  expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'requirement', 'story', 'heading', 'criterion', 'code', 'conflict']);
  const words = blocks.map((block) => ('words' in block ? text.slice(block.words.start, block.words.end) : ''));
  expect(words.slice(1, 6)).toEqual([
    'Requirement 1: Door',
    'As a guest, I want in',
    'Acceptance Criteria',
    'THE door SHALL open\n   slowly',
    'graph TD',
  ]);
});

const corpus = '../shared/corpus';
test.skipIf(!existsSync(corpus))(
  'every file of the corpus is shown whole',
  () => {
    const files = globSync(`${corpus}/kiro/**/{requirements,bugfix,design,tasks}.md`);
    let items = 0;
    for (const file of files) {
      const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
      const read = file.endsWith('design.md') ? parseDesign : file.endsWith('tasks.md') ? parseTasks : parseRequirements;
      const { tree } = read(text);
      expectWhole(text, tree);
      items += 1;
    }
    console.log(`${items} files shown whole`);
  },
  120_000,
);
