'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { Age } from '#components/ui/time.tsx';
import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import { isConfirmable, rulesOf } from '#core/readings/ready-to-confirm.ts';
import { ReadingEditor } from './reading-editor.tsx';
import { SentenceChange } from './sentence-change.tsx';
import type { Readings } from './use-readings.ts';

type ReadingDetailProps = { reading: CriterionReading; readings: Readings; sentence: string };

/** What a reading allows and forbids, who said so, and what can be said to it. */
export function ReadingDetail({ reading, readings, sentence }: ReadingDetailProps) {
  const [hasFormula, setHasFormula] = useState(false);
  const [isEditing, setIsEditing] = useState(false);
  const { criterion, state, allowed, forbidden, lines, fresh, source } = reading;
  const confirmation = readings.confirmationOf(criterion);
  const { mayEdit, isBusy } = readings;
  if (isEditing)
    return (
      <ReadingEditor
        criterion={criterion}
        rules={rulesOf(reading)}
        words={readings.words}
        isBusy={isBusy}
        onSave={(rules, isConfirmed) => readings.write(reading, rules, isConfirmed)}
        onClose={() => setIsEditing(false)}
      />
    );
  return (
    <div className="mt-1.5 space-y-1.5 text-xs leading-5">
      {state === 'stale' && (
        <div className="space-y-1 rounded-md bg-warning-soft/60 px-2.5 py-1.5">
          {confirmation && !confirmation.isTakenBack && (
            <p>
              <span className="font-medium">The sentence has changed: </span>
              <SentenceChange before={confirmation.sentence} after={sentence} />
            </p>
          )}
          <p className="break-words">
            <span className="font-medium">It was confirmed as: </span>
            <code className="font-mono">{lines.join(' · ')}</code>
          </p>
          {fresh === null && <p>The rules do not read the new sentence.</p>}
        </div>
      )}
      {allowed && <Scenario shape="check" color="text-success" label="Allowed" words={allowed} />}
      {forbidden && <Scenario shape="cross" color="text-danger" label="Forbidden" words={forbidden} />}
      {confirmation && !confirmation.isTakenBack && state === 'confirmed' && (
        <p className="text-muted-foreground">
          Confirmed by {confirmation.by}, <Age at={confirmation.confirmedAt} />
        </p>
      )}
      <div className="flex flex-wrap items-center gap-1.5 pt-0.5">
        {mayEdit && isConfirmable(reading) && (
          <Button size="sm" variant="primary" disabled={isBusy} onClick={() => void readings.confirm([reading])}>
            {state === 'stale' ? 'Confirm for the new sentence' : 'Confirm'}
          </Button>
        )}
        {mayEdit && source !== 'table' && (
          <Button size="sm" disabled={isBusy} onClick={() => setIsEditing(true)}>
            {lines.length === 0 && fresh === null ? 'Write a reading' : 'Edit'}
          </Button>
        )}
        {mayEdit && state === 'confirmed' && (
          <Button size="sm" variant="ghost" disabled={isBusy} onClick={() => readings.takeBack([criterion])}>
            Take back
          </Button>
        )}
        {mayEdit && source === 'written' && state !== 'confirmed' && (
          <Button
            size="sm"
            variant="ghost"
            disabled={isBusy}
            title="Takes this reading out of readings.spec: the rules read the sentence again"
            onClick={() => readings.drop([criterion])}
          >
            Leave it to the rules
          </Button>
        )}
        {rulesOf(reading).length > 0 && (
          <Button size="sm" variant="ghost" className="ml-auto" aria-expanded={hasFormula} onClick={() => setHasFormula(!hasFormula)}>
            {hasFormula ? 'Hide the formula' : 'Show the formula'}
          </Button>
        )}
      </div>
      {hasFormula && (
        <pre className="rounded-md bg-muted px-2.5 py-1.5 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
          {rulesOf(reading).join('\n')}
        </pre>
      )}
    </div>
  );
}

type ScenarioProps = { shape: 'check' | 'cross'; color: string; label: string; words: string };

function Scenario({ shape, color, label, words }: ScenarioProps) {
  return (
    <p className="flex items-start gap-1.5">
      <StateIcon shape={shape} className={cx('mt-0.75 size-3.5', color)} />
      <span className="min-w-0 break-words">
        <span className="sr-only">{label}: </span>
        {words}
      </span>
    </p>
  );
}
