import { afterAll, expect, test } from 'vitest';
import { parseRegressions } from '#core/verification/suite/regressions.ts';
import { recordEvidence } from '#server/services/checks/record-evidence.ts';
import { exportDocument } from '#server/services/documents/get-document.ts';
import { fetchForPerson } from '#server/services/remotes/fetch-project.ts';
import { listRevisions } from '#server/services/revisions/list-revisions.ts';
import { addImage, exportImages } from '#server/services/specs/spec-images.ts';
import { addSteering } from '#server/services/steering/add-steering.ts';
import { listSteering } from '#server/services/steering/list-steering.ts';
import { readGuidance } from '#server/services/steering/read-guidance.ts';
import { decideSuggestions } from '#server/services/suggestions/decide-suggestions.ts';
import { git, gitBytes } from '#server/workspaces/git.ts';
import { readChanges } from './read-changes.ts';
import { openDoors, original, path, steering } from './test-doors.ts';
import { writeChanges } from './write-changes.ts';

const doors = await openDoors();
const { team, editor, owner, bring, type, look, revisionsOf, write, stateOf, fileAt, textOf, suggestionsOf } = doors;
afterAll(doors.close);

const png = Buffer.from('89504e470d0a1a0a0000', 'hex');

/** Evidence of ours in which a suite found steps that break a criterion. */
const recordBroken = ({ specId }: Awaited<ReturnType<typeof bring>>, counterexample: string) => {
  const place = { file: null, line: null, cases: 1, seed: '7', message: null, durationMs: 1 };
  const outcome = { ...place, name: 'Feature: door > Suite (criterion 1.1)', status: 'failed' as const, counterexample };
  const output = { startedAt: new Date().toISOString(), durationMs: 5, outputSha256: '0'.repeat(64), outputTail: '' };
  const report = { ...output, command: 'x', exitCode: 1, failure: null, outcomes: [outcome] };
  return recordEvidence(team.house, { specId, runId: null, stepKey: counterexample, commit: '0'.repeat(40), report });
};

