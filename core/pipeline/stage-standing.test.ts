import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Role } from '#core/access/access.ts';
import { type ApprovalPolicy, defaultPolicy, policyFaults, policyFor, policySentences, type StageRule } from './approval-policy.ts';
import { approvalBlocker, gateOf, type RecordedDecision, type StageFacts, stageStanding, standingsOf } from './stage-standing.ts';

const people = ['ann', 'ben', 'cy', 'dee'] as const;
const roleOf: Record<string, Role> = { ann: 'owner', ben: 'editor', cy: 'reviewer', dee: 'agent' };
const teamsOf: Record<string, string[]> = { ann: [], ben: ['red'], cy: ['red', 'blue'], dee: ['blue'] };
const texts = ['a', 'b', 'c'] as const;
const text = fc.constantFrom(...texts);

const decision = fc
  .record({
    userId: fc.constantFrom(...people),
    decision: fc.constantFrom('approved' as const, 'changes_requested' as const, 'rejected' as const),
    on: text,
    isAuthor: fc.boolean(),
    renews: fc.option(text, { nil: null, freq: 4 }),
  })
  .map(({ userId, decision, on, renews, isAuthor }) => ({
    userId,
    role: roleOf[userId] ?? 'viewer',
    teamIds: teamsOf[userId] ?? [],
    decision,
    isAuthor,
    bound: { design: on },
    renews: renews && renews !== on ? { design: renews } : null,
  }));
const decisions = fc
  .array(decision, { maxLength: 8 })
  .map((all): RecordedDecision[] => all.map((one, index) => ({ ...one, id: String(index) })));
const rule = fc.record({
  id: fc.constant('design'),
  name: fc.constant('Design'),
  covers: fc.constant(['design' as const]),
  approvals: fc.integer({ min: 0, max: 3 }),
  quorums: fc.array(
    fc.record({
      count: fc.integer({ min: 1, max: 2 }),
      roles: fc.subarray<Role>(['owner', 'editor', 'reviewer']),
      people: fc.subarray(['ann', 'cy']),
      teams: fc.subarray(['red', 'blue']),
    }),
    { maxLength: 2 },
  ),
  excludesAuthors: fc.boolean(),
  isSkippedWhenMissing: fc.boolean(),
});
const factsOf = (bound: string | null, all: readonly RecordedDecision[]): StageFacts => ({
  stage: 'design',
  bound: bound === null ? null : { design: bound },
  decisions: all,
});

/** The rule said again, slowly and without renewals. */
function isApprovedByHand(stage: StageRule, now: string, all: readonly RecordedDecision[]): boolean {
  const latest = people.map((person) => all.findLast(({ userId, bound }) => userId === person && bound['design'] === now));
  if (latest.some((one) => one && one.decision !== 'approved')) return false;
  const approvers = people.filter(
    (person, index) => latest[index] && roleOf[person] !== 'agent' && !(stage.excludesAuthors && latest[index].isAuthor),
  );
  const enough = stage.quorums.every(
    ({ count, roles, people, teams }) =>
      approvers.filter(
        (one) => roles.includes(roleOf[one] ?? 'viewer') || people.includes(one) || teams.some((team) => teamsOf[one]?.includes(team)),
      ).length >= count,
  );
  return approvers.length >= stage.approvals && enough;
}

test('a stage is approved exactly when enough of the right people approved its present text and nobody objects to it', () => {
  fc.assert(
    fc.property(rule, text, decisions, (stage, now, all) => {
      const plain = all.map((one) => ({ ...one, renews: null }));
      const { state } = stageStanding(stage, factsOf(now, plain));
      expect(state === 'approved').toBe(isApprovedByHand(stage, now, plain));
    }),
  );
});

test('no decision of an agent changes an approval, and an author who does not count never makes one', () => {
  fc.assert(
    fc.property(rule, text, decisions, (stage, now, all) => {
      const { counted } = stageStanding(stage, factsOf(now, all));
      for (const id of counted) {
        const one = all.find((known) => known.id === id);
        expect(one?.role).not.toBe('agent');
        if (stage.excludesAuthors) expect(one?.isAuthor).toBe(false);
      }
    }),
  );
});

test('a text that nobody decided on and no renewal leads to is not approved, unless nothing is asked for', () => {
  fc.assert(
    fc.property(rule, decisions, (stage, all) => {
      const { state, counted } = stageStanding(stage, factsOf('never seen', all));
      expect(counted).toEqual([]);
      if (stage.approvals > 0 || stage.quorums.length > 0) expect(['draft', 'stale']).toContain(state);
    }),
  );
});

test('a renewal carries the approvals of the earlier text, and only by somebody who counts', () => {
  const stage: StageRule = { ...stageOf(2), excludesAuthors: true };
  const on = (id: string, userId: string, bound: string, renews: string | null = null, isAuthor = false): RecordedDecision => ({
    id,
    userId,
    role: roleOf[userId] ?? 'viewer',
    teamIds: [],
    decision: 'approved',
    isAuthor,
    bound: { design: bound },
    renews: renews ? { design: renews } : null,
  });
  const before = [on('1', 'ann', 'a'), on('2', 'ben', 'a')];
  expect(stageStanding(stage, factsOf('b', before)).state).toBe('stale');
  expect(stageStanding(stage, factsOf('b', [...before, on('3', 'cy', 'b', 'a')])).state).toBe('approved');
  expect(stageStanding(stage, factsOf('c', [...before, on('3', 'cy', 'b', 'a'), on('4', 'cy', 'c', 'b')])).state).toBe('approved');
  expect(stageStanding(stage, factsOf('b', [...before, on('3', 'cy', 'b', 'a', true)])).state).toBe('stale');
  expect(stageStanding(stage, factsOf('b', [...before, on('3', 'dee', 'b', 'a')])).state).toBe('stale');
});

