import { z } from 'zod';
import {
  addExternalAgent,
  addExternalAgentInput,
  listExternalAgents,
  removeExternalAgent,
  removeExternalAgentInput,
} from '#server/services/external-agents/external-agents.ts';
import { addModel, addModelInput } from '#server/services/models/add-model.ts';
import { makeDefaultModel, makeDefaultModelInput, removeModel, removeModelInput } from '#server/services/models/change-models.ts';
import { listModels } from '#server/services/models/list-models.ts';
import { memberProcedure, router } from './trpc.ts';

export const modelsRouter = router({
  list: memberProcedure('model.read').query(({ ctx }) => listModels(ctx.member)),
  add: memberProcedure('model.configure')
    .input(addModelInput)
    .mutation(({ ctx, input }) => addModel(ctx.member, input)),
  remove: memberProcedure('model.configure')
    .input(removeModelInput)
    .mutation(({ ctx, input }) => removeModel(ctx.member, input)),
  makeDefault: memberProcedure('model.configure')
    .input(makeDefaultModelInput)
    .mutation(({ ctx, input }) => makeDefaultModel(ctx.member, input)),
  /** One small call to the model, and how it went as a sentence. */
  test: memberProcedure('model.configure')
    .input(z.object({ id: z.string().max(100) }))
    .mutation(({ ctx, input }) => ctx.doors.testConnection(ctx.house, { organizationId: ctx.member.organizationId, model: input.id })),
});

export const externalAgentsRouter = router({
  list: memberProcedure('model.read').query(({ ctx }) => listExternalAgents(ctx.member)),
  add: memberProcedure('model.configure')
    .input(addExternalAgentInput)
    .mutation(({ ctx, input }) => addExternalAgent(ctx.member, input)),
  remove: memberProcedure('model.configure')
    .input(removeExternalAgentInput)
    .mutation(({ ctx, input }) => removeExternalAgent(ctx.member, input)),
});
