'use client';

import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { placeCaret } from '#components/ui/place-caret.ts';
import { WordList } from './edit-field.tsx';
import { applyWord, wordHelp } from './word-help.ts';

type WordInputProps = { label: string; value: string; words: readonly string[]; placeholder?: string; onChange: (value: string) => void };

/** A line of text that offers the terms of the glossary while one is typed. */
export function WordInput({ label, value, words, placeholder, onChange }: WordInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [offered, setOffered] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState(0);
  const change = (next: string, caret: number) => {
    onChange(next);
    setOffered(wordHelp(next, caret, words));
    setChosen(0);
  };
  const take = (word: string) => {
    const next = applyWord(value, input.current?.selectionStart ?? value.length, word);
    placeCaret(input, next.caret, () => {
      onChange(next.value);
      setOffered([]);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const word = offered[chosen];
    if (word === undefined) return;
    if (event.key === 'Tab' && !event.shiftKey) take(word);
    else if (event.key === 'ArrowDown') setChosen((chosen + 1) % offered.length);
    else if (event.key === 'ArrowUp') setChosen((chosen + offered.length - 1) % offered.length);
    else if (event.key === 'Escape') setOffered([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="relative block">
      <input
        ref={input}
        id={`${id}-input`}
        className="control"
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? `${id}-words` : undefined}
        aria-activedescendant={offered.length > 0 ? `${id}-words-${chosen}` : undefined}
        value={value}
        placeholder={placeholder}
        onChange={(event) => change(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onKeyDown={onKeyDown}
        onBlur={() => setOffered([])}
      />
      {offered.length > 0 && <WordList id={`${id}-words`} words={offered} chosen={chosen} onTake={take} />}
    </span>
  );
}
