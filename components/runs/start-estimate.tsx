import type { Answers } from '#components/shell/answers.ts';
import { Notice } from '#components/ui/notice.tsx';
import { dollars } from '#core/budget/price.ts';

type Estimate = Answers['runs']['estimate'];

/** What a run will probably take, how that is known, and what its budgets have left; its room is kept while that is asked. */
export function StartEstimate({ estimate }: { estimate: Estimate | null }) {
  if (!estimate) return <div className="h-9 text-xs text-muted-foreground">Estimating what it takes</div>;
  const { tokens, usd, likeRuns, budgets, refusal } = estimate;
  const amount = `${tokens.toLocaleString('en-US')} tokens${usd === null ? ', no price known' : usd === 0 ? ', free' : `, ${dollars(usd)}`}`;
  return (
    <div className="min-h-9 space-y-1 text-xs text-muted-foreground tabular-nums">
      <p>
        Puts aside about <span className="font-medium text-foreground">{amount}</span>,{' '}
        {likeRuns < 3 ? 'a guess: there are too few like runs yet.' : `as four of five of the last ${likeRuns} like runs took at most.`}
      </p>
      {budgets.map(({ id, name, left, limit }) => (
        <p key={id}>
          {name}: {left} left of {limit}.
        </p>
      ))}
      {refusal && (
        <Notice tone="warning" role="status">
          {refusal}
        </Notice>
      )}
    </div>
  );
}
