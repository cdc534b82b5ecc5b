import { exportAudit, exportAuditInput, listAudit, listAuditInput, verifyAudit } from '#server/services/audit/list-audit.ts';
import { memberProcedure, router } from './trpc.ts';

export const auditRouter = router({
  list: memberProcedure('audit.read')
    .input(listAuditInput)
    .query(({ ctx, input }) => listAudit(ctx.member, input)),
  export: memberProcedure('audit.read')
    .input(exportAuditInput)
    .query(({ ctx, input }) => exportAudit(ctx.member, input)),
  verify: memberProcedure('audit.read').query(({ ctx }) => verifyAudit(ctx.member)),
});
