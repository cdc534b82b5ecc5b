'use client';

import { RotateCcw } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Age } from '#components/ui/time.tsx';
import type { RecordedCheck } from '#core/verification/evidence.ts';
import { StepsTable } from './steps-table.tsx';
import { useTrial } from './use-trial.ts';

type ReplayProps = { specId: string; criterionId: string; check: Pick<RecordedCheck, 'evidenceId' | 'name'> };

/** The steps of a counterexample, run again on today's code. It is looked at, and is no evidence: that takes a check. */
export function Replay({ specId, criterionId, check: { evidenceId, name: checkName } }: ReplayProps) {
  const { latest, result, isRunning, start } = useTrial(specId, 'replay', { evidenceId, checkName });
  return (
    <div className="space-y-1.5 text-xs">
      {start && (
        <Button size="sm" disabled={isRunning} onClick={() => start({ kind: 'replay', evidenceId, checkName, criterionId })}>
          <RotateCcw aria-hidden="true" className="size-3.5" /> {isRunning ? 'Replaying' : 'Replay'}
        </Button>
      )}
      {!isRunning && result && (
        <section aria-label="Replay" className="space-y-1.5">
          {result.failure !== null ? (
            <Notice tone="warning">{result.failure}</Notice>
          ) : (
            <>
              <p role="status" className="text-muted-foreground">
                {result.isBroken ? 'It still breaks the criterion' : 'It breaks the criterion no more'} on{' '}
                <Hash of={result.commit} label="Commit" />,{' '}
                {result.same === result.runs ? `${result.runs} times the same` : `the same ${result.same} times of ${result.runs}`}
                {latest?.finishedAt && (
                  <>
                    , <Age at={latest.finishedAt} />
                  </>
                )}
                .
              </p>
              <StepsTable label="Steps of the replay" steps={result.steps} isBroken={result.isBroken} />
            </>
          )}
        </section>
      )}
    </div>
  );
}
