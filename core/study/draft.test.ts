import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import drafts from '../../prisma/scenarios/sample/drafts.json' with { type: 'json' };
import { describeDraft, draftProblems, readDraft } from './draft.ts';
import { draftedKinds } from './draft-kinds.ts';

const scripted = (step: string) => drafts.plays.find(({ taskId }) => taskId === step)?.turns[0]?.say ?? '';
const requirements = scripted('draft-requirements-2');
const design = scripted('draft-design-1');

describe('the document in an answer', () => {
  const document = '# Requirements Document\n\n## Introduction\n\nSomething.\n';

  test('is found behind words, in a fence, and with fences of its own in it', () => {
    const fenced = '# Design Document: X\n\n```ts\nconst a = 1;\n```\n\nEnd.\n';
    expect(readDraft(`Here it is.\n\n${document}`)).toBe(document);
    expect(readDraft(`Here it is:\n\`\`\`markdown\n${document}\`\`\`\nI hope it helps.`)).toBe(document);
    expect(readDraft(`\`\`\`\`md\r\n${fenced.replaceAll('\n', '\r\n')}\`\`\`\``)).toBe(fenced);
    expect(readDraft(fenced)).toBe(fenced);
  });

  test('is not made up where there is none', () => {
    for (const answer of ['', 'I cannot do that.', '```\nno heading\n```', '## Only a part', `# T\n${'x'.repeat(200_000)}`])
      expect(readDraft(answer)).toBeNull();
  });

  test('whatever a model says is a document that begins with a heading and ends with one line feed, or nothing', () => {
    const piece = fc.oneof(
      fc.constantFrom('# A\n', '```', '```md\n', '\r\n', '\n# B', '~~~\n', '- [ ] 1. x\n', '\u0000', '\ud800'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom(...draftedKinds), (pieces, kind) => {
        const draft = readDraft(pieces.join(''));
        if (draft === null) return;
        expect(draft).toMatch(/^# \S/);
        expect(draft).toMatch(/\S\n$/);
        expect(draft).not.toContain('\r');
        draftProblems({}, kind, draft);
        describeDraft({}, kind, draft);
      }),
    );
  });
});

describe('what the workbench finds in a draft', () => {
  test('a value at which two criteria disagree is told to the author by name', () => {
    expect(draftProblems({}, 'requirements', scripted('draft-requirements-1'))).toEqual([
      '3.1 and 3.2 ask for different things when the Age is exactly 1095 days.',
    ]);
  });

  test('the drafts of the sample are sound beside each other', () => {
    expect(draftProblems({}, 'requirements', requirements)).toEqual([]);
    expect(draftProblems({ requirements }, 'design', design)).toEqual([]);
    expect(draftProblems({ requirements, design }, 'tasks', scripted('draft-tasks-1'))).toEqual([]);
    expect(describeDraft({}, 'requirements', requirements)).toBe('3 requirements, 8 criteria, 8 in EARS.');
  });

  test('a document without what it is for, and a reference into nothing, are problems with their line', () => {
    expect(draftProblems({}, 'requirements', '# Requirements Document\n')[0]).toBe('There is no acceptance criterion in it.');
    expect(draftProblems({ requirements }, 'tasks', '# Implementation Plan\n')[0]).toMatch(/^There is no task in it/);
    const dangling = '# Implementation Plan\n\n## Tasks\n\n- [ ] 1. Do it\n  - _Requirements: 1.1, 9.9_\n';
    expect(draftProblems({ requirements }, 'tasks', dangling)).toEqual(expect.arrayContaining([expect.stringMatching(/^Line 6: .*9\.9/)]));
  });
});
