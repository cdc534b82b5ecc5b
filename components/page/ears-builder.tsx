'use client';

import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { patternNames } from '#components/vocabulary/ears-pattern.ts';
import {
  type BuilderPattern,
  builderPatterns,
  type EarsSlots,
  earsSentence,
  earsStyle,
  slotsOf,
  usualSubject,
} from '#core/edits/ears-sentence.ts';
import { addCriterion } from '#core/edits/page-edits.ts';
import type { Requirement } from '#core/language/spec-tree.ts';
import type { PageFacts } from './page-facts.ts';
import { focusRow } from './page-row.tsx';
import { WordInput } from './word-input.tsx';

const questions: Record<keyof EarsSlots, { label: string; placeholder: string }> = {
  feature: { label: 'Where which feature is there?', placeholder: 'express delivery is offered' },
  state: { label: 'While what is so?', placeholder: 'the warehouse is closed' },
  trigger: { label: 'When what happens?', placeholder: 'a customer submits an order' },
  condition: { label: 'If what goes wrong?', placeholder: 'the payment is refused' },
  subject: { label: 'Who shall?', placeholder: 'Order_Service' },
  response: { label: 'Shall do what?', placeholder: 'answer within 200 ms' },
};

const nothing: EarsSlots = { feature: '', state: '', trigger: '', condition: '', subject: '', response: '' };

type EarsBuilderProps = { facts: PageFacts; requirement: Requirement; behindId: string | null };

/** Puts a criterion together: its pattern, its parts, and the sentence that comes of them as it will stand in the text. */
export function EarsBuilder({ facts, requirement, behindId }: EarsBuilderProps) {
  const { source, analysis, edit } = facts;
  const tree = analysis.requirements?.tree;
  const form = useRef<HTMLFormElement>(null);
  const [pattern, setPattern] = useState<BuilderPattern>('event');
  const [slots, setSlots] = useState<EarsSlots>(() => ({
    ...nothing,
    subject: usualSubject(requirement.criteria) || usualSubject(tree?.requirements.flatMap(({ criteria }) => criteria) ?? []),
  }));
  const style = useMemo(() => (tree ? earsStyle(source, requirement.criteria, tree) : null), [source, requirement, tree]);
  const terms = tree?.glossary.map(({ term }) => term) ?? [];
  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
    form.current?.querySelector<HTMLElement>('input:checked')?.focus();
  }, []);
  if (!tree || !style || !edit) return null;
  const sentence = earsSentence(style, pattern, slots);
  const missing = slotsOf[pattern].filter(
    (slot) => slots[slot].trim() === '' && (pattern !== 'complex' || slot === 'subject' || slot === 'response'),
  );
  const isWhole = missing.length === 0;
  const { change } = addCriterion(source, tree, requirement, sentence, behindId ?? undefined);
  const mark = change.inserted.slice(0, change.inserted.lastIndexOf(sentence)).trim().split('\n').at(-1) ?? '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isWhole) return;
    edit.session.undo.stopCapturing();
    edit.writer.write(source, change, 'A criterion was added.');
    edit.session.undo.stopCapturing();
    edit.onBuilt();
    focusRow(change.start + 1);
  };
  return (
    <form
      ref={form}
      aria-label={`New criterion for requirement ${requirement.id}`}
      className="page-builder"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        edit.onBuilt();
        focusRow(requirement.span.start);
      }}
    >
      <fieldset className="flex flex-wrap gap-1">
        <legend className="mb-1 text-xs text-muted-foreground">When does it apply?</legend>
        {builderPatterns.map((name) => (
          <label
            key={name}
            className={cx(
              'flex h-7 items-center rounded-md border px-2 text-xs has-focus-visible:outline-2 has-focus-visible:outline-accent',
              pattern === name ? 'border-accent bg-accent-soft text-accent' : 'border-border hover:bg-muted',
            )}
          >
            <input type="radio" name="pattern" className="sr-only" checked={pattern === name} onChange={() => setPattern(name)} />
            {patternNames[name]}
          </label>
        ))}
      </fieldset>
      <div className="mt-2 grid gap-2 sm:grid-cols-2">
        {slotsOf[pattern].map((slot) => (
          <div key={slot} className={slot === 'response' ? 'sm:col-span-2' : ''}>
            <span aria-hidden="true" className="mb-0.5 block text-xs text-muted-foreground">
              {questions[slot].label}
            </span>
            <WordInput
              label={questions[slot].label}
              value={slots[slot]}
              words={terms}
              placeholder={questions[slot].placeholder}
              onChange={(value) => setSlots((before) => ({ ...before, [slot]: value }))}
            />
          </div>
        ))}
      </div>
      <output className="mt-3 block rounded-md bg-muted px-3 py-2" aria-label="The sentence">
        <span className="mr-2 font-mono text-xs text-muted-foreground">{mark}</span>
        {sentence}
      </output>
      <div className="mt-2 flex items-center gap-2">
        <Button type="submit" variant="primary" size="sm" disabled={!isWhole}>
          Add criterion
        </Button>
        <Button
          size="sm"
          variant="ghost"
          onClick={() => {
            edit.onBuilt();
            focusRow(requirement.span.start);
          }}
        >
          Cancel
        </Button>
        {!isWhole && (
          <span className="text-xs text-muted-foreground">Still to say: {missing.map((slot) => questions[slot].label).join(' ')}</span>
        )}
      </div>
    </form>
  );
}
