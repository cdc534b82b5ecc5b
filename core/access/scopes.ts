import { type Action, isAction } from './access.ts';

/** What a key can be made for, as people choose it. Each action of the table but a key's own stands in exactly one. */
export type ScopeName = 'read' | 'comment' | 'edit' | 'decide' | 'run' | 'administer';

type Scope = { words: string; actions: readonly Action[] };

/** The scopes in order of weight. `words` finish the sentence "It may …". */
export const scopeTable = {
  read: {
    words: 'read projects, specs, runs and costs',
    actions: [
      'organization.read',
      'project.read',
      'spec.read',
      'document.read',
      'document.export',
      'policy.read',
      'run.read',
      'model.read',
      'member.read',
      'budget.read',
      'inbox.own',
    ],
  },
  comment: { words: 'comment and suggest', actions: ['comment.write', 'suggestion.write'] },
  edit: { words: 'change specs and import projects', actions: ['spec.change', 'document.edit', 'suggestion.decide', 'project.import'] },
  decide: {
    words: 'approve, and answer questions of runs',
    actions: ['approval.decide', 'run.answer', 'run.steer', 'question.answer', 'question.assign', 'evidence.attest'],
  },
  run: {
    words: 'start and cancel runs and checks',
    actions: ['run.start', 'run.cancel', 'run.pause', 'run.publish', 'run.take_over', 'check.run', 'evidence.submit'],
  },
  administer: {
    words: 'configure projects, members, models, money and policies',
    actions: [
      'project.configure',
      'policy.propose',
      'policy.decide',
      'model.configure',
      'member.invite',
      'member.configure',
      'audit.read',
      'budget.set',
      'webhook.configure',
      'identity.configure',
    ],
  },
} as const satisfies Record<ScopeName, Scope>;

export const scopeNames = Object.keys(scopeTable) as ScopeName[]; // the keys of the line above

/** The actions of some scopes together; reading is in all of them, because nothing can be done to what cannot be read. */
export function actionsOf(scopes: readonly ScopeName[]): Action[] {
  return [...new Set<Action>([...scopeTable.read.actions, ...scopes.flatMap((scope) => scopeTable[scope].actions)])];
}

/** The scopes that a key's actions fill whole, for people to read; null actions are everything that its owner may. */
export function scopesOf(actions: readonly Action[] | null): ScopeName[] {
  if (actions === null) return scopeNames;
  return scopeNames.filter((scope) => scopeTable[scope].actions.every((action) => actions.includes(action)));
}

/** A key's scopes as they are stored, in the form that better-auth keeps permissions in. */
export const storeScopes = (actions: readonly Action[]) => ({ plumbline: [...actions] });

/** The actions that a key was made for, null for all of its owner's. What cannot be read allows nothing. */
export function readScopes(stored: string | null): readonly Action[] | null {
  if (stored === null) return null;
  try {
    const value: unknown = JSON.parse(stored);
    const names: unknown = typeof value === 'object' && value !== null && 'plumbline' in value ? value.plumbline : null;
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names.filter(isAction) : [];
  } catch {
    return [];
  }
}
