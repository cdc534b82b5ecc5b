import { answerQuestion, answerQuestionInput } from '#server/services/questions/answer-question.ts';
import { assignQuestion, assignQuestionInput } from '#server/services/questions/assign-question.ts';
import { configureQuestions, configureQuestionsInput } from '#server/services/questions/configure-questions.ts';
import { getQuestion, getQuestionInput } from '#server/services/questions/get-question.ts';
import { listQuestions, listQuestionsInput } from '#server/services/questions/list-questions.ts';
import { reopenQuestion, reopenQuestionInput } from '#server/services/questions/reopen-question.ts';
import { memberProcedure, router } from './trpc.ts';

export const questionsRouter = router({
  list: memberProcedure('document.read')
    .input(listQuestionsInput)
    .query(({ ctx, input }) => listQuestions(ctx.member, input)),
  get: memberProcedure('document.read')
    .input(getQuestionInput)
    .query(({ ctx, input }) => getQuestion(ctx.member, input)),
  answer: memberProcedure('question.answer')
    .input(answerQuestionInput)
    .mutation(({ ctx, input }) => answerQuestion(ctx.member, input)),
  reopen: memberProcedure('question.answer')
    .input(reopenQuestionInput)
    .mutation(({ ctx, input }) => reopenQuestion(ctx.member, input)),
  configure: memberProcedure('project.configure')
    .input(configureQuestionsInput)
    .mutation(({ ctx, input }) => configureQuestions(ctx.member, input)),
  assign: memberProcedure('question.assign')
    .input(assignQuestionInput)
    .mutation(({ ctx, input }) => assignQuestion(ctx.member, input)),
});
