import { readRunCosts, readRunCostsInput } from '#server/services/budgets/read-run-costs.ts';
import { answerQuestion, answerQuestionInput } from '#server/services/runs/answer-question.ts';
import { cancelRun, cancelRunInput } from '#server/services/runs/cancel-run.ts';
import { estimateStart, estimateStartInput } from '#server/services/runs/estimate-start.ts';
import { getRun, getRunInput } from '#server/services/runs/get-run.ts';
import { listRuns, listRunsInput } from '#server/services/runs/list-runs.ts';
import { pauseRun, pauseRunInput, resumeRun } from '#server/services/runs/pause-run.ts';
import { retryRun, retryRunInput } from '#server/services/runs/retry-run.ts';
import { runChanges, runChangesInput } from '#server/services/runs/run-changes.ts';
import { searchLog, searchLogInput } from '#server/services/runs/search-log.ts';
import { startRun, startRunInput } from '#server/services/runs/start-run.ts';
import { steerRun, steerRunInput } from '#server/services/runs/steer-run.ts';
import { takeOver, takeOverInput } from '#server/services/runs/take-over.ts';
import {
  cancelWave,
  forecast,
  forecastInput,
  listWaves,
  listWavesInput,
  startWave,
  startWaveInput,
  waveInput,
} from '#server/services/runs/waves.ts';
import { memberProcedure, router } from './trpc.ts';

export const runsRouter = router({
  start: memberProcedure('run.start')
    .input(startRunInput)
    .mutation(({ ctx, input }) => startRun(ctx.member, input)),
  estimate: memberProcedure('run.start')
    .input(estimateStartInput)
    .query(({ ctx, input }) => estimateStart(ctx.member, input)),
  list: memberProcedure('run.read')
    .input(listRunsInput)
    .query(({ ctx, input }) => listRuns(ctx.member, input)),
  get: memberProcedure('run.read')
    .input(getRunInput)
    .query(({ ctx, input }) => getRun(ctx.member, input)),
  cancel: memberProcedure('run.cancel')
    .input(cancelRunInput)
    .mutation(({ ctx, input }) => cancelRun(ctx.member, input)),
  pause: memberProcedure('run.pause')
    .input(pauseRunInput)
    .mutation(({ ctx, input }) => pauseRun(ctx.member, input)),
  resume: memberProcedure('run.pause')
    .input(pauseRunInput)
    .mutation(({ ctx, input }) => resumeRun(ctx.member, input)),
  retry: memberProcedure('run.start')
    .input(retryRunInput)
    .mutation(({ ctx, input }) => retryRun(ctx.member, input)),
  takeOver: memberProcedure('run.take_over')
    .input(takeOverInput)
    .mutation(({ ctx, input }) => takeOver(ctx.member, input)),
  answer: memberProcedure('run.answer')
    .input(answerQuestionInput)
    .mutation(({ ctx, input }) => answerQuestion(ctx.member, input)),
  steer: memberProcedure('run.steer')
    .input(steerRunInput)
    .mutation(({ ctx, input }) => steerRun(ctx.member, input)),
  search: memberProcedure('run.read')
    .input(searchLogInput)
    .query(({ ctx, input }) => searchLog(ctx.member, input)),
  costs: memberProcedure('run.read')
    .input(readRunCostsInput)
    .query(({ ctx, input }) => readRunCosts(ctx.member, input)),
  changes: memberProcedure('run.read')
    .input(runChangesInput)
    .query(({ ctx, input }) => runChanges(ctx.member, input)),
});

export const wavesRouter = router({
  start: memberProcedure('run.start')
    .input(startWaveInput)
    .mutation(({ ctx, input }) => startWave(ctx.member, input)),
  list: memberProcedure('run.read')
    .input(listWavesInput)
    .query(({ ctx, input }) => listWaves(ctx.member, input)),
  forecast: memberProcedure('run.read')
    .input(forecastInput)
    .query(({ ctx, input }) => forecast(ctx.member, input)),
  cancel: memberProcedure('run.cancel')
    .input(waveInput)
    .mutation(({ ctx, input }) => cancelWave(ctx.member, input)),
});
