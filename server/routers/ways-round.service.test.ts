import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actions, type Role } from '#core/access/access.ts';
import { difference } from '#core/edits/difference.ts';
import { setTaskState } from '#core/edits/set-task-state.ts';
import { toolSchemas } from '#server/agents/tools.ts';
import { type Credential, findMembership, type Standing } from '#server/auth/identify.ts';
import { callTool, mcpTools } from '#server/mcp/mcp-door.ts';
import { decide } from '#server/services/approvals/decide.ts';
import { getVerdicts } from '#server/services/checks/get-verdicts.ts';
import { recordEvidence } from '#server/services/checks/record-evidence.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { mergeRun } from '#server/services/runs/merge-run.ts';
import { advanceWave } from '#server/services/runs/waves.ts';
import { proposeSuggestion } from '#server/services/suggestions/propose-suggestion.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { createCaller } from './app-router.ts';

/**
 * Every way that leads to a run, to the default branch or to the word "verified", tried on a spec whose gate is shut: never approved, and
 * approved with one character changed since. What each says is in the table; what is there afterwards is looked up in the database.
 */
let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const texts = {
  requirements: '# Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n',
  design: '# Design\n',
  tasks: '- [ ] 1. Build the door\n  - _Requirements: 1.1_\n',
};
const commit = 'c'.repeat(40);
const firstCommit = '0'.repeat(40);

type Shut = AddedSpec & { project: string; oldRunId: string; evidenceId: string };

/** A spec that may not be built, with a run of before whose check failed. */
async function addShut(state: 'never approved' | 'changed since'): Promise<Shut> {
  const spec = await team.addSpec(texts);
  const { db } = team.house;
  const { slug } = await db.project.update({ where: { id: spec.projectId }, data: { checkCommand: 'npm test' } });
  if (state === 'changed since') {
    for (const [stage, id] of Object.entries(spec.documentIds)) {
      const { sha256 } = await readDocument(db, id);
      await decide(await team.as('owner'), { specId: spec.specId, stage, revisions: { [id]: sha256 }, decision: 'approved' });
    }
    await editDocument(team.house, spec.documentIds['design'] ?? '', (text) => difference(text, `${text}!`), null);
  }
  const { actor } = await team.as('editor');
  const of = { organizationId: team.organizationId, projectId: spec.projectId, specId: spec.specId, startedById: actor.userId };
  const run = await db.run.create({
    data: {
      ...of,
      taskId: '1',
      taskTitle: 'Build',
      model: 'scripted',
      modelLabel: 'Scripted',
      branch: 'b',
      baseCommit: firstCommit,
      revisions: {},
      status: 'stuck',
      finishedAt: new Date(),
    },
  });
  const { evidenceId } = await recordEvidence(team.house, {
    specId: spec.specId,
    runId: run.id,
    stepKey: 'k',
    commit,
    report: reportOf('failed'),
  });
  return { ...spec, project: slug, oldRunId: run.id, evidenceId };
}

const reportOf = (status: 'passed' | 'failed') => ({
  command: 'npm test',
  exitCode: 0,
  failure: null,
  startedAt: new Date().toISOString(),
  durationMs: 1,
  outputSha256: '0'.repeat(64),
  outputTail: '',
  outcomes: [
    {
      name: 'opens (Requirements 1.1)',
      file: null,
      line: null,
      status,
      cases: 1,
      seed: '1',
      counterexample: null,
      message: null,
      durationMs: 1,
    },
  ],
});

async function standingOf(role: Role, credential: Credential): Promise<Standing> {
  const { actor } = await team.as(role);
  return { identity: { ...actor, email: '', credential }, membership: await findMembership(team.house.pool, actor.userId, 'team') };
}

const nobody = () => Promise.reject(new Error('not in this test'));

/** The procedures as somebody calls them: from a page, or with a key that was made for everything. */
async function procedures(role: Role, credential: Credential = { kind: 'session', id: 's' }) {
  const standing = await standingOf(role, credential);
  return createCaller({
    house: team.house,
    identify: () => Promise.resolve(standing.identity),
    standing: () => Promise.resolve(standing),
    doors: { testConnection: nobody, createApiKey: nobody, passwords: { hash: nobody, verify: () => Promise.resolve(false) } },
  });
}

const key: Credential = { kind: 'key', id: 'k', scopes: [...actions] };

