import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordEvidence } from '#server/services/checks/record-evidence.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { undoDecisions } from '#server/services/reviews/undo-decision.ts';
import { mergeRun } from '#server/services/runs/merge-run.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { decide } from './decide.ts';

/**
 * A spec from its first text to runs of its tasks, their checks and their merge, in any order of deeds, against a model of a few lines that knows nothing of the house: both
 * allow and refuse the same. `SEQUENCES` is how many.
 */
const sequences = Number(process.env['SEQUENCES'] ?? 8);
const stages = ['requirements', 'design', 'tasks'] as const;
type Stage = (typeof stages)[number];
const deciding = ['owner', 'editor', 'reviewer'] as const;
type Who = (typeof deciding)[number];

type Made = { stage: Stage; who: Who; version: number; isApproval: boolean; isTakenBack: boolean };
/** What was found on the commit of a run's work, and on which wording of the criterion. */
type Checked = { commit: string; passed: boolean; wording: number };
type Job = { taskId: string; checked: Checked | null; isActive: boolean };
type Model = {
  versions: Record<Stage, number>;
  decisions: Made[];
  jobs: Job[];
  startedAfter: number;
  /** The default branch: what was merged, oldest first. */
  merged: string[];
};
type Real = { spec: AddedSpec; ids: string[]; runIds: string[] };

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
    const version = model.versions[stage];
    const next = (text: string) => (stage === 'requirements' ? text.replace(/open.*\./, `open ${version}.`) : `${text}\nLine ${version}\n`);
    await editDocument(team.house, spec.documentIds[stage] ?? '', (text) => difference(text, next(text)), null);
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

