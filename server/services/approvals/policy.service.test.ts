import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import { defaultPolicy } from '#core/pipeline/approval-policy.ts';
import { gateOf } from '#core/pipeline/stage-standing.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { decidePolicy, getPolicy, proposePolicy } from './change-policy.ts';
import { decide } from './decide.ts';
import { requireGate } from './gate.ts';
import { readStageFacts } from './stage-facts.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const texts = { requirements: '# Requirements\n\nA door.\n', design: '# Design\n', tasks: '- [ ] 1. Build\n' };
const slugOf = async ({ projectId }: AddedSpec) => (await team.house.db.project.findUniqueOrThrow({ where: { id: projectId } })).slug;
const twoEach = { ...defaultPolicy, stages: defaultPolicy.stages.map((stage) => ({ ...stage, approvals: 2 })) };

test('a proposed policy changes nothing until an owner accepts it, and then it counts at once', async () => {
  const spec = await team.addSpec(texts);
  const project = await slugOf(spec);
  const [owner, admin] = [await team.as('owner'), await team.as('admin')];
  const { version } = await proposePolicy(admin, { project, policy: twoEach, reason: 'Four eyes' });
  expect((await getPolicy(owner, { project })).version).toBe(0);
  await expect(proposePolicy(admin, { project, policy: defaultPolicy, reason: 'Another' })).rejects.toMatchObject({ code: 'invalid' });
  await decidePolicy(owner, { project, version, isAccepted: true });
  const { policy, sentences } = await getPolicy(owner, { project });
  expect(policy).toEqual(twoEach);
  expect(sentences[0]).toBe('Requirements: two approvals; authors count, too.');
  await expect(decidePolicy(owner, { project, version, isAccepted: false })).rejects.toMatchObject({ code: 'not_found' });
});

test('a policy that nobody could meet is refused with the reason', async () => {
  const project = await slugOf(await team.addSpec(texts));
  const policy = { ...defaultPolicy, stages: defaultPolicy.stages.map((stage) => ({ ...stage, approvals: 20 })) };
  const proposed = proposePolicy(await team.as('admin'), { project, policy, reason: 'Too much' });
  await expect(proposed).rejects.toMatchObject({ code: 'invalid', message: /asks for 20 approvals/ });
});

const interleavings = Number(process.env['INTERLEAVINGS'] ?? 20);

test(
  'edits, approvals, policies and starts at random and at once: what starts had an open gate by the pure rule',
  async () => {
    const [owner, admin, reviewer] = [await team.as('owner'), await team.as('admin'), await team.as('reviewer')];
    const deciders = [owner, admin, reviewer];
    const deed = fc.constantFrom('edit', 'approve', 'approve', 'approve', 'start', 'start', 'policy');
    const edit = (spec: AddedSpec, turn: number) =>
      editDocument(team.house, spec.documentIds['design'] ?? '', (text) => difference(text, `${text}${turn % 2 ? ' ' : 'x'}\n`), null);
    const changePolicy = async (project: string, turn: number) => {
      const policy = turn % 2 ? twoEach : defaultPolicy;
      const proposed = await proposePolicy(admin, { project, policy, reason: 'Turn' }).catch(() => null);
      if (proposed) await decidePolicy(owner, { project, version: proposed.version, isAccepted: true }).catch(() => null);
    };
    const approveAll = async (spec: AddedSpec, who: typeof owner) => {
      for (const [stage, id] of Object.entries(spec.documentIds)) {
        const { sha256 } = await readDocument(team.house.db, id);
        await decide(who, { specId: spec.specId, stage, revisions: { [id]: sha256 }, decision: 'approved' }).catch(() => null);
      }
    };
    // The oracle looks under the same locks that a start takes: whatever it sees then is what the start saw.
    const start = (spec: AddedSpec) =>
      team.house.db.$transaction(async (tx) => {
        const started = await requireGate(tx, spec.specId).then(
          () => true,
          () => false,
        );
        const { policy, facts } = await readStageFacts(tx, spec.specId);
        expect(gateOf(policy, facts).isOpen).toBe(started);
      });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 8 }), async (rounds) => {
        const spec = await team.addSpec(texts);
        const project = await slugOf(spec);
        let turn = 0;
        for (const round of rounds) {
          await Promise.all(
            round.map(async (what) => {
              turn += 1;
              if (what === 'edit') return edit(spec, turn);
              if (what === 'policy') return changePolicy(project, turn);
              if (what === 'approve') return approveAll(spec, deciders[turn % 3] ?? owner);
              return start(spec);
            }),
          );
        }
      }),
      { numRuns: interleavings },
    );
  },
  60_000 + interleavings * 1_000,
);
