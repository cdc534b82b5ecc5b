import type { RunState } from '#core/run/fold-run.ts';

const count = (value: number) => value.toLocaleString('en-US');

/** What the last request to the model was made of, in the order in which it was sent. */
export function ContextParts({ step, parts }: NonNullable<RunState['context']>) {
  const most = Math.max(1, ...parts.map(({ tokens }) => tokens));
  const all = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  return (
    <section aria-labelledby="context-parts" className="border-b border-border px-4 py-3 md:px-5">
      <h3 id="context-parts" className="font-medium">
        The last request: {count(all)} tokens
      </h3>
      <p className="text-xs text-muted-foreground">
        Step <code className="font-mono">{step}</code>, in the order in which it was sent; shared out by length.
      </p>
      <dl className="mt-2 grid max-w-[60rem] grid-cols-[minmax(8rem,14rem)_1fr_5rem] items-center gap-x-3 gap-y-1 text-xs max-md:grid-cols-[minmax(7rem,1fr)_4rem_4rem]">
        {parts.map(({ part, tokens }) => (
          <div key={part} className="contents">
            <dt className="truncate">{part}</dt>
            <dd aria-hidden="true" className="h-2 overflow-hidden rounded-sm bg-muted">
              <div className="h-full rounded-sm bg-accent/60" style={{ width: `${(tokens / most) * 100}%` }} />
            </dd>
            <dd className="text-right tabular-nums">{count(tokens)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
