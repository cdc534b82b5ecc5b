import { addSteering, addSteeringInput } from '#server/services/steering/add-steering.ts';
import { listSteering, listSteeringInput } from '#server/services/steering/list-steering.ts';
import { memberProcedure, router } from './trpc.ts';

export const steeringRouter = router({
  list: memberProcedure('document.read')
    .input(listSteeringInput)
    .query(({ ctx, input }) => listSteering(ctx.member, input)),
  add: memberProcedure('document.edit')
    .input(addSteeringInput)
    .mutation(({ ctx, input }) => addSteering(ctx.member, input)),
});
