/** The documents that an author may be asked to draft. */
export const draftedKinds = ['requirements', 'bugfix', 'design', 'tasks'] as const;
export type DraftedKind = (typeof draftedKinds)[number];
