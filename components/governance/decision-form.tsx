'use client';

import type { FormEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { type Decision, decisionNames } from './decision.ts';

type DecisionFormProps = {
  choice: Decision;
  /** The first letters of the revision's hash. */
  revision: string;
  /** Comments that are sent along. */
  comments: number;
  error: string | undefined;
  isPending: boolean;
  isAtRest: boolean;
  onSubmit: (summary: string) => void;
  onCancel: () => void;
};

/** The last step of a decision: its summary, and what it binds. */
export function DecisionForm({ choice, revision, comments, error, isPending, isAtRest, onSubmit, onCancel }: DecisionFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(String(new FormData(event.currentTarget).get('summary') ?? ''));
  };
  return (
    <form onSubmit={submit} className="space-y-2 border-b border-border px-4 py-3">
      <Field
        label={choice === 'approved' ? 'Summary (optional)' : 'What should change, and why'}
        hint={
          choice === 'approved'
            ? 'Approving binds exactly this text: any later edit makes the approval stale.'
            : 'Shown to everyone who works on this spec.'
        }
        error={error}
      >
        {(described) => (
          <textarea
            {...described}
            name="summary"
            rows={2}
            maxLength={2000}
            required={choice !== 'approved'}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
            autoFocus
            onKeyDown={(event) => {
              if (event.key === 'Escape') onCancel();
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            }}
            className="control h-auto! py-1.5"
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {comments > 0 && (
          <span className="mr-auto text-xs text-muted-foreground">
            {comments} {comments === 1 ? 'comment goes' : 'comments go'} with it.
          </span>
        )}
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={isPending || !isAtRest}>
          {isPending ? 'Recording the decision' : `${decisionNames[choice].verb} revision ${revision}`}
        </Button>
      </div>
    </form>
  );
}
