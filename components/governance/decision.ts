export type Decision = 'approved' | 'changes_requested' | 'rejected';

export const decisionNames: Record<Decision, { verb: string; done: string }> = {
  approved: { verb: 'Approve', done: 'Approved' },
  changes_requested: { verb: 'Request changes to', done: 'Requested changes to' },
  rejected: { verb: 'Reject', done: 'Rejected' },
};
