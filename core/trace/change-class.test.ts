import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeClass } from './change-class.ts';

const requirements =
  '# Requirements Document\n\n## Introduction\n\nA door for a shop.\n\n## Glossary\n\n- **Door**: what opens\n\n## Requirements\n\n### Requirement 1: Door\n\n**User Story:** As a guest, I want in.\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n2. IF it is night, THEN THE Door SHALL stay shut.\n';
const tasks =
  '# Implementation Plan\n\nSome prose.\n\n- [ ] 1. Build the door\n  - with a bell\n  - _Requirements: 1.1_\n- [ ] 2. Paint it\n';

test('prose beside the criteria and white space are cosmetic, every word of a criterion is not', () => {
  expect(changeClass('requirements', requirements, requirements)).toBe('none');
  expect(changeClass('requirements', requirements, requirements.replace('for a shop', 'for any shop'))).toBe('cosmetic');
  expect(changeClass('requirements', requirements, requirements.replace('SHALL open', 'SHALL  open'))).toBe('cosmetic');
  for (const word of ['rings', 'SHALL', 'night', 'guest', 'what opens', 'Requirement 1'])
    expect(changeClass('requirements', requirements, requirements.replace(word, 'burns'))).toBe('substantive');
});

test('in tasks prose is cosmetic, a task, its details and what it serves are not', () => {
  expect(changeClass('tasks', tasks, tasks.replace('Some prose', 'More prose'))).toBe('cosmetic');
  for (const word of ['Build', 'a bell', '1.1', 'Paint'])
    expect(changeClass('tasks', tasks, tasks.replace(word, '9.9'))).toBe('substantive');
});

test('in a design only white space is cosmetic', () => {
  const design = '# Design\n\nA hinge  holds it.\n';
  expect(changeClass('design', design, design.replace('  ', ' '))).toBe('cosmetic');
  expect(changeClass('design', design, design.replace('hinge', 'magnet'))).toBe('substantive');
});

test('taking a criterion away or putting one in is never cosmetic, wherever it stands', () => {
  const line = fc.constantFrom('WHEN x happens, THE Door SHALL shut.', 'THE Door SHALL be red.', 'IF y, THEN THE Door SHALL stay.');
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.nat(), line, (lines, at, extra) => {
      const document = (all: readonly string[]) =>
        `# R\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n${all.map((one, index) => `${index + 1}. ${one}`).join('\n')}\n`;
      const place = at % (lines.length + 1);
      expect(changeClass('requirements', document(lines), document(lines.toSpliced(place, 0, extra)))).toBe('substantive');
      expect(changeClass('requirements', document(lines), document(lines.toSpliced(place % lines.length, 1)))).toBe('substantive');
    }),
  );
});
