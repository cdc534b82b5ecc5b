'use client';

import { X } from 'lucide-react';
import { useState } from 'react';
import { Field } from '#components/ui/field.tsx';

type PhrasesFieldProps = { phrases: readonly string[]; onChange: (phrases: string[]) => void };

/** What sentences call a word: each phrase can be taken out; Enter puts in another. */
export function PhrasesField({ phrases, onChange }: PhrasesFieldProps) {
  const [typed, setTyped] = useState('');
  const add = () => {
    const phrase = typed.replaceAll('"', '').trim();
    setTyped('');
    if (phrase !== '' && !phrases.includes(phrase)) onChange([...phrases, phrase]);
  };
  return (
    <Field label="Sentences call it" hint="The first is what people are shown. Enter adds one.">
      {(described) => (
        <div className="control flex h-auto! min-h-8 flex-wrap items-center gap-1 py-1!">
          {phrases.map((phrase) => (
            <span key={phrase} className="inline-flex max-w-full items-center gap-0.5 rounded-sm bg-muted pl-1.5 text-xs">
              <span className="truncate">{phrase}</span>
              <button
                type="button"
                aria-label={`Take out ${phrase}`}
                onClick={() => onChange(phrases.filter((other) => other !== phrase))}
                className="rounded-sm p-0.5 text-muted-foreground hover:text-foreground"
              >
                <X aria-hidden="true" className="size-3" />
              </button>
            </span>
          ))}
          <input
            className="min-w-24 flex-1 bg-transparent text-sm outline-none"
            value={typed}
            maxLength={200}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
            {...described}
          />
        </div>
      )}
    </Field>
  );
}
