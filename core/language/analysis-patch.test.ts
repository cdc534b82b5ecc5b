import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyPatch, patchBetween } from './analysis-patch.ts';
import { analyzeAgain, beginAnalysis } from './analyze-again.ts';

const requirement = (at: number) =>
  `\n### Requirement ${at}: Rule ${at}\n\n**User Story:** As a, I want b\n\n#### Acceptance Criteria\n\n1. WHEN x happens, THE Door SHALL open quickly\n2. THE Gate shall maybe close\n`;
const start = {
  requirements: `# R\n\n## Glossary\n\n- **Door**: opens\n\n## Requirements\n${[1, 2, 3, 4].map(requirement).join('')}`,
  design: '### Property 1: P\n\n**Validates: Requirements 1.1**\n',
  tasks: '- [ ] 1. T\n  - _Requirements: 1.1, 9.9_\n- [ ] 2. U\n',
};
const piece = fc.constantFrom(
  'a',
  ' ',
  '\n',
  '```\n',
  '### Requirement 2: X\n',
  '3. THE Door SHALL y\n',
  '<!--',
  'Door',
  '- **T**: d\n',
  'SHALL ',
);
const edit = fc.record({
  stage: fc.constantFrom('requirements' as const, 'requirements' as const, 'design' as const, 'tasks' as const),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(30),
  inserted: piece,
});

test('an analysis and what is new give the next one, whatever was typed', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      let live = beginAnalysis(start);
      let shown = live.analysis;
      for (const { stage, at, removed, inserted } of edits) {
        const text = live.analysis.texts[stage] ?? '';
        const from = Math.floor(at * text.length);
        const texts = { ...live.analysis.texts, [stage]: text.slice(0, from) + inserted + text.slice(from + removed) };
        const next = analyzeAgain(live, texts);
        // Between the threads goes a copy.
        shown = applyPatch(shown, structuredClone(patchBetween(live.analysis, next.analysis)), texts);
        expect(shown).toEqual(next.analysis);
        live = next;
      }
    }),
    { numRuns: 60 },
  );
});

test('a key in one requirement hands over that one', () => {
  const live = beginAnalysis(start);
  const texts = {
    ...start,
    requirements: start.requirements.replace(
      'quickly\n2. THE Gate shall maybe close\n\n### Requirement 3',
      'quicklyx\n2. THE Gate shall maybe close\n\n### Requirement 3',
    ),
  };
  const patch = patchBetween(live.analysis, analyzeAgain(live, texts).analysis);
  expect(patch.requirements?.items.middle.map(({ id }) => id)).toEqual(['2']);
  expect(patch.tasks).toBeUndefined();
  expect(patch.trace).toBeUndefined();
});
