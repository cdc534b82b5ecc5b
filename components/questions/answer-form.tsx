'use client';

import type { FormEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { useDraft } from '#components/ui/use-draft.ts';

type AnswerFormProps = {
  kind: 'free' | 'dismissed';
  /** Words that were typed are there again after a reload. */
  draftKey: string;
  isBusy: boolean;
  onGive: (words: string) => Promise<boolean>;
  onCancel: () => void;
};

/** An answer in somebody's own words, or the reason why a question is none. */
export function AnswerForm({ kind, draftKey, isBusy, onGive, onCancel }: AnswerFormProps) {
  const { text: words, write, forget } = useDraft(`answer:${draftKey}`);
  const give = async () => {
    if (words.trim() !== '' && (await onGive(words))) forget();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void give();
  };
  return (
    <form onSubmit={submit} className="mt-1 space-y-2">
      <Field
        label={kind === 'free' ? 'Answer' : 'Why this is no question'}
        hint={
          kind === 'free'
            ? 'Kept with the question. Change the text yourself, so that others read it there.'
            : 'It comes back when its sentences change.'
        }
      >
        {(described) => (
          <textarea
            {...described}
            rows={2}
            maxLength={2000}
            required
            value={words}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
            autoFocus
            onChange={({ target }) => write(target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') onCancel();
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            }}
            className="control h-auto! py-1.5"
          />
        )}
      </Field>
      <div className="flex justify-end gap-1.5">
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" type="submit" variant="primary" disabled={isBusy || words.trim() === ''}>
          {isBusy ? 'Keeping the answer' : kind === 'free' ? 'Answer' : 'Dismiss'}
        </Button>
      </div>
    </form>
  );
}
