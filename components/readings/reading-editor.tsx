'use client';

import { type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { InlineText } from '#components/ui/inline-text.tsx';
import { placeCaret } from '#components/ui/place-caret.ts';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { checkRules } from '#core/readings/check-rules.ts';
import { declaredNames } from '#core/readings/name-uses.ts';

type ReadingEditorProps = {
  criterion: string;
  rules: readonly string[];
  words: { written: string; offered: string };
  isBusy: boolean;
  /** Gives true once it is kept. */
  onSave: (rules: string[], isConfirmed: boolean) => Promise<boolean>;
  onClose: () => void;
};

const mostOffered = 8;

/** A reading as a formula, checked as it is typed: names, types and units, and what it says in English. */
export function ReadingEditor({ criterion, rules: before, words, isBusy, onSave, onClose }: ReadingEditorProps) {
  const [text, setText] = useState(before.join('\n'));
  const [caret, setCaret] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);
  const typed = useDeferredValue(text);
  const rules = useMemo(() => typed.split('\n').filter((line) => line.trim() !== ''), [typed]);
  const checked = useMemo(() => checkRules(rules, words), [rules, words]);
  const names = useMemo(
    () => [...parseReadings(words.written).tree.declarations, ...parseReadings(words.offered).tree.declarations].flatMap(declaredNames),
    [words],
  );
  const begun = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(text.slice(0, caret))?.[0] ?? '';
  const offered =
    begun.length > 0
      ? names.filter((name) => name !== begun && name.toLowerCase().includes(begun.toLowerCase())).slice(0, mostOffered)
      : [];
  const put = (name: string) => {
    const shown = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `"${name}"`;
    const from = caret - begun.length;
    const at = from + shown.length;
    placeCaret(area, at, () => {
      setText(text.slice(0, from) + shown + text.slice(caret));
      setCaret(at);
    });
  };
  const [problem] = checked.problems;
  const mayKeep = problem === undefined && rules.length > 0 && !isBusy;
  const save = async (isConfirmed: boolean) => {
    if (mayKeep && (await onSave(rules, isConfirmed))) onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save(true);
    }
  };
  const place = problem && rules.join('\n').slice(problem.span.start, problem.span.end).trim();
  return (
    <div className="mt-1.5 space-y-2 text-xs">
      <Field
        label={`Reading of ${criterion}`}
        error={problem ? `${place ? `${place}: ` : ''}${problem.message}` : null}
        hint="while, when, if, unless … then …; one rule a line"
      >
        {(described) => (
          <textarea
            ref={area}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
            autoFocus
            className="control h-auto! min-h-16 py-1.5! font-mono leading-5"
            rows={Math.max(2, Math.min(8, text.split('\n').length + 1))}
            spellCheck={false}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              setCaret(target.selectionStart);
            }}
            onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
            onKeyDown={onKeyDown}
            {...described}
          />
        )}
      </Field>
      {offered.length > 0 && (
        <p className="flex flex-wrap gap-1">
          <span className="sr-only">Names to put in: </span>
          {offered.map((name) => (
            <button
              key={name}
              type="button"
              onClick={() => put(name)}
              className="max-w-full truncate rounded-sm border border-border px-1 font-mono leading-5 hover:border-accent hover:text-accent"
            >
              {name}
            </button>
          ))}
        </p>
      )}
      {checked.english && (
        <p className="flex items-start gap-1.5" aria-live="polite">
          <StateIcon shape="check" className="mt-0.5 size-3.5 text-success" />
          <span className="min-w-0 break-words">
            <InlineText text={checked.english} />
          </span>
        </p>
      )}
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" variant="primary" disabled={!mayKeep} title="Ctrl+Enter" onClick={() => void save(true)}>
          Save and confirm
        </Button>
        <Button size="sm" disabled={!mayKeep} onClick={() => void save(false)}>
          Keep as a proposal
        </Button>
        <Button size="sm" variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
