'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { SuggestionCard } from './suggestion-card.tsx';
import type { Suggestions } from './use-suggestions.ts';

type SuggestionsPanelProps = {
  suggestions: Suggestions;
  /** Open ones without a place in the text. */
  outdated: ReadonlySet<string>;
  activeId: string | null;
  /** Shows a suggestion in the text. */
  onOpen: (id: string) => void;
  onStep: (step: 1 | -1) => void;
};

/** All suggestions of the document on the screen: one by one, those chosen, or all at once. */
export function SuggestionsPanel({ suggestions, outdated, activeId, onOpen, onStep }: SuggestionsPanelProps) {
  const { open, decided, mayDecide, isBusy } = suggestions;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const picked = open.filter(({ id }) => chosen.has(id));
  const ids = (picked.length > 0 ? picked : open).map(({ id }) => id);
  const which = picked.length > 0 ? `${picked.length} chosen` : 'all';
  const choose = (id: string, isChosen: boolean) =>
    setChosen((before) => new Set(isChosen ? [...before, id] : [...before].filter((other) => other !== id)));
  return (
    <section aria-label="Suggestions">
      {open.length > 0 && (
        <header className="sticky top-0 z-2 flex items-center gap-1 border-b border-border bg-card py-1.5 pr-2 pl-3.5">
          <p className="mr-auto text-xs text-muted-foreground tabular-nums">
            {open.length} open{outdated.size > 0 && `, ${outdated.size} outdated`}
          </p>
          <IconButton label="Previous suggestion" shortcut="Alt+," onClick={() => onStep(-1)}>
            <ChevronUp aria-hidden="true" className="size-4" />
          </IconButton>
          <IconButton label="Next suggestion" shortcut="Alt+." onClick={() => onStep(1)}>
            <ChevronDown aria-hidden="true" className="size-4" />
          </IconButton>
          {mayDecide && (
            <>
              <Button size="sm" disabled={isBusy} onClick={() => suggestions.decide(ids, 'accept')}>
                Accept {which}
              </Button>
              <Button size="sm" variant="danger" disabled={isBusy} onClick={() => suggestions.decide(ids, 'reject')}>
                Reject {which}
              </Button>
            </>
          )}
        </header>
      )}
      {open.length === 0 && (
        <EmptyState title="No open suggestions">
          In <b>Suggesting</b>, what you type is proposed beside the text. Drafts and fixes of agents arrive here, too.
        </EmptyState>
      )}
      {open.map((suggestion) => (
        <SuggestionCard
          key={suggestion.id}
          suggestion={suggestion}
          isOutdated={outdated.has(suggestion.id)}
          isActive={activeId === suggestion.id}
          chosen={mayDecide ? { isChosen: chosen.has(suggestion.id), onChoose: (is) => choose(suggestion.id, is) } : null}
          actions={suggestions}
          onOpen={() => onOpen(suggestion.id)}
        />
      ))}
      {decided.length > 0 && (
        <details className="border-b border-border">
          <summary className="cursor-pointer px-3.5 py-2 text-xs text-muted-foreground">{decided.length} decided</summary>
          {decided.map((suggestion) => (
            <SuggestionCard
              key={suggestion.id}
              suggestion={suggestion}
              isOutdated={false}
              isActive={activeId === suggestion.id}
              chosen={null}
              actions={suggestions}
              onOpen={() => onOpen(suggestion.id)}
            />
          ))}
        </details>
      )}
    </section>
  );
}
