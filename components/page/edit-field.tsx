'use client';

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { difference } from '#core/edits/difference.ts';
import type { PageSession } from './page-session.ts';
import { applyWord, wordHelp } from './word-help.ts';

export type EditFieldProps = {
  session: PageSession;
  /** The stretch of the live text that is edited. */
  held: ReturnType<PageSession['places']['hold']>;
  label: string;
  /** Where Enter begins a new line instead of leaving. */
  isLong: boolean;
  /** Terms and keywords that are offered while one is typed. */
  words: readonly string[];
  className?: string;
  /** Called once: `back` when the focus should go to the row again. */
  onLeave: (to: 'back' | 'away') => void;
};

/**
 * A stretch of the live text as a plain field. Every key is written at once; what others do to the stretch shows in the field as it happens. Escape
 * takes back what was typed since the field was opened, and leaves; Enter, or going elsewhere, leaves it as it is.
 */
export function EditField({ session, held, label, isLong, words, className, onLeave }: EditFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const shown = useRef('');
  const depth = useRef(0);
  const isOver = useRef(false);
  const isComposing = useRef(false);
  const listId = useId();
  const [offered, setOffered] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState(0);

  const tellPlace = () => {
    const span = session.places.spanOf(held);
    if (!field.current || !span) return;
    const { selectionStart, selectionEnd } = field.current;
    session.places.select({ anchor: span.start + selectionStart, head: span.start + selectionEnd });
  };

  useEffect(() => {
    const { undo, places, text } = session;
    undo.stopCapturing();
    depth.current = undo.undoStack.length;
    const read = () => {
      const span = places.spanOf(held);
      return span ? text.toString().slice(span.start, span.end) : '';
    };
    const show = () => {
      const element = field.current;
      if (!element || isComposing.current) return;
      const now = read();
      shown.current = now;
      if (element.value === now) return;
      // Whoever types on goes on where they were, though a colleague wrote before that place.
      const change = difference(element.value, now);
      const moved = (at: number) => (at <= change.start ? at : Math.max(change.start, at + change.inserted.length - change.removed));
      const [from, to] = [moved(element.selectionStart), moved(element.selectionEnd)];
      element.value = now;
      element.setSelectionRange(from, to);
    };
    show();
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
    text.observe(show);
    return () => {
      text.unobserve(show);
      undo.stopCapturing();
      places.select(null);
    };
  }, [session, held]);

  const write = () => {
    const element = field.current;
    if (!element) return;
    session.places.editHeld(held, shown.current, element.value);
    const span = session.places.spanOf(held);
    shown.current = span ? session.text.toString().slice(span.start, span.end) : element.value;
    if (!isComposing.current && element.value !== shown.current) element.value = shown.current;
    setOffered(wordHelp(element.value, element.selectionStart, words));
    setChosen(0);
    tellPlace();
  };

  const leave = (to: 'back' | 'away') => {
    if (isOver.current) return;
    isOver.current = true;
    onLeave(to);
  };

  const take = (word: string) => {
    const element = field.current;
    if (!element) return;
    const { value, caret } = applyWord(element.value, element.selectionStart, word);
    element.value = value;
    element.setSelectionRange(caret, caret);
    write();
    setOffered([]);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key;
    if (isComposing.current) return;
    const isUndo = (event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === 'z';
    const isRedo = (isUndo && event.shiftKey) || ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'y');
    const word = offered[chosen];
    if (isRedo) session.undo.redo();
    else if (isUndo) session.undo.undo();
    else if (offered.length > 0 && (key === 'ArrowDown' || key === 'ArrowUp')) {
      setChosen((chosen + (key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
    } else if (word !== undefined && key === 'Tab' && !event.shiftKey) take(word);
    else if (key === 'Escape' && offered.length > 0) setOffered([]);
    else if (key === 'Escape') {
      while (session.undo.undoStack.length > depth.current) session.undo.undo();
      leave('back');
    } else if (key === 'Enter' && (isLong ? event.ctrlKey || event.metaKey : !event.shiftKey)) leave('back');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <span className="relative block">
      <textarea
        ref={field}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? listId : undefined}
        aria-activedescendant={offered.length > 0 ? `${listId}-${chosen}` : undefined}
        className={`page-field ${className ?? ''}`}
        rows={isLong ? 4 : 1}
        spellCheck
        onInput={write}
        onKeyDown={onKeyDown}
        onSelect={tellPlace}
        onBlur={() => leave('away')}
        onCompositionStart={() => {
          isComposing.current = true;
        }}
        onCompositionEnd={() => {
          isComposing.current = false;
          write();
        }}
      />
      {offered.length > 0 && <WordList id={listId} words={offered} chosen={chosen} onTake={take} />}
      <span className="mt-0.5 block text-xs text-muted-foreground">
        {isLong ? 'Ctrl+Enter' : 'Enter'} keeps it, Escape takes it back. Saved as you type.
      </span>
    </span>
  );
}

type WordListProps = { id: string; words: readonly string[]; chosen: number; onTake: (word: string) => void };

/** The words that what is typed could become. */
export function WordList({ id, words, chosen, onTake }: WordListProps) {
  return (
    <span role="listbox" id={id} aria-label="Words" className="page-words">
      {words.map((word, at) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option
        <span
          key={word}
          role="option"
          id={`${id}-${at}`}
          aria-selected={at === chosen}
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(word);
          }}
        >
          {word}
          {at === chosen && <kbd>Tab</kbd>}
        </span>
      ))}
    </span>
  );
}
