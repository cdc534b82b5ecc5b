import { expect, test } from 'vitest';
import { analyzeSpec } from '#core/language/diagnose.ts';
import type { Verdict } from '#core/verification/evidence.ts';
import { unverified } from '#core/verification/verdicts.ts';
import { soundnessOf } from './soundness.ts';

const analysis = analyzeSpec({
  requirements:
    '# Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n2. WHEN it is late, THE Door SHALL close.\n3. Nice to have\n',
  tasks: '# Plan\n\n- [ ] 1. Door\n  - [x] 1.1 Hinge\n    - _Requirements: 1.1_\n  - [ ] 1.2 Lock\n    - _Requirements: 1.2_\n',
});
const verdict = (state: Verdict['state'], isStale = false): Verdict => ({ ...unverified, state, isStale });

test('counts what is in the text, leaves of the plan only, and no stale verdict as proof', () => {
  const verdicts = { '1.1': verdict('holds'), '1.2': verdict('holds', true), '9.9': verdict('falsified') };
  const progress = {
    '1': { state: 'verified', runId: null },
    '1.1': { state: 'verified', runId: null },
    '1.2': { state: 'open', runId: null },
  } as const;
  expect(soundnessOf(analysis, verdicts, progress)).toMatchObject({
    criteria: 3,
    inEars: 2,
    tasks: 2,
    tasksVerified: 1,
    verified: 1,
    falsified: 0,
    stale: 1,
  });
});
