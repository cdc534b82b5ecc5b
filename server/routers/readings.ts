import { changeGlossary, changeGlossaryInput } from '#server/services/readings/change-glossary.ts';
import { defineTerm, defineTermInput } from '#server/services/readings/define-term.ts';
import { listConfirmations, listConfirmationsInput } from '#server/services/readings/list-confirmations.ts';
import { getProjectGlossary, getProjectGlossaryInput } from '#server/services/readings/project-glossary.ts';
import { takeBackReadings, takeBackReadingsInput } from '#server/services/readings/take-back-readings.ts';
import { writeReadings, writeReadingsInput } from '#server/services/readings/write-readings.ts';
import { memberProcedure, router } from './trpc.ts';

export const readingsRouter = router({
  confirmations: memberProcedure('document.read')
    .input(listConfirmationsInput)
    .query(({ ctx, input }) => listConfirmations(ctx.member, input)),
  write: memberProcedure('document.edit')
    .input(writeReadingsInput)
    .mutation(({ ctx, input }) => writeReadings(ctx.member, input)),
  takeBack: memberProcedure('document.edit')
    .input(takeBackReadingsInput)
    .mutation(({ ctx, input }) => takeBackReadings(ctx.member, input)),
  glossary: memberProcedure('document.read')
    .input(getProjectGlossaryInput)
    .query(({ ctx, input }) => getProjectGlossary(ctx.member, input)),
  changeGlossary: memberProcedure('document.edit')
    .input(changeGlossaryInput)
    .mutation(({ ctx, input }) => changeGlossary(ctx.member, input)),
  define: memberProcedure('suggestion.write')
    .input(defineTermInput)
    .mutation(({ ctx, input }) => defineTerm(ctx.member, input)),
});
