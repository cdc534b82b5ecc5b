import type { AuditAction } from './audit-chain.ts';

/** What was done, as the middle of a sentence: `Ola [approved or refused] Requirements of Pricing`. */
export const auditWords: Record<AuditAction, string> = {
  'approval.decided': 'decided on',
  'policy.proposed': 'proposed an approval policy for',
  'policy.decided': 'decided on an approval policy of',
  'project.imported': 'imported',
  'project.configured': 'configured',
  'run.started': 'started',
  'run.cancelled': 'cancelled',
  'run.answered': 'answered a question of',
  'run.finished': 'finished',
  'run.merged': 'merged',
  'evidence.recorded': 'recorded',
  'member.role-set': 'changed the role of',
  'member.removed': 'removed',
  'invitation.made': 'invited',
  'invitation.revoked': 'took back the invitation of',
  'invitation.accepted': 'joined as',
  'key.made': 'made the key',
  'key.revoked': 'revoked the key',
  'model.added': 'added the model',
  'model.changed': 'made the default model',
  'model.removed': 'removed the model',
  'budget.set': 'changed',
};
