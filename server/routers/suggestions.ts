import {
  decideSuggestions,
  decideSuggestionsInput,
  reopenSuggestion,
  reopenSuggestionInput,
  withdrawSuggestions,
  withdrawSuggestionsInput,
} from '#server/services/suggestions/decide-suggestions.ts';
import { listSuggestions, listSuggestionsInput } from '#server/services/suggestions/list-suggestions.ts';
import { writeSuggestions, writeSuggestionsInput } from '#server/services/suggestions/write-suggestions.ts';
import { memberProcedure, router } from './trpc.ts';

export const suggestionsRouter = router({
  list: memberProcedure('document.read')
    .input(listSuggestionsInput)
    .query(({ ctx, input }) => listSuggestions(ctx.member, input)),
  write: memberProcedure('suggestion.write')
    .input(writeSuggestionsInput)
    .mutation(({ ctx, input }) => writeSuggestions(ctx.member, input)),
  withdraw: memberProcedure('suggestion.write')
    .input(withdrawSuggestionsInput)
    .mutation(({ ctx, input }) => withdrawSuggestions(ctx.member, input)),
  decide: memberProcedure('suggestion.decide')
    .input(decideSuggestionsInput)
    .mutation(({ ctx, input }) => decideSuggestions(ctx.member, input)),
  reopen: memberProcedure('suggestion.decide')
    .input(reopenSuggestionInput)
    .mutation(({ ctx, input }) => reopenSuggestion(ctx.member, input)),
});