test('an objection holds until the one who made it decides again or the text changes', () => {
  const objection: RecordedDecision = {
    id: '1',
    userId: 'ann',
    role: 'owner',
    teamIds: [],
    isAuthor: false,
    decision: 'changes_requested',
    bound: { design: 'a' },
    renews: null,
  };
  const approval: RecordedDecision = { ...objection, id: '2', userId: 'ben', role: 'editor', decision: 'approved' };
  const stage = stageOf(1);
  expect(stageStanding(stage, factsOf('a', [objection, approval]), (id) => id)).toMatchObject({
    state: 'changes_requested',
    waitsFor: 'ann to decide again, or the text to change',
  });
  expect(stageStanding(stage, factsOf('a', [objection, approval, { ...objection, id: '3', decision: 'approved' }])).state).toBe('approved');
  expect(stageStanding(stage, factsOf('b', [objection, { ...approval, bound: { design: 'b' } }])).state).toBe('approved');
});

function stageOf(approvals: number): StageRule {
  return { id: 'design', name: 'Design', covers: ['design'], approvals, quorums: [], excludesAuthors: false, isSkippedWhenMissing: false };
}

test('the gate is open exactly when every stage is approved or skipped, and order blocks a later stage', () => {
  const policyOf = (isInOrder: boolean): ApprovalPolicy => ({ ...defaultPolicy, isInOrder });
  const some = fc.option(text, { nil: null });
  fc.assert(
    fc.property(fc.tuple(some, some, some), decisions, fc.boolean(), (bounds, all, isInOrder) => {
      const policy = policyOf(isInOrder);
      const facts = policy.stages.map(({ id }, index): StageFacts => ({ ...factsOf(bounds[index] ?? null, all), stage: id }));
      const standings = standingsOf(policy, facts);
      const passed = standings.map(({ state }) => state === 'approved' || state === 'skipped');
      expect(gateOf(policy, facts).isOpen).toBe(passed.every(Boolean));
      expect(approvalBlocker(policy, 'tasks', facts) === null).toBe(!isInOrder || (passed[0] === true && passed[1] === true));
    }),
  );
  expect(gateOf(defaultPolicy, [])).toEqual({ isOpen: false, reason: 'There is no requirements document.' });
});

test('a policy is read as sentences, and one that nobody could meet says so', () => {
  const policy: ApprovalPolicy = {
    ...defaultPolicy,
    stages: [{ ...stageOf(2), quorums: [{ count: 1, roles: ['owner'], people: ['m'], teams: [] }], excludesAuthors: true }],
  };
  const ofTeam = (count: number) => ({
    ...defaultPolicy,
    stages: [{ ...stageOf(2), quorums: [{ count, roles: [], people: [], teams: ['s'] }] }],
  });
  expect(policySentences(ofTeam(1), () => 'Security')[0]).toBe(
    'Design: two approvals, among them one of the team Security; authors count, too.',
  );
  expect(
    policyFaults(ofTeam(2), [
      { userId: 'b', role: 'editor', teamIds: ['s'] },
      { userId: 'c', role: 'owner', teamIds: [] },
    ]),
  ).toEqual(['Design asks for 2 of a group of which 1 may decide today.']);
  expect(policySentences(policy, () => 'Mira')[0]).toBe(
    'Design: two approvals, among them one owner or Mira; the authors of the text do not count.',
  );
  expect(policyFaults(policy, [{ userId: 'b', role: 'editor', teamIds: [] }])).toEqual([
    'Design asks for 2 approvals, and 1 may decide today.',
    'Design asks for 1 of a group of which 0 may decide today.',
  ]);
  expect(policyFaults(defaultPolicy, [{ userId: 'b', role: 'owner', teamIds: [] }])).toEqual([]);
});

test('a quick spec passes exactly while it is as small as the policy says and nobody objects', () => {
  fc.assert(
    fc.property(rule, decisions, text, fc.nat(6), fc.boolean(), fc.nat(6), (stage, all, now, quickTasks, isQuick, tasks) => {
      const policy: ApprovalPolicy = { ...defaultPolicy, stages: [stage], quickTasks };
      const facts = [factsOf(now, all)];
      const bound = policyFor(policy, { isQuick, tasks });
      const isSmall = isQuick && quickTasks > 0 && tasks <= quickTasks;
      if (!isSmall) expect(bound).toEqual(policy);
      else if (all.every(({ decision }) => decision === 'approved')) expect(gateOf(bound, facts).isOpen).toBe(true);
      else if (all.every(({ decision, bound: on }) => decision !== 'approved' && on['design'] === now))
        expect(gateOf(bound, facts).isOpen).toBe(false);
    }),
  );
});
