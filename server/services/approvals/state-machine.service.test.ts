import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { undoDecisions } from '#server/services/reviews/undo-decision.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { decide } from './decide.ts';

/**
 * A spec from its first text to runs of its tasks, in any order of deeds, against a model of a few lines that knows nothing of the house: both
 * allow and refuse the same. `SEQUENCES` is how many.
 */
const sequences = Number(process.env['SEQUENCES'] ?? 2);
const stages = ['requirements', 'design', 'tasks'] as const;
type Stage = (typeof stages)[number];
const deciding = ['owner', 'editor', 'reviewer'] as const;
type Who = (typeof deciding)[number];

type Made = { stage: Stage; who: Who; version: number; isApproval: boolean; isTakenBack: boolean };
type Model = { versions: Record<Stage, number>; decisions: Made[]; active: Set<string>; startedAfter: number };
type Real = { spec: AddedSpec; ids: string[] };

const isApproved = ({ versions, decisions }: Model, stage: Stage): boolean => {
  const latest = deciding.flatMap((who) => decisions.findLast((one) => standsOn(one, stage, versions[stage]) && one.who === who) ?? []);
  return latest.length > 0 && latest.every((one) => one.isApproval);
};
const standsOn = (one: Made, stage: Stage, version: number) => one.stage === stage && one.version === version && !one.isTakenBack;

let team: Team;
const people = new Map<Who, Ctx>();
beforeAll(async () => {
  team = await openTeam();
  for (const who of deciding) people.set(who, await team.as(who));
});
afterAll(() => team.close());

const as = (who: Who): Ctx => people.get(who) ?? never();
const never = (): never => {
  throw new Error('Everybody who decides is there.');
};
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (cause: unknown) => (cause instanceof Failure ? cause.code : Promise.reject(cause)),
  );

type Command = fc.AsyncCommand<Model, Real>;

const edit = (stage: Stage): Command => ({
  check: () => true,
  run: async (model, { spec }) => {
    model.versions[stage] += 1;
    const line = `\nLine ${model.versions[stage]}\n`;
    await editDocument(team.house, spec.documentIds[stage] ?? '', (text) => difference(text, text + line), null);
  },
  toString: () => `edit ${stage}`,
});

const decideOn = (stage: Stage, who: Who, isApproval: boolean): Command => {
  const words = `${who} ${isApproval ? 'approves' : 'objects to'} ${stage}`;
  return {
    check: () => true,
    run: async (model, { spec, ids }) => {
      const id = spec.documentIds[stage] ?? '';
      const { sha256 } = await readDocument(team.house.db, id);
      const input = {
        specId: spec.specId,
        stage,
        revisions: { [id]: sha256 },
        decision: isApproval ? 'approved' : 'changes_requested',
      } as const;
      const isBlocked = isApproval && stages.slice(0, stages.indexOf(stage)).some((before) => !isApproved(model, before));
      const made = decide(as(who), { ...input, summary: 'Shorter.' });
      expect(await codeOf(made), words).toBe(isBlocked ? 'gate_closed' : 'done');
      if (isBlocked) return;
      const { id: decisionId, state } = await made;
      ids.push(decisionId);
      model.decisions.push({ stage, who, version: model.versions[stage], isApproval, isTakenBack: false });
      expect(state === 'approved').toBe(isApproved(model, stage));
    },
    toString: () => words,
  };
};

/** Takes the latest decision back, by whoever made it or somebody else. */
const undo = (who: Who): Command => ({
  check: ({ decisions }: Readonly<Model>) => decisions.length > 0,
  run: async (model, { ids }) => {
    const at = model.decisions.length - 1;
    const made = model.decisions[at];
    if (!made) return;
    const [result] = await undoDecisions(as(who), { approvalIds: [ids[at] ?? ''] });
    const may = made.who === who && !made.isTakenBack && !(made.isApproval && model.startedAfter >= at);
    const isTakenBack = result?.refusedBecause === null;
    // A run that began some seconds before the decision may have waited for it: then the house refuses, to be sure.
    if (!(may && made.isApproval && model.startedAfter >= 0)) expect(isTakenBack, `${who}: ${result?.refusedBecause}`).toBe(may);
    if (isTakenBack) made.isTakenBack = true;
  },
  toString: () => `${who} takes the latest back`,
});

const start = (taskId: string): Command => ({
  check: () => true,
  run: async (model, { spec }) => {
    const isOpen = stages.every((stage) => isApproved(model, stage));
    const expected = !isOpen ? 'gate_closed' : model.active.has(taskId) ? 'run_already_active' : 'done';
    expect(await codeOf(startRun(as('editor'), { specId: spec.specId, taskId, model: 'scripted' })), `start ${taskId}`).toBe(expected);
    if (expected !== 'done') return;
    model.active.add(taskId);
    model.startedAfter = model.decisions.length - 1;
  },
  toString: () => `start ${taskId}`,
});

const finish: Command = {
  check: ({ active }: Readonly<Model>) => active.size > 0,
  run: async (model, { spec }) => {
    await team.house.db.run.updateMany({ where: { specId: spec.specId }, data: { status: 'verified', finishedAt: new Date() } });
    model.active.clear();
  },
  toString: () => 'all runs finish',
};

const stage = fc.constantFrom(...stages);
const who = fc.constantFrom(...deciding);
/** Mostly the way forward, so that sequences come to runs. */
const deeds = [
  fc.tuple(stage, who).map(([on, by]) => decideOn(on, by, true)),
  ...stages.map((on) => fc.constant(decideOn(on, 'owner', true))),
  stage.map((on) => edit(on)),
  fc.tuple(stage, who).map(([on, by]) => decideOn(on, by, false)),
  who.map((by) => undo(by)),
  fc.constantFrom('1', '2').map((id) => start(id)),
  fc.constant(finish),
];

test(
  'what the house allows, the model allows, and nothing else',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands<Model, Real, false>(deeds, { size: '+1', maxCommands: 40 }), async (commands) => {
        const spec = await team.addSpec({
          requirements: '# Requirements\n',
          design: '# Design\n',
          tasks: '- [ ] 1. Build\n- [ ] 2. Paint\n',
        });
        await team.house.db.project.update({ where: { id: spec.projectId }, data: { checkCommand: 'npm test' } });
        const model: Model = { versions: { requirements: 0, design: 0, tasks: 0 }, decisions: [], active: new Set(), startedAfter: -1 };
        await fc.asyncModelRun(() => ({ model, real: { spec, ids: [] } }), commands);
        expect(await team.house.db.run.count({ where: { specId: spec.specId, finishedAt: null } })).toBe(model.active.size);
      }),
      { numRuns: sequences, endOnFailure: true },
    );
  },
  60_000 + sequences * 20_000,
);
