import { expect, test } from 'vitest';
import { applyEdits } from '#core/edits/rename-id.ts';
import { analyzeSpec } from '#core/language/diagnose.ts';
import { fixesBetween } from './quick-fixes.ts';
import { analysis, offsetOf, texts } from './spec-texts.ts';

const at = (document: keyof typeof texts, words: string) =>
  fixesBetween(analysis, document, offsetOf(document, words), offsetOf(document, words));

test('every fix can be applied to its document, and its diagnostic is gone or the line that was asked for stands there', () => {
  for (const document of ['requirements', 'design', 'tasks'] as const) {
    const all = fixesBetween(analysis, document, 0, texts[document].length);
    expect(all.length).toBeGreaterThan(0);
    for (const { title, edits, diagnostic } of all) {
      const next = { ...texts, [document]: applyEdits(texts[document], edits) };
      const count = (codes: { code: string }[]) => codes.filter(({ code }) => code === diagnostic.code).length;
      if (title.startsWith('Add a ')) expect(next[document]).toMatch(/_Requirements: _|Requirements \*\*/);
      else expect(count(analyzeSpec(next).diagnostics[document])).toBeLessThan(count(analysis.diagnostics[document]));
    }
  }
});

test('a dangling reference is replaced by an id that is near and not named yet, or taken out with its comma', () => {
  expect(at('tasks', '2.2').map(({ title }) => title)).toEqual(['Replace with 2.1', 'Replace with 1.2', 'Remove the reference to 2.2']);
  const [remove] = at('tasks', '9.9');
  expect(remove?.title).toBe('Remove the reference to 9.9');
  expect(applyEdits(texts.tasks, remove?.edits ?? [])).toContain('_Requirements: 1.1, 2.2_');
});

test('a task that serves nothing gets the line to say it on, at its own depth', () => {
  const [fix] = at('tasks', ' 3. ');
  expect(applyEdits(texts.tasks, fix?.edits ?? [])).toContain('- [ ] 3. Nothing named\n  - _Requirements: _');
});
