'use client';

import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { Age } from '#components/ui/time.tsx';
import { useTrial } from './use-trial.ts';

/** The code changed a little, one operator or number at a time: what the suite noticed, and what it did not. */
export function CodeChanges({ specId }: { specId: string }) {
  const { latest, result, isRunning, start } = useTrial(specId, 'mutants');
  return (
    <section aria-label="Changes of the code" className="border-t border-border">
      <div className="flex flex-wrap items-center gap-3 px-4 py-2.5 md:px-5">
        <div className="min-w-0 flex-1">
          <h2 className="font-medium">In the code</h2>
          <p className="text-muted-foreground tabular-nums" role="status">
            {isRunning
              ? 'Changing the bound file, one operator or number at a time; at most a minute and a half'
              : result && result.failure === null
                ? `${result.killed} of ${result.tried} small changes of ${result.file} noticed${result.tool ? ` by the repository’s own tests, says its ${result.tool}` : ''}${result.tried < result.of ? `, of ${result.of} that there are` : ''}.`
                : 'One operator or number of the bound file is changed at a time, and the suite is run on each.'}{' '}
            {!isRunning && latest?.finishedAt && <Age at={latest.finishedAt} />}
          </p>
        </div>
        {start && (
          <Button onClick={() => start({ kind: 'mutants' })} disabled={isRunning}>
            {isRunning ? 'Trying' : 'Try changes of the code'}
          </Button>
        )}
      </div>
      {result?.failure && !isRunning && (
        <Notice tone="warning" className="mx-4 mb-3 md:mx-5">
          {result.failure}
        </Notice>
      )}
      {!isRunning && result && result.survivors.length > 0 && (
        <ul aria-label="Changes of the code that no case notices">
          {result.survivors.map(({ line, from, to, source }) => (
            <li key={`${line} ${from} ${to} ${source}`} className="flex items-baseline gap-2.5 border-t border-border px-4 py-2 md:px-5">
              <StateIcon shape="bang" className="size-3.5 self-center text-warning" />
              <span className="w-14 shrink-0 text-xs text-muted-foreground tabular-nums">line {line}</span>
              <span className="min-w-0 flex-1">
                <code className="font-mono text-xs break-all">{source}</code>
                <span className="block text-xs text-muted-foreground">
                  <code className="font-mono">{from}</code> could be <code className="font-mono">{to.trim() === '' ? 'left out' : to}</code>
                  : either it makes no difference, or a criterion is missing
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