async function viaMcp(name: string, input: Record<string, unknown>, role: Role = 'editor') {
  const tool = mcpTools.find((one) => one.name === name);
  if (!tool) throw new Error(`There is no tool ${name}.`);
  return callTool(team.house, await standingOf(role, key), { tool, input, origin: 'mcp' });
}

const organization = 'team';
const evidence = ({ project }: Shut) => ({ organization, project, commit, runner: 'ci', report: reportOf('passed') });

/** Each way with what is said to whoever takes it: null where it is taken and leads nowhere. */
const ways: Record<string, { says: RegExp | null; take: (spec: Shut) => Promise<unknown> }> = {
  'runs.start from a page': {
    says: /cannot start: /,
    take: async ({ specId }) => (await procedures('editor')).runs.start({ organization, specId, taskId: '1', model: 'scripted' }),
  },
  'runs.start by its owner': {
    says: /cannot start: /,
    take: async ({ specId }) => (await procedures('owner')).runs.start({ organization, specId, taskId: '1', model: 'scripted' }),
  },
  'runs.start with a key, as the command line and every program do': {
    says: /cannot start: /,
    take: async ({ specId }) => (await procedures('editor', key)).runs.start({ organization, specId, taskId: '1', model: 'scripted' }),
  },
  'runs.start by an agent': {
    says: /may not do this/,
    take: async ({ specId }) => (await procedures('agent', key)).runs.start({ organization, specId, taskId: '1', model: 'scripted' }),
  },
  'runs.retry of a run of before': {
    says: /cannot start: /,
    take: async ({ oldRunId }) => (await procedures('editor')).runs.retry({ organization, runId: oldRunId }),
  },
  'waves.start': {
    says: /cannot start: /,
    take: async ({ specId }) => (await procedures('editor')).waves.start({ organization, specId, tasks: 'all' }),
  },
  'a wave that was begun while the gate was open': {
    says: null,
    take: async ({ specId, projectId }) => {
      const { actor } = await team.as('editor');
      const data = {
        organizationId: team.organizationId,
        projectId,
        specId,
        taskIds: ['1'],
        model: 'scripted',
        parallel: 1,
        startedById: actor.userId,
      };
      const wave = await team.house.db.wave.create({ data });
      await advanceWave(team.house, wave.id);
    },
  },
  'checks.dispose, which starts a run where the code is at fault': {
    says: /cannot start: /,
    take: async ({ specId, evidenceId }) =>
      (await procedures('editor')).checks.dispose({
        ...{ organization, specId, evidenceId, criterionId: '1.1', fault: 'code' },
        checkName: 'opens (Requirements 1.1)',
      }),
  },
  'start_run by MCP': { says: /cannot start: /, take: ({ specId }) => viaMcp('start_run', { specId, taskId: '1', model: 'scripted' }) },
  'start_run by MCP, by an agent': {
    says: /may not do this/,
    take: ({ specId }) => viaMcp('start_run', { specId, taskId: '1', model: 'scripted' }, 'agent'),
  },
  'merging work whose checks pass': {
    says: /cannot be merged: /,
    take: async ({ specId, oldRunId: runId }) => {
      await recordEvidence(team.house, { specId, runId, stepKey: 'again', commit: 'd'.repeat(40), report: reportOf('passed') });
      await team.house.db.$transaction((tx) => mergeRun(tx, { runId, commit: 'd'.repeat(40), onto: firstCommit, approvedBy: null }));
    },
  },
  'merging work that was never checked': {
    says: /cannot be merged: /,
    take: ({ oldRunId: runId }) =>
      team.house.db.$transaction((tx) => mergeRun(tx, { runId, commit: 'e'.repeat(40), onto: firstCommit, approvedBy: null })),
  },
  'a tick in the text': {
    says: null,
    take: ({ documentIds }) => editDocument(team.house, documentIds['tasks'] ?? '', (text) => setTaskState(text, '1', 'done'), null),
  },
  'a tick that an agent proposes': {
    says: null,
    take: async ({ documentIds, oldRunId }) => {
      const [documentId, at] = [documentIds['tasks'] ?? '', texts.tasks.indexOf('[ ]')];
      await proposeSuggestion(team.house, {
        ...{ documentId, authorId: (await team.as('editor')).actor.userId, base: texts.tasks, reason: 'Done' },
        edits: [{ start: at + 1, removed: 1, inserted: 'x' }],
        source: { kind: 'run', runId: oldRunId, callId: '1' },
      });
      expect((await readDocument(team.house.db, documentId)).text).toBe(texts.tasks);
    },
  },
  'a tick that a program proposes by MCP': {
    says: null,
    take: ({ documentIds }) =>
      viaMcp('propose_suggestion', { documentId: documentIds['tasks'] ?? '', quote: '[ ]', replacement: '[x]', reason: 'Done' }),
  },
  'evidence that an agent brings': {
    says: /may not do this/,
    take: async (spec) => (await procedures('agent', key)).checks.submit(evidence(spec)),
  },
  'the word of an agent': {
    says: /may not do this/,
    take: async ({ specId }) =>
      (await procedures('agent', key)).checks.attest({ organization, specId, criterionId: '1.1', words: 'It works' }),
  },
  'an approval by an agent': {
    says: /may not do this/,
    take: async ({ specId, documentIds }) =>
      (await procedures('agent', key)).approvals.decide({
        ...{ organization, specId, stage: 'requirements', decision: 'approved' },
        revisions: { [documentIds['requirements'] ?? '']: '0'.repeat(64) },
      }),
  },
};

