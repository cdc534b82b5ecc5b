'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import type { GlossaryEntry } from '#core/readings/glossary.ts';
import { sayDraft, type TermDraft } from '#core/readings/term-draft.ts';

type TermDefinitionProps = { entry: GlossaryEntry; draft: TermDraft; onWrite: (term: string, definition: string) => void };

/** What the section Glossary says of a word, written into the requirements when somebody asks for it. */
export function TermDefinition({ entry, draft, onWrite }: TermDefinitionProps) {
  const { name, kind, phrases, definition } = entry;
  const called = kind === 'word' ? name : titled(phrases[0] ?? name.replaceAll('_', ' '));
  const [words, setWords] = useState(definition ?? sayDraft(draft));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onWrite(called, words);
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2 border-t border-border pt-2">
      <div className="min-w-0 flex-1">
        <TextField
          label={definition === null ? `Not in the text yet: ${called}` : `In the text: ${called}`}
          value={words}
          maxLength={2_000}
          onChange={({ target }) => setWords(target.value)}
        />
      </div>
      <Button type="submit" disabled={words.trim() === '' || words.trim() === definition}>
        Write into the text
      </Button>
    </form>
  );
}

/** A phrase as a glossary lists it: without an article. */
function titled(phrase: string): string {
  const plain = phrase.replace(/^(?:the|a|an)\s+/i, '');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}
