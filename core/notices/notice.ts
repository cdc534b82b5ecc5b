/** What can wait for a person. The order is that of the settings page: what others ask of one first. */
export const noticeKinds = [
  'mention',
  'reply',
  'approval_wanted',
  'decision',
  'question',
  'finding',
  'run_needs_me',
  'run_failed',
  'run_verified',
  'drift',
  'budget',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How a person is written to about a kind of notices, besides the inbox. */
export const mailModes = ['off', 'instantly', 'daily'] as const;
export type MailMode = (typeof mailModes)[number];

type Words = {
  /** What the kind is called in filters and settings. */
  label: string;
  /** When somebody gets it, as a sentence for the settings. */
  when: string;
  /** What one does about it: the words of its button. */
  step: string;
  /** What everybody gets who has not said otherwise. */
  mail: MailMode;
};

/** The words of each kind. */
export const noticeWords: Record<NoticeKind, Words> = {
  mention: { label: 'Mentions', when: 'Somebody names you in a comment.', step: 'Reply', mail: 'instantly' },
  reply: { label: 'Replies', when: 'Somebody writes in a thread that you are in.', step: 'Read', mail: 'daily' },
  approval_wanted: { label: 'Approvals', when: 'A text waits for your approval.', step: 'Review', mail: 'instantly' },
  decision: { label: 'Decisions', when: 'Somebody decides on a text that you wrote.', step: 'See the decision', mail: 'daily' },
  question: { label: 'Questions of agents', when: 'An agent of a run that you started asks something.', step: 'Answer', mail: 'instantly' },
  finding: { label: 'Questions of the analysis', when: 'The analysis asks you what the spec means.', step: 'Answer', mail: 'daily' },
  run_needs_me: { label: 'Runs that wait', when: 'A run that you started waits for a permission.', step: 'Decide', mail: 'instantly' },
  run_failed: {
    label: 'Runs that ended badly',
    when: 'A run that you started fails or gets stuck.',
    step: 'Look at the run',
    mail: 'daily',
  },
  run_verified: { label: 'Verified runs', when: 'A run that you started is verified.', step: 'See the evidence', mail: 'off' },
  drift: {
    label: 'Drift',
    when: 'Criteria that held are broken now, in a spec that you approved or had built.',
    step: 'See the failure',
    mail: 'instantly',
  },
  budget: { label: 'Budgets', when: 'A budget that you answer for is nearly used up.', step: 'Look at the budget', mail: 'instantly' },
};

/** True if `text` names a kind. */
export function isNoticeKind(text: string): text is NoticeKind {
  return (noticeKinds as readonly string[]).includes(text);
}
