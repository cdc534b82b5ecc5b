import type { Answers } from '#components/shell/answers.ts';
import { InlineText } from '#components/ui/inline-text.tsx';

/** What a wave will do: group by group, and what keeps tasks apart. */
export function WaveForecast({ plan: { groups, shared, never } }: { plan: Answers['waves']['forecast'] }) {
  if (groups.length === 0 && never.length === 0) return <p>Nothing of this is left to do.</p>;
  return (
    <div className="max-h-72 space-y-3 overflow-auto rounded-md border border-border p-3">
      <ol aria-label="What starts together" className="space-y-2">
        {groups.map((tasks, i) => (
          <li key={tasks[0]?.id} className="flex gap-3">
            <span className="w-16 shrink-0 text-xs leading-5 text-muted-foreground">{i === 0 ? 'At once' : `Then, ${i + 1}.`}</span>
            <ul className="min-w-0 flex-1 space-y-0.5">
              {tasks.map(({ id, title }) => (
                <li key={id} className="flex gap-2">
                  <span className="shrink-0 font-mono text-xs leading-5 text-muted-foreground">{id}</span>
                  <span className="min-w-0 truncate">
                    <InlineText text={title} />
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {shared.length > 0 && (
        <section aria-label="Kept apart" className="text-xs">
          <h3 className="font-medium">Kept apart, since they touch the same file</h3>
          <ul className="mt-1 space-y-0.5">
            {shared.map(({ path, taskIds }) => (
              <li key={path} className="flex flex-wrap gap-x-2">
                <code className="font-mono">{path}</code>
                <span className="text-muted-foreground">tasks {taskIds.join(', ')}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {never.length > 0 && (
        <section aria-label="Not started" className="text-xs">
          <h3 className="font-medium">Not started</h3>
          <ul className="mt-1 space-y-0.5">
            {never.map(({ id, reason }) => (
              <li key={id}>
                <span className="mr-2 font-mono text-muted-foreground">{id}</span>
                {reason}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