/** The owner approves stage by stage, as far as the gates let them. */
const approveAll: Command = {
  check: () => true,
  run: async (model, real) => {
    for (const each of stages) await decideOn(each, 'owner', true).run(model, real);
  },
  toString: () => 'owner approves everything',
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

const isOpen = (model: Model): boolean => stages.every((stage) => isApproved(model, stage));

const start = (taskId: string): Command => ({
  check: () => true,
  run: async (model, { spec, runIds }) => {
    const isBusy = model.jobs.some((job) => job.taskId === taskId && job.isActive);
    const expected = !isOpen(model) ? 'gate_closed' : isBusy ? 'run_already_active' : 'done';
    const started = startRun(as('editor'), { specId: spec.specId, taskId, model: 'scripted' });
    expect(await codeOf(started), `start ${taskId}`).toBe(expected);
    if (expected !== 'done') return;
    runIds.push((await started).runId);
    model.jobs.push({ taskId, checked: null, isActive: true });
    model.startedAfter = model.decisions.length - 1;
  },
  toString: () => `start ${taskId}`,
});

/** The platform runs the checks of the latest run's work, on a commit that nobody had before. */
const check = (passed: boolean): Command => ({
  check: ({ jobs }: Readonly<Model>) => jobs.length > 0,
  run: async (model, { spec, runIds }) => {
    const job = model.jobs.at(-1);
    const runId = runIds.at(-1);
    if (!job || !runId) return;
    const commit = randomBytes(20).toString('hex');
    const outcomes = [{ ...outcome, status: passed ? ('passed' as const) : ('failed' as const) }];
    await recordEvidence(team.house, { specId: spec.specId, runId, stepKey: commit, commit, report: { ...report, outcomes } });
    job.checked = { commit, passed, wording: model.versions.requirements };
  },
  toString: () => `checks ${passed ? 'pass' : 'fail'}`,
});

/** The work of the latest run becomes the default branch: on top of its head, or of one that others have left behind. */
const merge = (isOnHead: boolean): Command => ({
  check: ({ jobs }: Readonly<Model>) => jobs.length > 0,
  run: async (model, { runIds }) => {
    const { checked } = model.jobs.at(-1) ?? { checked: null };
    const commit = checked?.commit ?? firstCommit;
    const onto = model.merged.at(isOnHead ? -1 : -2) ?? firstCommit;
    const isVerified = checked?.passed === true && checked.wording === model.versions.requirements;
    const expected = onto !== (model.merged.at(-1) ?? firstCommit) ? 'moved' : isOpen(model) && isVerified ? 'merged' : 'gate_closed';
    const candidate = { runId: runIds.at(-1) ?? '', commit, onto, approvedBy: null };
    const tried = team.house.db.$transaction((tx) => mergeRun(tx, candidate)).catch((cause) => codeOf(Promise.reject(cause)));
    expect(await tried, 'merge').toBe(expected);
    // What was built on a decision cannot be taken back from under it.
    if (expected === 'merged') {
      model.merged.push(commit);
      model.startedAfter = model.decisions.length - 1;
    }
  },
  toString: () => `merge ${isOnHead ? 'onto the head' : 'onto what was the head'}`,
});

/** The whole way from a text that somebody has just written to work on the default branch. */
const build: Command = {
  check: () => true,
  run: async (model, real) => {
    for (const each of [approveAll, start('1'), check(true), merge(true)]) if (each.check(model)) await each.run(model, real);
  },
  toString: () => 'approved, built, checked and merged',
};

const finish: Command = {
  check: ({ jobs }: Readonly<Model>) => jobs.some(({ isActive }) => isActive),
  run: async (model, { spec }) => {
    await team.house.db.run.updateMany({ where: { specId: spec.specId }, data: { status: 'verified', finishedAt: new Date() } });
    for (const job of model.jobs) job.isActive = false;
  },
  toString: () => 'all runs finish',
};

const firstCommit = '0'.repeat(40);
const outcome = {
  name: 'opens (Requirements 1.1)',
  file: null,
  line: null,
  cases: 100,
  seed: '1',
  counterexample: null,
  message: null,
  durationMs: 1,
};
const report = {
  command: 'npm test',
  exitCode: 0,
  failure: null,
  startedAt: new Date().toISOString(),
  durationMs: 1,
  outputSha256: '0'.repeat(64),
  outputTail: '',
};

const stage = fc.constantFrom(...stages);
const who = fc.constantFrom(...deciding);
/** Mostly the way forward, so that sequences come to runs. */
const deeds = [
  fc.tuple(stage, who).map(([on, by]) => decideOn(on, by, true)),
  fc.constant(approveAll),
  stage.map((on) => edit(on)),
  fc.tuple(stage, who).map(([on, by]) => decideOn(on, by, false)),
  who.map((by) => undo(by)),
  fc.constantFrom('1', '2').map((id) => start(id)),
  fc.constantFrom('1', '2').map((id) => start(id)),
  fc.constantFrom(true, true, false).map((passed) => check(passed)),
  fc.constantFrom(true, true, false).map((isOnHead) => merge(isOnHead)),
  fc.constant(build),
  fc.constant(finish),
];

test(
  'what the house allows, the model allows, and nothing else',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands<Model, Real, false>(deeds, { size: '+1', maxCommands: 40 }), async (commands) => {
        const spec = await team.addSpec({
          requirements: '# Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. THE Door SHALL open.\n',
          design: '# Design\n',
          tasks: '- [ ] 1. Build\n  - _Requirements: 1.1_\n- [ ] 2. Paint\n  - _Requirements: 1.1_\n',
        });
        await team.house.db.project.update({ where: { id: spec.projectId }, data: { checkCommand: 'npm test' } });
        const model: Model = { versions: { requirements: 0, design: 0, tasks: 0 }, decisions: [], jobs: [], startedAfter: -1, merged: [] };
        await fc.asyncModelRun(() => ({ model, real: { spec, ids: [], runIds: [] } }), commands);
        expect(await team.house.db.run.count({ where: { specId: spec.specId, finishedAt: null } })).toBe(
          model.jobs.filter(({ isActive }) => isActive).length,
        );
      }),
      { numRuns: sequences, endOnFailure: true },
    );
  },
  60_000 + sequences * 20_000,
);
