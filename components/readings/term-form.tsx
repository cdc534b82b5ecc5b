'use client';

import { type FormEvent, type KeyboardEvent, useMemo, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { GlossaryEntry } from '#core/readings/glossary.ts';
import { requirementOf } from '#core/readings/similar-terms.ts';
import { type DraftType, draftKinds, draftOf, draftTypes, lineOf, type TermDraft } from '#core/readings/term-draft.ts';
import { Exclusions } from './exclusions.tsx';
import { draftKindNames, typeNames } from './glossary-words.ts';
import { PhrasesField } from './phrases-field.tsx';
import { TermDefinition } from './term-definition.tsx';
import type { Readings } from './use-readings.ts';

type TermFormProps = {
  /** Null: a word that nobody has declared yet. */
  entry: GlossaryEntry | null;
  readings: Readings;
  entries: readonly GlossaryEntry[];
  onClose: () => void;
};

/** What a word is: its kind, type, range and unit, and what sentences call it. Says what is wrong as one types, and shows the line that it comes to. */
export function TermForm({ entry, readings, entries, onClose }: TermFormProps) {
  const first = useMemo(() => draftOf(entry?.declaration ?? '', entry?.name ?? ''), [entry]);
  const [draft, setDraft] = useState<TermDraft>(first);
  const { mayEdit, isBusy } = readings;
  const set = (change: Partial<TermDraft>) => setDraft((before) => ({ ...before, ...change }));
  const line = lineOf(draft);
  const isNew = entry === null || entry.kind === 'word' || entry.kind === 'opaque';
  const taken = entries.some(({ name }) => name === draft.name && name !== entry?.name);
  const problem =
    draft.name === ''
      ? 'It needs a name.'
      : taken
        ? `${draft.name} is declared already.`
        : (parseReadings(line).diagnostics[0]?.message ?? null);
  const isValue = draft.kind === 'in' || draft.kind === 'state' || draft.kind === 'out';
  const isNumber = isValue && ['int', 'real', 'money', 'percent', 'duration', 'date'].includes(draft.type);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (problem !== null || isBusy) return;
    const replaced = entry === null || entry.kind === 'word' ? null : entry.name;
    if (await readings.change({ kind: 'declare', name: replaced, line })) onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what was opened
    <div onKeyDown={onKeyDown} className="space-y-3">
      <form onSubmit={save} className="space-y-2.5">
        <fieldset disabled={!mayEdit || isBusy} className="grid gap-2.5 sm:grid-cols-2">
          <TextField label="Name in readings" value={draft.name} maxLength={60} onChange={({ target }) => set({ name: target.value })} />
          <SelectField label="Kind" value={draft.kind} onChange={({ target }) => set({ kind: pick(draftKinds, target.value) })}>
            {draftKinds.map((kind) => (
              <option key={kind} value={kind}>
                {draftKindNames[kind]}
              </option>
            ))}
          </SelectField>
          {isValue && (
            <SelectField label="Type" value={draft.type} onChange={({ target }) => set(withType(draft, pick(draftTypes, target.value)))}>
              {draftTypes.map((type) => (
                <option key={type} value={type}>
                  {typeNames[type]}
                </option>
              ))}
            </SelectField>
          )}
          {isValue && (draft.type === 'money' || draft.type === 'int' || draft.type === 'real') && (
            <TextField
              label={draft.type === 'money' ? 'Currency' : 'Unit, if it counts something'}
              placeholder={draft.type === 'money' ? 'EUR' : 'points'}
              value={draft.unit}
              onChange={({ target }) => set({ unit: target.value })}
            />
          )}
          {isNumber && (
            <div className="grid grid-cols-2 gap-2.5">
              <TextField label="At least" placeholder="any" value={draft.low} onChange={({ target }) => set({ low: target.value })} />
              <TextField label="At most" placeholder="any" value={draft.high} onChange={({ target }) => set({ high: target.value })} />
            </div>
          )}
          {isValue && draft.type === 'choice' && (
            <TextField
              label="Values, with commas between"
              value={draft.values.join(', ')}
              onChange={({ target }) => set({ values: target.value.split(',').map((value) => value.trimStart()) })}
            />
          )}
          {draft.kind === 'state' && (
            <TextField
              label="Starts as"
              placeholder="anything"
              value={draft.initial}
              onChange={({ target }) => set({ initial: target.value })}
            />
          )}
          {draft.kind === 'term' && (
            <TextField
              label="Stands for"
              placeholder="cost >= limit - 3"
              value={draft.meaning}
              onChange={({ target }) => set({ meaning: target.value })}
            />
          )}
          {draft.kind !== 'term' && <PhrasesField phrases={draft.phrases} onChange={(phrases) => set({ phrases })} />}
          <div className="space-y-1 self-end text-xs">
            {isValue && draft.type === 'choice' && (
              <label className="flex items-center gap-2">
                <input
                  type="checkbox"
                  className="accent-(--accent)"
                  checked={draft.isOpen}
                  onChange={({ target }) => set({ isOpen: target.checked })}
                />
                There may be other values
              </label>
            )}
            {first.scope !== null && draft.kind !== 'term' && (
              <label className="flex items-center gap-2">
                <input
                  type="checkbox"
                  className="accent-(--accent)"
                  checked={draft.scope !== null}
                  onChange={({ target }) => set({ scope: target.checked ? first.scope : null })}
                />
                {requirementOf(first.scope) === null ? `Only of ${first.scope}` : `Only in requirement ${requirementOf(first.scope)}`}
              </label>
            )}
          </div>
        </fieldset>
        <p className="flex items-start gap-1.5 rounded-md bg-muted px-2.5 py-1.5 font-mono text-xs break-words" aria-live="polite">
          <StateIcon
            shape={problem === null ? 'check' : 'bang'}
            className={problem === null ? 'mt-px size-3.5 text-success' : 'mt-px size-3.5 text-danger'}
          />
          <span className="min-w-0">
            {line}
            {problem !== null && <span className="block font-sans text-danger">{problem}</span>}
          </span>
        </p>
        {mayEdit && (
          <div className="flex flex-wrap gap-1.5">
            <Button
              type="submit"
              size="sm"
              variant="primary"
              disabled={problem !== null || isBusy || (!isNew && entry?.isWritten && line === entry.declaration)}
            >
              {isNew ? 'Declare it' : entry?.isWritten ? 'Save' : 'Declare it so'}
            </Button>
            <Button size="sm" variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            {entry?.isWritten && (
              <Button
                size="sm"
                variant="ghost"
                className="ml-auto"
                disabled={isBusy}
                title="Takes the declaration out of readings.spec"
                onClick={() => void readings.change({ kind: 'forget', name: entry.name })}
              >
                Take it out
              </Button>
            )}
          </div>
        )}
      </form>
      {entry?.kind === 'action' && <Exclusions entry={entry} entries={entries} readings={readings} />}
      {readings.maySuggest && entry && entry.kind !== 'opaque' && <TermDefinition entry={entry} draft={draft} onWrite={readings.define} />}
    </div>
  );
}

function pick<T extends string>(known: readonly T[], value: string): T {
  const found = known.find((one) => one === value) ?? known[0];
  if (found === undefined) throw new Error('There is nothing to choose from.');
  return found;
}

/** A unit of one type is none of another. */
function withType({ type: before, unit }: TermDraft, type: DraftType): Partial<TermDraft> {
  const isCounted = (one: DraftType) => one === 'int' || one === 'real';
  return { type, unit: isCounted(before) && isCounted(type) ? unit : type === 'money' ? 'EUR' : '' };
}
