'use client';

import type { FormEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { TextAreaField } from '#components/ui/field.tsx';
import type { DraftedKind } from '#core/study/draft-kinds.ts';
import { longestWish } from '#core/study/limits.ts';
import type { StudyStart } from './use-study-start.ts';

const hints: Record<DraftedKind, string> = {
  requirements: 'Say what it is for and for whom; numbers and limits, if you know them.',
  bugfix: 'Say what happens, what should, and what must stay as it is.',
  design: 'It follows from the requirements. Say what else you want of it.',
  tasks: 'They follow from requirements and design. Say what else you want of them.',
};

type DraftFormProps = { document: DraftedKind; model: string; start: StudyStart; isBusy: boolean };

/** Asks an agent for a draft of the document that is shown. */
export function DraftForm({ document, model, start, isBusy }: DraftFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wish = String(new FormData(event.currentTarget).get('wish') ?? '');
    start.ask({ kind: 'draft', document, wish }, model);
  };
  return (
    <form onSubmit={submit} className="border-b border-border px-4 py-3">
      <fieldset disabled={!start.may} className="min-w-0">
        <legend className="mb-1.5 font-medium">Draft of the {document}</legend>
        <TextAreaField
          key={document}
          label="What you want"
          name="wish"
          required={document === 'requirements' || document === 'bugfix'}
          maxLength={longestWish}
          hint={hints[document]}
        />
        <div className="mt-3">
          <Button type="submit" variant="primary" disabled={!start.may || isBusy || start.isPending}>
            {isBusy ? 'The author is at work' : 'Ask for a draft'}
          </Button>
        </div>
      </fieldset>
    </form>
  );
}
