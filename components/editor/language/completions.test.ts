import { expect, test } from 'vitest';
import { type CompletionPlace, completionsAt } from './completions.ts';
import { analysis, offsetOf } from './spec-texts.ts';

const offered = (place: Pick<CompletionPlace, 'document' | 'head'> & Partial<CompletionPlace>) => {
  const { items, span } = completionsAt(analysis, { offset: null, isAsked: true, ...place });
  return { labels: items.map(({ label }) => label), replaced: place.head.slice(span.start, span.end), items };
};

test.each([
  ['    - _Requirements: ', ['1', '1.1', '1.2', '2', '2.1'], ''],
  ['    - _Requirements: 1.1, 2', ['2', '2.1'], '2'],
  ['    - _Requirements: 1.', ['1.1', '1.2'], '1.'],
  ['**Validates: Requirements 2.', ['2.1'], '2.'],
  ['    - _Depends: 1.', ['1.1', '1.2'], '1.'],
  ['    - _Requirements: 1.1_', [], '1_'],
])('behind "%s"', (head, labels, replaced) => {
  expect(offered({ document: 'tasks', head })).toMatchObject({ labels, replaced });
});

test('a criterion begins with an EARS skeleton that names who shall', () => {
  const offset = offsetOf('requirements', 'until');
  const { items, labels } = offered({ document: 'requirements', head: '3. ', offset, isAsked: false });
  expect(labels).toEqual(['WHEN', 'WHILE', 'IF', 'WHERE', 'WHILE … WHEN', 'THE']);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's placeholder
  expect(items[0]?.insert).toContain('THE ${9:Cart} SHALL');
  expect(offered({ document: 'requirements', head: '3. wh', offset }).labels).toEqual(['WHEN', 'WHILE', 'WHERE', 'WHILE … WHEN']);
  expect(offered({ document: 'requirements', head: '- ', offset: 10, isAsked: false }).labels).toEqual([]);
});

test('terms and labels are offered to who asks, and to nobody else', () => {
  expect(offered({ document: 'requirements', head: '1. WHEN an Or' })).toMatchObject({ labels: ['Order'], replaced: 'Or' });
  expect(offered({ document: 'tasks', head: '  - _Req' }).labels).toEqual(['_Requirements: …_']);
  expect(offered({ document: 'requirements', head: '1. WHEN an ', isAsked: false }).labels).toEqual([]);
});
