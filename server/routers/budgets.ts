import { removePrice, removePriceInput, setPrice, setPriceInput } from '#server/services/budgets/prices.ts';
import { exportCosts, readCosts, readCostsInput } from '#server/services/budgets/read-costs.ts';
import { removeBudget, removeBudgetInput, setBudget, setBudgetInput } from '#server/services/budgets/set-budget.ts';
import { memberProcedure, router } from './trpc.ts';

export const budgetsRouter = router({
  costs: memberProcedure('budget.read')
    .input(readCostsInput)
    .query(({ ctx, input }) => readCosts(ctx.member, input)),
  csv: memberProcedure('budget.read')
    .input(readCostsInput)
    .query(({ ctx, input }) => exportCosts(ctx.member, input)),
  set: memberProcedure('budget.set')
    .input(setBudgetInput)
    .mutation(({ ctx, input }) => setBudget(ctx.member, input)),
  remove: memberProcedure('budget.set')
    .input(removeBudgetInput)
    .mutation(({ ctx, input }) => removeBudget(ctx.member, input)),
  setPrice: memberProcedure('budget.set')
    .input(setPriceInput)
    .mutation(({ ctx, input }) => setPrice(ctx.member, input)),
  removePrice: memberProcedure('budget.set')
    .input(removePriceInput)
    .mutation(({ ctx, input }) => removePrice(ctx.member, input)),
});