test.each(Object.entries(ways))('%s: nothing starts, nothing is merged, nothing is verified', async (_, { says, take }) => {
  for (const state of ['never approved', 'changed since'] as const) {
    const spec = await addShut(state);
    const said = await take(spec).then(
      () => null,
      (cause: unknown) => String(cause),
    );
    if (says === null) expect(said, state).toBeNull();
    else expect(said, state).toMatch(says);
    const { db } = team.house;
    expect(await db.run.findMany({ where: { specId: spec.specId }, select: { id: true } })).toEqual([{ id: spec.oldRunId }]);
    expect((await db.project.findUniqueOrThrow({ where: { id: spec.projectId } })).headCommit).toBe(firstCommit);
    const { tasks } = await getVerdicts(await team.as('viewer'), spec);
    if (said !== null || !_.startsWith('merging')) expect(tasks['1']?.state, state).not.toBe('verified');
  }
});

test('the tools of agents and of programs and the command line name no act but a start, and that one is in the table', () => {
  const acts = /start|merge|approve|verif|attest|adopt|submit|decide|accept/;
  expect(mcpTools.map(({ name }) => name).filter((name) => acts.test(name))).toEqual(['start_run']);
  // A command in the background is a command of the run that is under way, under the same policy.
  expect(Object.keys(toolSchemas).filter((name) => acts.test(name) && name !== 'start_command')).toEqual([]);
  const commands = [...readFileSync('cli/main.ts', 'utf8').matchAll(/^ {2}plumbline (\w+)/gm)].map(([, name = '']) => name);
  expect(commands).toContain('check');
  expect(commands.filter((name) => acts.test(name) && name !== 'verify')).toEqual([]);
});

/** Where the rows are written that a start, a merge, a verdict and an approval consist of. A new place is a new way: it belongs into the table. */
const writers: Record<string, { writes: RegExp; files: string[] }> = {
  'a run of a task': {
    writes: /\brun\.create\(|INSERT INTO runs\b/,
    files: ['services/runs/start-run.ts', 'services/studies/start-study.ts'],
  },
  'the head of the default branch': {
    writes: /project\.update(?:Many)?\([^;]*data: \{ headCommit/,
    // `advance-head` is for commits of people: a binding, and documents written back.
    files: ['services/remotes/fetch-project.ts', 'services/repository/advance-head.ts', 'services/runs/merge-run.ts'],
  },
  evidence: { writes: /evidence\.create\(|INSERT INTO evidence\b/, files: ['services/checks/record-evidence.ts'] },
  approvals: { writes: /approval\.create\(|INSERT INTO approvals\b/, files: ['services/approvals/decide.ts'] },
  "adoptions of agents' tests": { writes: /adoptedById: actor/, files: ['services/checks/own-tests.ts'] },
  attestations: { writes: /attestation\.create\(|INSERT INTO attestations\b/, files: ['services/checks/attest.ts'] },
};

test.each(Object.entries(writers))('%s: written where the table knows, and nowhere else', (_, { writes, files }) => {
  const sources = readdirSync('server', { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/\.test\.ts$|^db\/generated|\/testing\/|^testing|test-run|test-house|injection-run/.test(path),
  );
  expect(sources.filter((path) => writes.test(readFileSync(`server/${path}`, 'utf8'))).sort()).toEqual(files);
});
