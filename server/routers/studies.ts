import { listPerspectives, listPerspectivesInput } from '#server/services/studies/list-perspectives.ts';
import { listStudies, listStudiesInput } from '#server/services/studies/list-studies.ts';
import { startStudy, startStudyInput } from '#server/services/studies/start-study.ts';
import { takeReadings, takeReadingsInput } from '#server/services/studies/take-readings.ts';
import { memberProcedure, router } from './trpc.ts';

export const studiesRouter = router({
  perspectives: memberProcedure('spec.read')
    .input(listPerspectivesInput)
    .query(({ ctx, input }) => listPerspectives(ctx.member, input)),
  list: memberProcedure('run.read')
    .input(listStudiesInput)
    .query(({ ctx, input }) => listStudies(ctx.member, input)),
  start: memberProcedure('run.start')
    .input(startStudyInput)
    .mutation(({ ctx, input }) => startStudy(ctx.member, input)),
  take: memberProcedure('document.edit')
    .input(takeReadingsInput)
    .mutation(({ ctx, input }) => takeReadings(ctx.member, input)),
});
