import { expect, test } from 'vitest';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { analyseInSteps, analyseSpec } from './analyse-spec.ts';

const specOf = (criteria: readonly string[], glossary = '') =>
  `# R\n\n## Glossary\n\n${glossary}\n\n## Requirements\n\n### Requirement 1: One\n\n#### Acceptance Criteria\n\n${criteria.map((text, at) => `${at + 1}. ${text}`).join('\n')}\n`;

/** Confirmed readings of criteria that say nothing themselves. */
function analysed(rules: readonly string[], declared: string) {
  const sentences = rules.map((_, at) => `THE System SHALL do part ${at} of it.`);
  const lines = rules.map((rule, at) => `1.${at + 1} #${sentenceHash(sentences[at] ?? '')} confirmed: ${rule}`);
  return analyseSpec({ requirements: specOf(sentences), readings: `${declared}\n${lines.join('\n')}\n` });
}
const kindsOf = ({ findings }: ReturnType<typeof analyseSpec>) =>
  findings.map(({ kind, criteria }) => `${kind} ${criteria.join('+')}`.trim());

test('a glossary that contradicts itself is said, and what stands on it is still analysed', () => {
  const twice = analysed(['if cost > 3 then ring', 'if cost > 5 then not ring'], 'in cost : int 0..10\nin cost : money EUR\naction ring\n');
  expect(twice.diagnostics.map(({ code }) => code)).toContain('reading/type-clash');
  expect(kindsOf(twice)).toContain('contradiction 1.1+1.2');
  const inText = specOf(
    ['WHEN the Tier is gold, THE System SHALL ring.'],
    '- **Tier**: The standing of a customer: none or gold.\n- **Tier**: The standing of a customer: silver or bronze.',
  );
  expect(() => analyseSpec({ requirements: inText })).not.toThrow();
});

test('a term that needs itself is told with its circle, and no rule stands on it', () => {
  const { diagnostics, readings } = analysed(['if a then ring'], 'action ring\nterm a = b\nterm b = c\nterm c = a\n');
  expect(diagnostics.some(({ message }) => message.includes('→'))).toBe(true);
  expect(readings[0]?.state).toBe('none');
});

test('enormous ranges cost what small ones do, and what they hide is found', () => {
  const found = analysed(
    ['if x > 2000000000 then ring', 'if x > 3000000000000 then not ring'],
    'in x : int -4000000000000..4000000000000\naction ring\n',
  );
  expect(kindsOf(found)).toContain('contradiction 1.1+1.2');
  expect(found.undecided).toEqual([]);
});

test('arithmetic that is not linear is left to the solver by name, and nothing is claimed of it', () => {
  const { findings, undecided } = analysed(
    ['if x * y > 3 then ring', 'if x * x < 3 then not ring'],
    'in x : int 0..1000000\nin y : int 0..1000000\naction ring\n',
  );
  expect(undecided.flatMap(({ rules }) => rules).sort()).toEqual(['1.1', '1.2']);
  expect(findings.filter(({ proof, kind }) => proof.grade !== 'hint' && kind !== 'unused-term')).toEqual([]);
});

test('a reading of a criterion that is gone is told where it stands, and takes no part', () => {
  const readings = 'in cost : int 0..10\naction ring\n1.1: if cost > 3 then ring\n7.7: if cost > 3 then not ring\n';
  const { diagnostics, findings } = analyseSpec({ requirements: specOf(['THE System SHALL ring.']), readings });
  const gone = diagnostics.find(({ code }) => code === 'reading/no-criterion');
  expect(gone && readings.slice(gone.span.start, gone.span.end)).toBe('7.7');
  expect(findings.filter(({ kind }) => kind === 'contradiction')).toEqual([]);
});

test('five thousand criteria are read to the end, in short stretches', () => {
  const criteria = Array.from({ length: 5_000 }, (_, at) =>
    at % 2 === 0
      ? `WHEN the load of belt ${at % 100} exceeds ${at} kg, THE System SHALL set the speed of belt ${at % 100} to ${at % 7}.`
      : `IF the door ${at} is open, THEN THE System SHALL NOT start motor ${at} within ${at} ms.`,
  );
  const steps = analyseInSteps({ requirements: specOf(criteria) });
  for (let count = 0; ; count += 1) {
    const step = steps.next();
    if (!step.done) continue;
    expect(count).toBeGreaterThan(50);
    expect(step.value.counts.criteria).toBe(5_000);
    expect(step.value.counts.unread).toBe(0);
    break;
  }
}, 60_000);
