import { attest, attestInput, withdrawAttestation, withdrawAttestationInput } from '#server/services/checks/attest.ts';
import { getBinding, getBindingInput, saveBinding, saveBindingInput } from '#server/services/checks/binding.ts';
import { disposeFailure, disposeFailureInput } from '#server/services/checks/dispose-failure.ts';
import { getEvidence, getEvidenceInput } from '#server/services/checks/get-evidence.ts';
import { getMatrix, getTrace, reportInput } from '#server/services/checks/get-reports.ts';
import { getSuite, getSuiteInput } from '#server/services/checks/get-suite.ts';
import { getVerdicts, getVerdictsInput } from '#server/services/checks/get-verdicts.ts';
import { adoptTest, adoptTestInput } from '#server/services/checks/own-tests.ts';
import { startCheck, startCheckInput } from '#server/services/checks/start-check.ts';
import { submitEvidence, submitEvidenceInput } from '#server/services/checks/submit-evidence.ts';
import { findTrial, findTrialInput, startTrial, startTrialInput } from '#server/services/checks/trials.ts';
import { memberProcedure, router } from './trpc.ts';

export const checksRouter = router({
  start: memberProcedure('check.run')
    .input(startCheckInput)
    .mutation(({ ctx, input }) => startCheck(ctx.member, input)),
  verdicts: memberProcedure('spec.read')
    .input(getVerdictsInput)
    .query(({ ctx, input }) => getVerdicts(ctx.member, input)),
  matrix: memberProcedure('spec.read')
    .input(reportInput)
    .query(({ ctx, input }) => getMatrix(ctx.member, input)),
  trace: memberProcedure('spec.read')
    .input(reportInput)
    .query(({ ctx, input }) => getTrace(ctx.member, input)),
  suite: memberProcedure('spec.read')
    .input(getSuiteInput)
    .query(({ ctx, input }) => getSuite(ctx.member, input)),
  binding: memberProcedure('spec.read')
    .input(getBindingInput)
    .query(({ ctx, input }) => getBinding(ctx.member, input)),
  saveBinding: memberProcedure('document.edit')
    .input(saveBindingInput)
    .mutation(({ ctx, input }) => saveBinding(ctx.member, input)),
  trial: memberProcedure('spec.read')
    .input(findTrialInput)
    .query(({ ctx, input }) => findTrial(ctx.member, input)),
  startTrial: memberProcedure('check.run')
    .input(startTrialInput)
    .mutation(({ ctx, input }) => startTrial(ctx.member, input)),
  evidence: memberProcedure('run.read')
    .input(getEvidenceInput)
    .query(({ ctx, input }) => getEvidence(ctx.member, input)),
  submit: memberProcedure('evidence.submit')
    .input(submitEvidenceInput)
    .mutation(({ ctx, input }) => submitEvidence(ctx.member, input)),
  dispose: memberProcedure('run.start')
    .input(disposeFailureInput)
    .mutation(({ ctx, input }) => disposeFailure(ctx.member, input)),
  attest: memberProcedure('evidence.attest')
    .input(attestInput)
    .mutation(({ ctx, input }) => attest(ctx.member, input)),
  adoptTest: memberProcedure('evidence.attest')
    .input(adoptTestInput)
    .mutation(({ ctx, input }) => adoptTest(ctx.member, input)),
  withdrawAttestation: memberProcedure('evidence.attest')
    .input(withdrawAttestationInput)
    .mutation(({ ctx, input }) => withdrawAttestation(ctx.member, input)),
});
