import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { defaultPolicy } from '#core/pipeline/approval-policy.ts';
import { gateOf } from '#core/pipeline/stage-standing.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { decidePolicy, proposePolicy } from '#server/services/approvals/change-policy.ts';
import { decide } from '#server/services/approvals/decide.ts';
import { requireGate } from '#server/services/approvals/gate.ts';
import { readStageFacts } from '#server/services/approvals/stage-facts.ts';
import { applyParts, readStateParts, textOf } from '#server/services/documents/document-state.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { type AddedSpec, openTeam, recordingEngine, type Team } from '#server/testing/team.ts';
import { type Editor, eventually, openEditor } from './testing/collab-world.ts';
import { openRawPeer } from './testing/raw-peer.ts';
import { type CollabServer, serveCollab } from './testing/serve-collab.ts';

/** What happens between the look at the gate and the commit of a start: a test puts its hand in here. */
let between: (tx: Tx, runId: string) => Promise<void> = async () => {};
let team: Team;
let server: CollabServer;
beforeAll(async () => {
  const engine = { ...recordingEngine(), startSegment: (tx: Tx, { runId }: { runId: string }) => between(tx, runId) };
  team = await openTeam({ engine });
  server = await serveCollab(team.database);
});
afterAll(async () => {
  await server.close();
  await team.close();
});

const taskList = Array.from({ length: 9 }, (_, at) => `- [ ] ${at + 1}. Build ${at + 1}\n`).join('');
const texts = { requirements: '# Requirements\n\nA door.\n', design: '# Design\n', tasks: taskList };

async function addSpec(): Promise<AddedSpec> {
  const spec = await team.addSpec(texts);
  await team.house.db.project.update({ where: { id: spec.projectId }, data: { checkCommand: 'npm test' } });
  return spec;
}

/** Each stage in order, as far as it goes: what is refused stays as it is. */
async function approveAll(spec: AddedSpec, by: Ctx): Promise<void> {
  for (const [stage, id] of Object.entries(spec.documentIds)) {
    const { sha256 } = await readDocument(team.house.db, id);
    await decide(by, { specId: spec.specId, stage, revisions: { [id]: sha256 }, decision: 'approved' }).catch(refused);
  }
}

/** What the house refused, by its code; anything else is a fault. */
function refused(cause: unknown): string {
  if (cause instanceof Failure) return cause.code;
  throw cause;
}

const start = async (spec: AddedSpec, taskId: string) =>
  startRun(await team.as('editor'), { specId: spec.specId, taskId, model: 'scripted' });

/** The bytes of somebody typing at the end of a document, as a client of its own makes them. */
async function typed(documentId: string, words: string): Promise<Uint8Array> {
  const doc = new Y.Doc();
  applyParts(doc, await readStateParts(team.house.db, documentId), 0);
  const before = Y.encodeStateVector(doc);
  textOf(doc).insert(textOf(doc).length, words);
  return Y.encodeStateAsUpdate(doc, before);
}

const waiting = async () => {
  const { rows } = await team.house.pool.query(`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%document_updates%'`);
  return rows.length > 0;
};

test('an edit that arrives by the socket between the look at the gate and the start waits for the start, which keeps the text that was approved', async () => {
  const spec = await addSpec();
  await approveAll(spec, await team.as('owner'));
  const documentId = spec.documentIds['design'] ?? '';
  const approved = await readDocument(team.house.db, documentId);
  const { actor } = await team.as('editor');
  const peer = await openRawPeer(server.url, documentId, actor.userId);
  const update = await typed(documentId, 'late\n');
  between = async () => {
    peer.sendUpdate(update);
    await eventually(waiting);
    expect(peer.acknowledged()).toBe(0);
  };
  const { runId } = await start(spec, '1');
  between = async () => {};
  await eventually(() => peer.acknowledged() === 1);
  const run = await team.house.db.run.findUniqueOrThrow({ where: { id: runId } });
  expect(run.revisions).toMatchObject({ design: approved.sha256 });
  expect((await readDocument(team.house.db, documentId)).text).toBe(`${approved.text}late\n`);
  await expect(start(spec, '2')).rejects.toMatchObject({ code: 'gate_closed', message: /Design changed/ });
  peer.close();
});

