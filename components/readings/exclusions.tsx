'use client';

import { X } from 'lucide-react';
import type { GlossaryEntry } from '#core/readings/glossary.ts';
import type { Readings } from './use-readings.ts';

type ExclusionsProps = { entry: GlossaryEntry; entries: readonly GlossaryEntry[]; readings: Readings };

/** The actions that cannot be done in the same step as this one. */
export function Exclusions({ entry: { name, excludes }, entries, readings }: ExclusionsProps) {
  const { mayEdit, isBusy, change } = readings;
  const others = entries.filter((other) => other.kind === 'action' && other.name !== name && !excludes.includes(other.name));
  const say = (other: string, isExclusive: boolean) => void change({ kind: 'exclude', one: name, other, isExclusive });
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-t border-border pt-2 text-xs">
      <span className="text-muted-foreground">Cannot be done in one step with</span>
      {excludes.map((other) => (
        <span key={other} className="inline-flex items-center gap-0.5 rounded-sm bg-muted pl-1.5 font-mono">
          {other}
          {mayEdit && (
            <button
              type="button"
              aria-label={`${other} does not exclude it`}
              disabled={isBusy}
              onClick={() => say(other, false)}
              className="rounded-sm p-0.5 text-muted-foreground hover:text-foreground"
            >
              <X aria-hidden="true" className="size-3" />
            </button>
          )}
        </span>
      ))}
      {excludes.length === 0 && <span className="text-muted-foreground">nothing</span>}
      {mayEdit && others.length > 0 && (
        <select
          aria-label="Another action that it excludes"
          className="control h-6! w-auto! max-w-52 py-0! text-xs!"
          value=""
          disabled={isBusy}
          onChange={({ target }) => say(target.value, true)}
        >
          <option value="">Add…</option>
          {others.map((other) => (
            <option key={other.name} value={other.name}>
              {other.name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
