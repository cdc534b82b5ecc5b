import { getImpact, getImpactInput } from '#server/services/impact/get-impact.ts';
import { getRunDrift, getRunDriftInput } from '#server/services/impact/get-run-drift.ts';
import {
  archiveSpecs,
  archiveSpecsInput,
  restoreSpecs,
  restoreSpecsInput,
  setEpics,
  setEpicsInput,
} from '#server/services/pipeline/change-specs.ts';
import { listBoard, listBoardInput } from '#server/services/pipeline/list-board.ts';
import { listViews, listViewsInput, removeView, removeViewInput, saveView, saveViewInput } from '#server/services/pipeline/saved-views.ts';
import { askDecision, askDecisionInput, delegate, delegateInput } from '#server/services/reviews/ask-decision.ts';
import { getReview, getReviewInput } from '#server/services/reviews/get-review.ts';
import { listDelegates, listDelegatesInput, listWaiting, listWaitingInput } from '#server/services/reviews/list-waiting.ts';
import { decideMany, decideManyInput, submitReview, submitReviewInput } from '#server/services/reviews/submit-review.ts';
import { undoDecisions, undoDecisionsInput } from '#server/services/reviews/undo-decision.ts';
import { memberProcedure, router } from './trpc.ts';

export const pipelineRouter = router({
  board: memberProcedure('spec.read')
    .input(listBoardInput)
    .query(({ ctx, input }) => listBoard(ctx.member, input)),
  archive: memberProcedure('spec.change')
    .input(archiveSpecsInput)
    .mutation(({ ctx, input }) => archiveSpecs(ctx.member, input)),
  restore: memberProcedure('spec.change')
    .input(restoreSpecsInput)
    .mutation(({ ctx, input }) => restoreSpecs(ctx.member, input)),
  setEpics: memberProcedure('spec.change')
    .input(setEpicsInput)
    .mutation(({ ctx, input }) => setEpics(ctx.member, input)),
  views: memberProcedure('spec.read')
    .input(listViewsInput)
    .query(({ ctx, input }) => listViews(ctx.member, input)),
  saveView: memberProcedure('spec.change')
    .input(saveViewInput)
    .mutation(({ ctx, input }) => saveView(ctx.member, input)),
  removeView: memberProcedure('spec.change')
    .input(removeViewInput)
    .mutation(({ ctx, input }) => removeView(ctx.member, input)),
  impact: memberProcedure('spec.read')
    .input(getImpactInput)
    .query(({ ctx, input }) => getImpact(ctx.member, input)),
  runDrift: memberProcedure('run.read')
    .input(getRunDriftInput)
    .query(({ ctx, input }) => getRunDrift(ctx.member, input)),
});

export const reviewsRouter = router({
  get: memberProcedure('spec.read')
    .input(getReviewInput)
    .query(({ ctx, input }) => getReview(ctx.member, input)),
  submit: memberProcedure('approval.decide')
    .input(submitReviewInput)
    .mutation(({ ctx, input }) => submitReview(ctx.member, input)),
  /** About the caller's own notices, in whichever project. */
  waiting: memberProcedure('approval.decide', { isAnywhere: true })
    .input(listWaitingInput)
    .query(({ ctx, input }) => listWaiting(ctx.member, input)),
  decideMany: memberProcedure('approval.decide')
    .input(decideManyInput)
    .mutation(({ ctx, input }) => decideMany(ctx.member, input)),
  undo: memberProcedure('approval.decide')
    .input(undoDecisionsInput)
    .mutation(({ ctx, input }) => undoDecisions(ctx.member, input)),
  ask: memberProcedure('approval.decide')
    .input(askDecisionInput)
    .mutation(({ ctx, input }) => askDecision(ctx.member, input)),
  delegates: memberProcedure('approval.decide')
    .input(listDelegatesInput)
    .query(({ ctx, input }) => listDelegates(ctx.member, input)),
  delegate: memberProcedure('approval.decide')
    .input(delegateInput)
    .mutation(({ ctx, input }) => delegate(ctx.member, input)),
});
