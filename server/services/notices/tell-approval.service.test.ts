import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '#core/access/access.ts';
import { decide } from '#server/services/approvals/decide.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { listNotices } from './list-notices.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const inbox = async (role: Role) =>
  (await listNotices(await team.as(role), { show: 'open', limit: 50 })).map(({ kind, title }) => `${kind}: ${title}`);

test('an approved stage asks those who decide about the next one, until it is decided; a stage without a text asks nobody', async () => {
  const spec = await team.addSpec({
    requirements:
      '# Requirements Document\n\n## Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. THE Door SHALL open.\n',
    design: '# Design Document\n\n## Overview\n\nA door.\n',
  });
  await Promise.all([team.as('reviewer'), team.as('viewer')]);
  const approve = async (role: Role, stage: string) => {
    const { id, sha256 } = await readDocument(team.house.db, spec.documentIds[stage] ?? '');
    await decide(await team.as(role), { specId: spec.specId, stage, revisions: { [id]: sha256 }, decision: 'approved' });
  };
  await approve('owner', 'requirements');
  expect([await inbox('reviewer'), await inbox('viewer'), await inbox('owner')]).toEqual([
    ['approval_wanted: Your approval is wanted: design of “Spec”'],
    [],
    [],
  ]);
  await approve('owner', 'design');
  expect(await inbox('reviewer')).toEqual([]);
});
