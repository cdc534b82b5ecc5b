'use client';

import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import type { StudyStart } from './use-study-start.ts';

type StudyFormProps = { specId: string; model: string; start: StudyStart; busy: { critics: boolean; readers: boolean } };

/** Chooses who looks at the spec, and starts them. */
export function StudyForm({ specId, model, start, busy }: StudyFormProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data: offered } = useQuery(trpc.studies.perspectives.queryOptions({ organization, specId }, { staleTime: 300_000 }));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const perspectives = (offered ?? []).flatMap(({ id }) => (left.has(id) ? [] : [id]));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    start.ask({ kind: 'critics', perspectives }, model);
  };
  const toggle = (id: string) =>
    setLeft((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));
  return (
    <form onSubmit={submit} className="border-b border-border px-4 py-3">
      <fieldset disabled={!start.may} className="min-w-0">
        <legend className="mb-1.5 font-medium">Critics</legend>
        <p className="mb-2 text-xs text-muted-foreground">
          Each looks from its own side, all at once. What several say is one question; what the engines can decide, they decide.
        </p>
        <ul className="grid grid-cols-2 gap-x-3 gap-y-1">
          {(offered ?? []).map(({ id, label, prompt, source }) => (
            <li key={id}>
              <label className="flex min-w-0 items-baseline gap-2" title={prompt}>
                <input type="checkbox" checked={!left.has(id)} onChange={() => toggle(id)} className="translate-y-px accent-(--accent)" />
                <span className="min-w-0 truncate">{label}</span>
                {source !== null && <span className="text-xs text-muted-foreground">own</span>}
              </label>
            </li>
          ))}
        </ul>
        <div className="mt-3 flex flex-wrap gap-2">
          <Button type="submit" disabled={!start.may || busy.critics || start.isPending || perspectives.length === 0}>
            {busy.critics ? 'Critics are at work' : `Ask ${perspectives.length} ${perspectives.length === 1 ? 'critic' : 'critics'}`}
          </Button>
          <Button
            disabled={!start.may || busy.readers || start.isPending}
            title="Three readers, each alone, write down what the criteria mean; the engines compare them"
            onClick={() => start.ask({ kind: 'readers' }, model)}
          >
            {busy.readers ? 'Readers are at work' : 'Ask 3 readers what it means'}
          </Button>
        </div>
      </fieldset>
    </form>
  );
}
