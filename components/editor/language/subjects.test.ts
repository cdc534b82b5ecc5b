import { expect, test } from 'vitest';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { hoverOf, inert } from './hover.ts';
import { definitionOf, referencesTo } from './spec-references.ts';
import { analysis, offsetOf, texts } from './spec-texts.ts';
import { type Place, subjectAt } from './subjects.ts';

const wordsAt = ({ document, span }: Place) => `${document}: ${texts[document].slice(span.start, span.end)}`;

test.each<[DocumentStage, string, number, string, string]>([
  ['requirements', 'Requirement 1', 0, 'requirement 1', '1'],
  ['requirements', '\n2. ', 0, 'criterion 1.2', '2.'],
  ['requirements', 'Line Item', 0, 'term Line_Item', 'Line Item'],
  ['requirements', 'Line_Items', 0, 'term Line_Item', 'Line_Item'],
  ['design', 'Property 1', 0, 'property 1', '1'],
  ['design', '1.1', 0, 'criterion 1.1', '1.1'],
  ['design', ' 2*', 0, 'requirement 2', '2'],
  ['tasks', '1.1-', 0, 'criterion 1.1', '1.1'],
  ['tasks', '-1.2_', 0, 'criterion 1.2', '1.2'],
  ['tasks', 'Property 1', 0, 'property 1', 'Property 1'],
  ['tasks', ' 1.1_', 0, 'task 1.1', '1.1'],
  ['tasks', '] 1.2 ', 0, 'task 1.2', '1.2'],
])('in %s, "%s" is about something', (document, words, nth, subject, shown) => {
  const found = subjectAt(analysis, document, offsetOf(document, words, nth));
  expect(found && `${found.subject.kind} ${found.subject.id}`).toBe(subject);
  expect(found && texts[document].slice(found.span.start, found.span.end)).toBe(shown);
});

test.each<[DocumentStage, string]>([
  ['tasks', '9.9'],
  ['requirements', 'paid'],
  ['tasks', '# Plan'],
])('in %s, "%s" is about nothing', (document, words) => {
  expect(subjectAt(analysis, document, offsetOf(document, words))).toBeNull();
});

test('a reference leads to the criterion, and the criterion to all that name it', () => {
  const criterion = { kind: 'criterion', id: '1.2' } as const;
  expect(definitionOf(analysis, criterion)).toMatchObject({ document: 'requirements' });
  expect(referencesTo(analysis, criterion).map(wordsAt)).toEqual(['tasks: 1.2', 'tasks: 1.1-1.2']);
  expect(referencesTo(analysis, { kind: 'criterion', id: '2.1' }).map(wordsAt)).toEqual(['design: 2']);
});

test('a requirement is named by its criteria, a task by those that wait for it, a property by number', () => {
  expect(referencesTo(analysis, { kind: 'requirement', id: '2' }).map(wordsAt)).toEqual(['design: 2']);
  expect(referencesTo(analysis, { kind: 'task', id: '1.1' }).map(wordsAt)).toEqual(['tasks: 1.1']);
  expect(referencesTo(analysis, { kind: 'property', id: '1' }).map(wordsAt)).toEqual(['tasks: Property 1']);
});

test('a term is found in every document, in either spelling, but not in code', () => {
  expect(referencesTo(analysis, { kind: 'term', id: 'Line_Item' }).map(wordsAt)).toEqual([
    'requirements: Line_Item',
    'requirements: Line Item',
    'tasks: Line_Item',
  ]);
  expect(referencesTo(analysis, { kind: 'term', id: 'Order' }).filter(({ document }) => document === 'design')).toHaveLength(2);
});

test('a criterion tells its sentence, its reading, what serves it and its verdict', () => {
  const told = hoverOf(analysis, { kind: 'criterion', id: '1.2' }, (id) => `Holds for ${id}`).join('\n');
  expect(told).toContain('unwanted behaviour');
  expect(told).toContain('refuse the Order');
  expect(told).toContain(inert('1.1, 1.2'));
  expect(told).toContain(inert('Holds for 1.2'));
});

test('the words of an author cannot make links, pictures or tags', () => {
  expect(inert('[a](command:b) ![c](d) <e>')).not.toMatch(/(?<!\\)[[\]<>!]/);
});
