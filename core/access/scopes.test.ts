import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actions, deactivated, isRole, mayAct, mayDo, roles } from './access.ts';
import { actionsOf, scopeNames, scopesOf, scopeTable } from './scopes.ts';

const role = fc.constantFrom(...roles, deactivated, 'nobody');
const action = fc.constantFrom(...actions);
const scopes = fc.subarray([...actions]);

test('a key does what both its owner and its scopes may, and nothing else', () => {
  fc.assert(
    fc.property(role, action, fc.option(scopes), (who, what, only) => {
      expect(mayAct({ role: who, scopes: only }, what)).toBe(mayDo(who, what) && (only === null || only.includes(what)));
    }),
  );
});

test('fewer scopes never allow more, and a role that is none allows nothing', () => {
  fc.assert(
    fc.property(role, action, scopes, scopes, (who, what, some, more) => {
      const all = [...some, ...more];
      if (mayAct({ role: who, scopes: some }, what)) expect(mayAct({ role: who, scopes: all }, what)).toBe(true);
      if (!isRole(who)) expect(mayAct({ role: who, scopes: null }, what)).toBe(false);
    }),
  );
});

test('every action that is not about keys themselves stands in exactly one scope', () => {
  const listed = scopeNames.flatMap((name) => [...scopeTable[name].actions]);
  expect(new Set(listed).size).toBe(listed.length);
  expect([...listed, 'key.own'].toSorted()).toEqual([...actions].toSorted());
});

test('what is chosen is what is shown', () => {
  fc.assert(
    fc.property(fc.subarray([...scopeNames]), (chosen) => {
      expect(scopesOf(actionsOf(chosen))).toEqual(scopeNames.filter((name) => name === 'read' || chosen.includes(name)));
    }),
  );
});
