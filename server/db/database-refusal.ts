/** Why the database cannot be used as it stands: one sentence for the person who starts the program, who can do something about it. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal';
}
