/** Why a socket is closed: the close code and a sentence for people. */
export type Refusal = { code: number; reason: string };

/** Every refusal of the live-document socket. Codes under 4400 invite to come back at once; 44xx will be refused again. */
export const refusals = {
  stopping: { code: 1012, reason: 'The server restarts.' },
  unavailable: { code: 1013, reason: 'The document cannot be opened now.' },
  roleChanged: { code: 4205, reason: 'Your role has changed.' },
  epochEnded: { code: 4206, reason: 'The document has begun afresh; open it without the copy kept here.' },
  notSaved: { code: 4210, reason: 'The last changes could not be saved; the document is opened again.' },
  tooSlow: { code: 4211, reason: 'Too much is left unread.' },
  malformed: { code: 4400, reason: 'The message is malformed.' },
  signedOut: { code: 4401, reason: 'Sign in first.' },
  noAccess: { code: 4403, reason: 'You may not open this document.' },
  readOnly: { code: 4403, reason: 'Your role may read this document, not change it.' },
  notFound: { code: 4404, reason: 'There is no such document.' },
  timedOut: { code: 4408, reason: 'No document was opened in time.' },
  baseless: { code: 4409, reason: 'The update builds on text that does not exist.' },
  tooLarge: { code: 4413, reason: 'The update is larger than allowed.' },
  tangled: { code: 4413, reason: 'The update would take everybody too long to place.' },
  tooOld: { code: 4414, reason: 'The copy kept here is too old to be merged.' },
  foreignContent: { code: 4422, reason: 'The update holds something other than text.' },
  tooMany: { code: 4429, reason: 'Too many messages.' },
} as const satisfies Record<string, Refusal>;

const hostile = new Set<Refusal>([
  refusals.malformed,
  refusals.baseless,
  refusals.tooLarge,
  refusals.tangled,
  refusals.foreignContent,
  refusals.tooMany,
  refusals.readOnly,
]);

/** Refusals of what no honest client sends: whose they were is kept with the document. */
export const isHostile = (refusal: Refusal): boolean => hostile.has(refusal);

/** A refusal on its way out of the opening of a document. */
export class CollabRefusal extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}
