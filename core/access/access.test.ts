import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actions, deactivated, isProjectAction, mayDo, projectActions, projectRoles, roleInProject, roles } from './access.ts';

const given = fc.constantFrom(...projectRoles, null, undefined, 'owner', 'agent', 'nonsense');

test('a role given in a project counts there, and what it could not be counts for nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom('editor', 'reviewer', 'viewer'), given, (role, inProject) => {
      const counts = projectRoles.find((known) => known === inProject) ?? role;
      expect(roleInProject(role, inProject)).toBe(counts);
    }),
  );
});

test('no project lowers an owner or an admin, makes an agent a person, or lets in who was put away', () => {
  fc.assert(
    fc.property(fc.constantFrom('owner', 'admin', 'agent', deactivated, 'nonsense'), given, (role, inProject) => {
      expect(roleInProject(role, inProject)).toBe(role);
    }),
  );
});

test('nobody decides policies, people or money by a role in a project', () => {
  for (const role of projectRoles) expect(mayDo(role, 'policy.decide')).toBe(false);
  for (const action of ['member.configure', 'member.invite', 'budget.set', 'model.configure', 'audit.read', 'project.import'] as const)
    expect(isProjectAction(action)).toBe(false);
  expect(actions).toEqual(expect.arrayContaining([...projectActions]));
  expect(roles).toEqual(expect.arrayContaining([...projectRoles]));
});