test('an edit that the socket has acknowledged closes the gate, whoever asks next', async () => {
  const spec = await addSpec();
  await approveAll(spec, await team.as('owner'));
  const documentId = spec.documentIds['tasks'] ?? '';
  const peer = await openRawPeer(server.url, documentId, (await team.as('editor')).actor.userId);
  peer.sendUpdate(await typed(documentId, '- [ ] 10. Paint\n'));
  await eventually(() => peer.acknowledged() === 1);
  expect(await start(spec, '1').catch(refused)).toBe('gate_closed');
  expect(await team.house.db.run.count({ where: { specId: spec.specId } })).toBe(0);
  peer.close();
});

const interleavings = Number(process.env['INTERLEAVINGS'] ?? 12);

test(
  'people type by the socket while others approve, change the policy and start: what starts had an open gate by the pure rule, on the texts that it names',
  async () => {
    const [owner, admin, reviewer] = [await team.as('owner'), await team.as('admin'), await team.as('reviewer')];
    const twoEach = { ...defaultPolicy, stages: defaultPolicy.stages.map((stage) => ({ ...stage, approvals: 2 })) };
    let started = 0;
    // The oracle looks inside the start's own transaction, under its locks: what it sees is what the start is built on.
    between = async (tx, runId) => {
      const { specId, revisions } = await tx.run.findUniqueOrThrow({ where: { id: runId } });
      const { policy, facts, documents } = await readStageFacts(tx, specId);
      expect(gateOf(policy, facts)).toEqual({ isOpen: true });
      expect(revisions).toEqual(Object.fromEntries(documents.map(({ kind, sha256 }) => [kind, sha256])));
      started += 1;
    };
    const changePolicy = async (project: string, turn: number) => {
      const policy = turn % 2 ? twoEach : defaultPolicy;
      const proposed = await proposePolicy(admin, { project, policy, reason: 'Turn' }).catch(refused);
      if (typeof proposed === 'object') await decidePolicy(owner, { project, version: proposed.version, isAccepted: true });
    };
    /** Whether it says yes or no, a gate says what the rule says. */
    const look = ({ specId }: AddedSpec) =>
      team.house.db.$transaction(async (tx) => {
        const answer = await requireGate(tx, specId).then(() => 'open', refused);
        const { policy, facts } = await readStageFacts(tx, specId);
        expect(answer).toBe(gateOf(policy, facts).isOpen ? 'open' : 'gate_closed');
      });
    const deed = fc.constantFrom('look', 'edit', 'approve', 'approve', 'approve', 'start', 'start', 'policy');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 6 }), async (rounds) => {
        const spec = await addSpec();
        const { slug: project } = await team.house.db.project.findUniqueOrThrow({ where: { id: spec.projectId } });
        const editor: Editor = await openEditor(server.url, spec.documentIds['design'] ?? '', (await team.as('editor')).actor.userId);
        let turn = 0;
        for (const round of rounds) {
          await Promise.all(
            round.map(async (what) => {
              turn += 1;
              if (what === 'edit') editor.text.insert(editor.text.length, turn % 2 ? ' ' : 'x\n');
              else if (what === 'look') await look(spec);
              else if (what === 'policy') await changePolicy(project, turn);
              else if (what === 'approve') await approveAll(spec, [owner, admin, reviewer][turn % 3] ?? owner);
              else await start(spec, String((turn % 9) + 1)).catch(refused);
            }),
          );
        }
        await editor.saved();
        editor.close();
      }),
      { numRuns: interleavings },
    );
    between = async () => {};
    if (interleavings >= 100) expect(started).toBeGreaterThan(interleavings / 10);
  },
  60_000 + interleavings * 1_000,
);
