/** What a caller can act on. Each code is given its HTTP status once, at the door (`routers/trpc.ts`). */
export type FailureCode =
  | 'signed_out'
  | 'role_too_low'
  | 'not_found'
  | 'invalid'
  | 'repository_not_found'
  | 'repository_empty'
  | 'repository_unreadable'
  | 'slug_taken'
  | 'revision_changed'
  | 'gate_closed'
  | 'author_excluded'
  | 'budget_reached'
  | 'not_cosmetic'
  | 'run_already_active'
  | 'run_finished'
  | 'question_answered'
  | 'task_not_found'
  | 'model_not_set'
  | 'model_refused'
  | 'no_check_command'
  | 'sandbox_missing'
  | 'last_owner'
  | 'too_many';

/** A refusal that the caller can act on. Anything else thrown is a bug of ours. The message is a sentence for people. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
