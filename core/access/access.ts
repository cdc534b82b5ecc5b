/** The roles of an organization, from most to least. `agent` stands beside them: it works, and decides nothing. */
export const roles = ['owner', 'admin', 'editor', 'reviewer', 'viewer', 'agent'] as const;
export type Role = (typeof roles)[number];

const everyone: readonly Role[] = roles;
const people: readonly Role[] = ['owner', 'admin', 'editor', 'reviewer', 'viewer'];
const deciders: readonly Role[] = ['owner', 'admin', 'editor', 'reviewer'];
/** Viewers read; an agent may say what it sees. */
const commenters: readonly Role[] = ['owner', 'admin', 'editor', 'reviewer', 'agent'];
const editors: readonly Role[] = ['owner', 'admin', 'editor'];
const admins: readonly Role[] = ['owner', 'admin'];

/**
 * Who may do what. Every door reads this one table: procedures, the live-document socket, event streams.
 * An action that is not here does not exist; a role that is not listed may not.
 */
export const accessTable = {
  'organization.read': everyone,
  'project.read': everyone,
  'project.import': editors,
  'project.configure': admins,
  'spec.read': everyone,
  'spec.change': editors,
  'document.read': everyone,
  'document.edit': editors,
  'document.export': everyone,
  'suggestion.write': [...deciders, 'agent'],
  'suggestion.decide': editors,
  'approval.decide': deciders,
  'policy.read': everyone,
  'policy.propose': admins,
  'policy.decide': ['owner'],
  'run.read': everyone,
  'run.start': editors,
  'run.cancel': editors,
  'run.pause': editors,
  'run.publish': editors,
  'run.take_over': editors,
  'run.answer': deciders,
  'run.steer': deciders,
  'check.run': editors,
  'evidence.submit': editors,
  'evidence.attest': deciders,
  'model.read': people,
  'model.configure': admins,
  'member.read': people,
  'member.invite': admins,
  'member.configure': admins,
  'key.own': people,
  'audit.read': admins,
  'budget.read': people,
  'budget.set': admins,
  'comment.write': commenters,
  'question.answer': deciders,
  'question.assign': deciders,
  'inbox.own': people,
  'webhook.configure': admins,
  /** Who signs people in: whoever may set that could become anybody. */
  'identity.configure': ['owner'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof accessTable;
export const actions = Object.keys(accessTable) as Action[];

/** True if `role` may do `action`. An unknown role may do nothing. */
export function mayDo(role: string, action: Action): boolean {
  return (accessTable[action] as readonly string[]).includes(role);
}

/** What somebody comes with: the role of its person, and, for an API key, the actions that it was made for; null for all of the role's. */
export type Authority = { role: string; scopes: readonly Action[] | null };

/** True if both the role and the scopes allow `action`: a key never does more than its owner, nor more than it was made for. */
export function mayAct({ role, scopes }: Authority, action: Action): boolean {
  return mayDo(role, action) && (scopes === null || scopes.includes(action));
}

/** The actions that happen inside one project, and so by the role that somebody has in it. All others are the organization's. */
export const projectActions = [
  'project.read',
  'project.configure',
  'spec.read',
  'spec.change',
  'document.read',
  'document.edit',
  'document.export',
  'suggestion.write',
  'suggestion.decide',
  'approval.decide',
  'policy.read',
  'policy.propose',
  'policy.decide',
  'run.read',
  'run.start',
  'run.cancel',
  'run.answer',
  'run.steer',
  'check.run',
  'evidence.submit',
  'evidence.attest',
  'comment.write',
  'question.answer',
  'question.assign',
] as const satisfies readonly Action[];

/** True if `action` happens inside one project. */
export const isProjectAction = (action: Action): boolean => (projectActions as readonly Action[]).includes(action);

/** What somebody may be in one project besides what they are in the organization. Nobody owns a project alone. */
export const projectRoles = ['admin', 'editor', 'reviewer', 'viewer'] as const satisfies readonly Role[];
export type ProjectRole = (typeof projectRoles)[number];

/**
 * The role that counts inside a project: the one given there, more or less than the organization's. Owners and admins answer for every
 * project and keep theirs; an agent stays an agent, and what is no role stays none.
 */
export function roleInProject<R extends string>(organizationRole: R, projectRole: string | null | undefined): R | ProjectRole {
  const given = projectRoles.find((role) => role === projectRole);
  return given && isMovable(organizationRole) ? given : organizationRole;
}

const isMovable = (role: string): boolean => role === 'editor' || role === 'reviewer' || role === 'viewer';

/** The role of a member who was put away: none of the table's, so that every door is shut without asking for more. */
export const deactivated = 'deactivated';

/** True if `text` names an action of the table. */
export function isAction(text: string): text is Action {
  return Object.hasOwn(accessTable, text);
}

/** True if `text` names a role. */
export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
