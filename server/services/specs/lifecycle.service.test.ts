import { afterAll, beforeAll, expect, test } from 'vitest';
import { specTemplates } from '#core/formats/kiro-templates.ts';
import { getDocumentText } from '#server/services/documents/get-document.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { archiveSpec, listArchived, renameSpec, restoreSpec } from './change-spec.ts';
import { addDocument, createSpec } from './create-spec.ts';
import { getSpec } from './get-spec.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

async function openProject() {
  const { projectId } = await team.addSpec({});
  return { editor: await team.as('editor'), project: (await team.house.db.project.findUniqueOrThrow({ where: { id: projectId } })).slug };
}

test.each(specTemplates)('a spec by the template %s opens with its documents where Kiro has them', async (template) => {
  const { editor, project } = await openProject();
  const { slug } = await createSpec(editor, { project, title: 'Parcel tracking', template });
  const spec = await getSpec(editor, { project, spec: slug });
  expect(spec).toMatchObject({ slug: 'parcel-tracking', title: 'Parcel tracking', folder: '.kiro/specs/parcel-tracking' });
  expect(spec.documents.length).toBeGreaterThan(0);
  for (const { path, kind } of spec.documents) expect(path).toBe(`.kiro/specs/parcel-tracking/${kind}.md`);
});

test('two of one title at once get folders of their own', async () => {
  const { editor, project } = await openProject();
  const make = () => createSpec(editor, { project, title: 'Refunds', template: 'quick' });
  const made = await Promise.all([make(), make(), make()]);
  expect(made.map(({ slug }) => slug).sort()).toEqual(['refunds', 'refunds-2', 'refunds-3']);
});

test('a document is added once', async () => {
  const { editor, project } = await openProject();
  const { id: specId } = await createSpec(editor, { project, title: 'Search', template: 'requirements-first' });
  const { id } = await addDocument(editor, { specId, kind: 'design' });
  expect((await getDocumentText(editor, { documentId: id })).text).toContain('## Correctness Properties');
  await expect(addDocument(editor, { specId, kind: 'design' })).rejects.toMatchObject({ code: 'invalid' });
});

test('a spec is put away with its reason, not while an agent works, and comes back as it was', async () => {
  const { editor, project } = await openProject();
  const { id: specId, slug } = await createSpec(editor, { project, title: 'Search', template: 'quick' });
  const before = await getSpec(editor, { project, spec: slug });
  await archiveSpec(editor, { specId, reason: 'Not this year' });
  await expect(getSpec(editor, { project, spec: slug })).rejects.toMatchObject({ code: 'not_found' });
  expect(await listArchived(editor, { project })).toMatchObject([{ title: 'Search' }]);
  await restoreSpec(editor, { specId });
  await renameSpec(editor, { specId, title: 'Find' });
  expect(await getSpec(editor, { project, spec: slug })).toEqual({ ...before, title: 'Find' });
});