test('what has broken a spec is written beside it, once, and what stands there is left as it is', async () => {
  const door = await bring();
  const kept = async (branch?: string) => (await look(door, branch)).files.filter(({ path: file }) => file.startsWith('.plumbline/'));
  expect(await kept()).toEqual([]);
  const steps = [{ event: 'ring', inputs: { times: 2 }, expected: ['the door is open'], observed: ['the door is shut'] }];
  await recordBroken(door, JSON.stringify(steps));
  const [file] = await kept();
  expect(file).toMatchObject({
    state: 'new',
    sha256: null,
    before: null,
    path: expect.stringMatching(/^\.plumbline\/regressions\/door\//),
  });
  const { files } = await write(door);
  expect(files).toEqual([file?.path]);
  const written = (await fileAt(door, 'specs/door', file?.path)).toString();
  expect(written).toBe(file?.after);
  expect(parseRegressions(written)).toMatchObject([{ steps }]);
  expect(await kept('specs/door')).toEqual([]);
  await recordBroken(door, JSON.stringify([...steps, ...steps]));
  expect(await kept('specs/door')).toMatchObject([{ state: 'new' }]);
});

test('what people wrote is committed to a branch: only that, byte for byte, with everybody whose words they are', async () => {
  const door = await bring();
  expect(await stateOf(door)).toBe('same');
  await expect(write(door)).rejects.toMatchObject({ code: 'invalid', message: /Nothing has changed/ });
  await type(door.documentId, 'close.', 'close by itself.');
  await type(door.documentId, 'open.', 'open at once.', owner);
  const { path: picture } = await addImage(editor, { documentId: door.documentId, base64: png.toString('base64') });
  await addImage(editor, { documentId: door.documentId, base64: Buffer.concat([png, png]).toString('base64') });
  await type(door.documentId, '# Requirements', `# Requirements\n\n![Door](${picture})`);
  const seen = await look(door);
  expect(seen).toMatchObject({ branch: 'specs/door', defaultBranch: 'main', isThere: false, authors: [owner.actor.name] });
  expect(seen.files).toMatchObject([
    { path, state: 'changed', added: 4, removed: 2 },
    { path: `.kiro/specs/door/${picture}`, state: 'new', before: null, after: null },
  ]);
  const { commit } = await write(door);
  const { bytes } = await exportDocument(editor, { documentId: door.documentId });
  expect(await fileAt(door, 'specs/door')).toEqual(Buffer.from(bytes));
  expect(Buffer.from(bytes).subarray(-3)).toEqual(original.subarray(-3));
  expect(await fileAt(door, 'specs/door', `.kiro/specs/door/${picture}`)).toEqual(png);
  const { gitDir } = door;
  expect(await git(['diff', '--name-only', 'main', 'specs/door'], { gitDir })).toBe([`.kiro/specs/door/${picture}`, path].join('\n'));
  expect((await exportImages(editor, { documentId: door.documentId })).length).toBe(2);
  const message = await git(['log', '-1', '--format=%an%n%B', commit], { gitDir });
  const { email } = await team.house.db.user.findUniqueOrThrow({ where: { id: owner.actor.userId } });
  expect(message.split('\n')).toEqual([editor.actor.name, 'Say how', '', 'Spec: door', `Co-authored-by: ${owner.actor.name} <${email}>`]);
  expect((await team.house.db.project.findUniqueOrThrow({ where: { id: door.projectId } })).headCommit).not.toBe(commit);
  expect((await listRevisions(editor, { documentId: door.documentId, take: 10 })).revisions.map(({ name }) => name)).toContain(
    'Written to specs/door',
  );
  expect(await stateOf(door)).toBe('same');
  // Written on, from what it wrote before.
  await type(door.documentId, 'at once', 'within 1 s');
  expect(await stateOf(door)).toBe('changed');
  const second = await write(door);
  expect(await git(['rev-parse', `${second.commit}^`], { gitDir })).toBe(commit);
});

test('on the default branch, runs begin from it; a stranger, a stale look and the branch of nobody are refused', async () => {
  const door = await bring();
  await type(door.documentId, 'close.', 'close by itself.');
  const seen = await look(door, 'main');
  const { project, spec } = door;
  const input = { project, spec, branch: 'main', onto: seen.onto, message: 'm', revisions: revisionsOf(seen) };
  await type(door.documentId, 'itself', 'hand');
  await expect(writeChanges(editor, input)).rejects.toMatchObject({ code: 'revision_changed' });
  await expect(writeChanges({ ...editor, organizationId: 'another' }, input)).rejects.toMatchObject({ code: 'not_found' });
  await expect(look(door, 'a..b')).rejects.toMatchObject({ code: 'invalid' });
  const { commit } = await write(door, 'main');
  expect((await team.house.db.project.findUniqueOrThrow({ where: { id: door.projectId } })).headCommit).toBe(commit);
  expect(await git(['rev-parse', 'main'], { gitDir: door.gitDir })).toBe(commit);
  await expect(writeChanges(editor, { ...input, revisions: {} })).rejects.toMatchObject({ code: 'revision_changed' });
  expect(await stateOf(door, 'main')).toBe('same');
});

test('of two who write at once, one is told to look again', async () => {
  const door = await bring();
  await type(door.documentId, 'close.', 'close by itself.');
  const seen = await look(door, 'main');
  const { project, spec } = door;
  const all = await Promise.allSettled(
    ['one', 'two'].map((message) =>
      writeChanges(editor, { project, spec, branch: 'main', onto: seen.onto, message, revisions: revisionsOf(seen) }),
    ),
  );
  expect(all.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(all.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'revision_changed' });
});

test('what the repository changed comes as suggestions, merged with what people wrote; nothing is written before they are decided', async () => {
  const door = await bring();
  await type(door.documentId, 'open.', 'open at once.');
  const theirs = Buffer.from(original.toString('latin1').replace('SHALL close', 'SHALL close slowly'), 'latin1');
  await door.commit({ [path]: theirs, '.kiro/specs/window/design.md': '# Design\n', '.kiro/specs/door/tasks.md': '# Tasks\n' });
  const { result, taken } = await fetchForPerson(editor, { project: door.project });
  expect(result).toBe('forward');
  expect(taken).toEqual({
    added: ['.kiro/specs/window/design.md', '.kiro/specs/door/tasks.md'],
    suggested: [path],
    conflicting: [],
    tooLarge: [],
  });
  expect(await textOf(door.documentId)).toContain('close.');
  expect(await stateOf(door, 'main')).toBe('waiting');
  await expect(write(door, 'main')).rejects.toMatchObject({ code: 'invalid', message: /Take that in first/ });
  const [suggestion] = await suggestionsOf(door.documentId);
  expect(suggestion).toMatchObject({ source: { kind: 'repository', branch: 'main', isConflict: false } });
  await decideSuggestions(editor, { documentId: door.documentId, ids: [suggestion?.id ?? ''], decision: 'accept' });
  expect(await textOf(door.documentId)).toMatch(/open at once\.[\s\S]*close slowly\./);
  expect((await fetchForPerson(editor, { project: door.project })).taken).toEqual({
    added: [],
    suggested: [],
    conflicting: [],
    tooLarge: [],
  });
  await write(door, 'main');
  expect((await fileAt(door, 'main')).toString('latin1')).toBe(theirs.toString('latin1').replace('open.', 'open at once.'));
});

test('where both changed the same line it is a conflict, said and decided for itself', async () => {
  const door = await bring();
  await type(door.documentId, 'SHALL close', 'SHALL close fast');
  const theirs = original.toString('latin1').replace('SHALL close', 'SHALL close slowly').replace('SHALL open', 'SHALL open wide');
  await door.commit({ [path]: Buffer.from(theirs, 'latin1') });
  // Not fetched yet, the mirror knows nothing of it; fetched and not taken in, writing is refused.
  const { taken } = await fetchForPerson(editor, { project: door.project });
  expect(taken).toMatchObject({ suggested: [path], conflicting: [path] });
  const open = await suggestionsOf(door.documentId);
  const conflict = open.find(({ source }) => source.kind === 'repository' && source.isConflict);
  expect(open).toHaveLength(2);
  expect(conflict?.reason).toContain('so have people here');
  await decideSuggestions(editor, { documentId: door.documentId, ids: [conflict?.id ?? ''], decision: 'reject' });
  const rest = open.filter((one) => one !== conflict).map(({ id }) => id);
  await decideSuggestions(editor, { documentId: door.documentId, ids: rest, decision: 'accept' });
  expect(await textOf(door.documentId)).toMatch(/open wide[\s\S]*close fast/);
  expect(await stateOf(door, 'main')).toBe('changed');
});

test('what was written to a branch and merged elsewhere brings nothing; a commit that undoes it does', async () => {
  const door = await bring();
  await type(door.documentId, 'close.', 'close by itself.');
  await write(door);
  await type(door.documentId, 'itself', 'hand');
  await door.commit({ [path]: await fileAt(door, 'specs/door') });
  expect((await fetchForPerson(editor, { project: door.project })).taken).toMatchObject({ suggested: [] });
  expect(await suggestionsOf(door.documentId)).toEqual([]);
  expect(await stateOf(door, 'main')).toBe('changed');
  await door.commit({ [path]: original });
  expect((await fetchForPerson(editor, { project: door.project })).taken).toMatchObject({ suggested: [path] });
});

test('steering is documents of the project: imported, added, edited, given to agents as it is now, and written like a spec', async () => {
  const door = await bring();
  const { project, projectId, gitDir } = door;
  const { path: added } = await addSteering(editor, { project, name: 'Code Style', inclusion: 'fileMatch', pattern: 'src/**/*.ts' });
  await expect(addSteering(editor, { project, name: 'code style', inclusion: 'always', pattern: '' })).rejects.toMatchObject({
    code: 'invalid',
  });
  await expect(addSteering(editor, { project, name: 'x', inclusion: 'fileMatch', pattern: '' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(listSteering({ ...editor, organizationId: 'another' }, { project })).rejects.toMatchObject({ code: 'not_found' });
  const { documents } = await listSteering(editor, { project });
  expect(documents).toMatchObject([
    { path: added, called: 'code-style', inclusion: 'fileMatch', patterns: ['src/**/*.ts'], isCommitted: false, problems: [] },
    { path: steering, called: 'tech', inclusion: 'always', isCommitted: true },
  ]);
  await type(documents[1]?.id ?? '', 'Plain', 'Few plain');
  const { headCommit: commit } = await team.house.db.project.findUniqueOrThrow({ where: { id: projectId } });
  expect(Object.fromEntries(await readGuidance(team.house, { projectId, commit }))).toMatchObject({
    [steering]: { text: 'Few plain words.\n', isLive: true },
    [added]: { isLive: true },
  });
  const seen = await readChanges(editor, { project, spec: null });
  expect(seen).toMatchObject({
    branch: 'steering',
    files: [
      { path: added, state: 'new' },
      { path: steering, state: 'changed' },
    ],
  });
  const revisions = revisionsOf(seen);
  await writeChanges(editor, { project, spec: null, branch: 'main', onto: seen.onto, message: 'Say how we write', revisions });
  expect((await gitBytes(['cat-file', 'blob', `main:${steering}`], { gitDir })).toString()).toBe('Few plain words.\n');
  expect((await readChanges(editor, { project, spec: null, branch: 'main' })).files.map(({ state }) => state)).toEqual(['same', 'same']);
});
