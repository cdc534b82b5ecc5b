import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { getVerdicts } from './get-verdicts.ts';
import { submitEvidence, submitEvidenceInput } from './submit-evidence.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const requirements =
  '# Requirements Document\n\n## Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n';
const passed = {
  name: 'opens (Requirements 1.1)',
  file: 'a.py',
  line: 1,
  status: 'passed',
  cases: null,
  seed: null,
  counterexample: null,
  message: null,
  durationMs: 1,
};

async function inputOf({ projectId }: AddedSpec, outcomes: object[], over: object = {}): Promise<z.infer<typeof submitEvidenceInput>> {
  const { slug } = await team.house.db.project.findUniqueOrThrow({ where: { id: projectId } });
  const report = {
    command: 'pytest',
    exitCode: 0,
    failure: null,
    startedAt: new Date().toISOString(),
    durationMs: 5,
    outputSha256: '0'.repeat(64),
    outputTail: '',
    outcomes,
  };
  return submitEvidenceInput.parse({ project: slug, commit: '0'.repeat(40), runner: 'github-actions', report, ...over });
}

test('a build elsewhere gives evidence of grade ci, once for a report, with its sender in the audit', async () => {
  const spec = await team.addSpec({ requirements });
  const editor = await team.as('editor');
  const input = await inputOf(spec, [passed, { ...passed, name: 'prints euros' }]);
  const { submitted } = await submitEvidence(editor, input);
  expect(submitted).toMatchObject([{ spec: 'spec', speaking: 1 }]);
  expect((await submitEvidence(editor, input)).submitted[0]?.evidenceId).toBe(submitted[0]?.evidenceId);
  const { criteria } = await getVerdicts(editor, { specId: spec.specId });
  expect(criteria['1.1']).toMatchObject({ state: 'holds', isStale: false, grade: 'ci' });
  const { db } = team.house;
  expect(await db.evidence.findMany({ where: { specId: spec.specId }, include: { checks: true } })).toMatchObject([
    { grade: 'ci', runner: 'github-actions', submittedById: editor.actor.userId, checks: [{ name: passed.name }] },
  ]);
  expect(await db.auditEntry.count({ where: { action: 'evidence.submitted', actorId: editor.actor.userId } })).toBe(1);
});

test('one spec after another command: what each job of a build found stands beside the other', async () => {
  const spec = await team.addSpec({ requirements });
  const editor = await team.as('editor');
  const first = await inputOf(spec, [{ ...passed, status: 'failed', message: 'no' }]);
  await submitEvidence(editor, first);
  const other = await inputOf(spec, [{ ...passed, file: 'b.py' }]);
  await submitEvidence(editor, { ...other, report: { ...other.report, command: 'pytest e2e' } });
  expect((await getVerdicts(editor, { specId: spec.specId })).criteria['1.1']).toMatchObject({ state: 'falsified' });
});

test('an agent, a future, a pass with a counterexample, silence, and another project are refused', async () => {
  const spec = await team.addSpec({ requirements });
  const editor = await team.as('editor');
  const good = await inputOf(spec, [passed]);
  const refusal = async (change: Partial<typeof good> | { report: typeof good.report }) =>
    submitEvidence(editor, { ...good, ...change }).then(
      () => 'taken',
      (failure: { code: string }) => failure.code,
    );
  await expect(submitEvidence(await team.as('agent'), good)).rejects.toMatchObject({ code: 'role_too_low' });
  expect(await refusal({ project: 'nowhere' })).toBe('not_found');
  expect(await refusal({ spec: 'nowhere' })).toBe('not_found');
  expect(await refusal({ report: { ...good.report, startedAt: '2100-01-01T00:00:00.000Z' } })).toBe('invalid');
  expect(await refusal({ report: { ...good.report, outcomes: [] } })).toBe('invalid');
  expect(
    await refusal({ report: { ...good.report, outcomes: [{ ...(good.report.outcomes[0] ?? never()), counterexample: '[0]' }] } }),
  ).toBe('invalid');
  for (const over of [{ commit: 'HEAD' }, { commit: '--output=x' }, { link: 'javascript:alert(1)' }, { runner: '' }])
    expect(submitEvidenceInput.safeParse({ ...good, ...over }).success).toBe(false);
  expect(await team.house.db.evidence.count({ where: { specId: spec.specId } })).toBe(0);
});

function never(): never {
  throw new Error('there is one');
}
