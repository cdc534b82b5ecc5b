import type { Proof } from '#core/analysis/finding.ts';
import type { SpecQuestion } from '#core/questions/spec-question.ts';

/** What each kind of finding is called on a card. */
export const kindWords: Record<SpecQuestion['kind'], string> = {
  contradiction: 'Contradiction',
  conflict: 'Contradiction',
  'timing-conflict': 'Contradiction in time',
  'between-specs': 'Contradiction between specs',
  'never-triggerable': 'Never applies',
  'impossible-response': 'Cannot be done',
  redundant: 'Said twice',
  gap: 'Nothing is said',
  'output-gap': 'Nothing is said',
  boundary: 'A boundary is open',
  'timing-vacuous': 'Never put to the test',
  'timing-redundant': 'Said twice',
  'dead-state': 'Dead end',
  unreachable: 'Never reached',
  'trap-state': 'No way back',
  'property-not-implied': 'Property not ensured',
  'property-contradicted': 'Property contradicted',
  ambiguous: 'Two readings',
  'undefined-term': 'Undefined term',
  'type-clash': 'Terms that do not fit',
  'unused-term': 'Unused term',
  'missing-unwanted': 'The other case',
  vague: 'Vague word',
  'contradictory-assumptions': 'Assumptions that exclude one another',
  critique: 'A critic asks',
  'offered-readings': 'Readings to take',
};

/** How sure a finding is, in a word, and what the word means. */
export function proofWords(proof: Proof): { label: string; why: string } {
  switch (proof.grade) {
    case 'proved':
      return { label: 'proved', why: 'Exact, for all values, given that the criteria are read as the Readings say.' };
    case 'bounded':
      return { label: `within ${proof.steps} steps`, why: `True of every sequence of up to ${proof.steps} steps.` };
    case 'hint':
      return { label: 'hint', why: 'Worth a look; never counted as a defect.' };
    default:
      return proof satisfies never;
  }
}
