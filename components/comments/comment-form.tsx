'use client';

import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { placeCaret } from '#components/ui/place-caret.ts';
import { useDraft } from '#components/ui/use-draft.ts';
import { completeMention, type Mentionable, mentionBeingTyped } from '#core/comments/mentions.ts';

type CommentFormProps = {
  /** What the field is called. */
  label: string;
  submitLabel: string;
  /** Names the draft in this browser. */
  draftKey: string;
  /** The words to begin with, for a comment that is edited. */
  first?: string;
  autoFocus?: boolean;
  /** Resolves to false where the words were refused: they then come back into the field. */
  onSubmit: (body: string) => Promise<boolean>;
  onCancel?: () => void;
  /** Another thing that can be done with the words than sending them at once. */
  second?: { label: string; onSubmit: (body: string) => void } | undefined;
};

const mostOffered = 6;
const noPeople: Mentionable[] = [];

/** A field for a comment: it grows, keeps its draft, and completes names behind an @. Ctrl or Cmd and Enter sends it. */
export function CommentForm({ label, submitLabel, draftKey, first = '', autoFocus = false, onSubmit, onCancel, second }: CommentFormProps) {
  const { slug, user } = useOrganization();
  const trpc = useTRPC();
  const draft = useDraft(`${user.id}:${draftKey}`, first);
  const body = draft.text;
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [isShut, setIsShut] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const mention = mentionBeingTyped(body, caret);
  const { data: people = noPeople } = useQuery(
    trpc.comments.people.queryOptions({ organization: slug }, { enabled: mention !== null, staleTime: 60_000 }),
  );
  const offered = mention && !isShut ? completeMention(mention.typed, people).slice(0, mostOffered) : [];
  const at = Math.min(chosen, offered.length - 1);

  useEffect(() => {
    if (!autoFocus) return;
    field.current?.focus();
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [autoFocus]);

  const write = (text: string, to: number) => {
    draft.write(text);
    setCaret(to);
    setChosen(0);
    setIsShut(false);
  };
  const complete = ({ name }: Mentionable) => {
    if (!mention) return;
    const before = `${body.slice(0, mention.start)}@${name} `;
    placeCaret(field, before.length, () => {
      write(before + body.slice(caret), before.length);
      setIsShut(true);
    });
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const text = body.trim();
    if (text === '') return;
    draft.forget();
    void onSubmit(text).then((isTaken) => {
      if (!isTaken) draft.write(text);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const person = offered[at];
    if (person && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setChosen((at + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
    } else if (person && (event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      complete(person);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      send();
      event.preventDefault();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (person) setIsShut(true);
      else onCancel?.();
    }
  };
  return (
    <form onSubmit={send}>
      <div className="relative">
        <textarea
          ref={field}
          aria-label={label}
          placeholder={label}
          role="combobox"
          aria-expanded={offered.length > 0}
          aria-controls={`${id}-people`}
          aria-autocomplete="list"
          aria-activedescendant={offered[at] ? `${id}-${offered[at].userId}` : undefined}
          rows={1}
          maxLength={10_000}
          value={body}
          onChange={({ target }) => write(target.value, target.selectionStart)}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          className="control field-sizing-content block h-auto! max-h-60 min-h-8 resize-none py-1.5!"
        />
        {offered.length > 0 && (
          <div
            id={`${id}-people`}
            role="listbox"
            aria-label="People"
            className="absolute inset-x-0 top-full z-20 mt-1 overflow-hidden rounded-md border border-border bg-card py-1 shadow-(--shadow)"
          >
            {offered.map((person, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys choose
              // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus
              <div
                key={person.userId}
                id={`${id}-${person.userId}`}
                role="option"
                aria-selected={i === at}
                // The field would lose the focus before the click arrives.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => complete(person)}
                className={cx('cursor-pointer truncate px-2.5 py-1', i === at && 'bg-accent-soft text-accent')}
              >
                {person.name}
              </div>
            ))}
          </div>
        )}
      </div>
      {(body !== '' || onCancel) && (
        <div className="mt-1.5 flex items-center gap-1.5">
          <Button type="submit" size="sm" variant="primary" disabled={body.trim() === ''} title="Ctrl+Enter">
            {submitLabel}
          </Button>
          {second && (
            <Button
              size="sm"
              disabled={body.trim() === ''}
              onClick={() => {
                second.onSubmit(body.trim());
                draft.forget();
              }}
            >
              {second.label}
            </Button>
          )}
          {onCancel && (
            <Button size="sm" variant="ghost" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </div>
      )}
    </form>
  );
}
