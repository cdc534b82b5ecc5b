'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useMemo } from 'react';
import { type Command, useCommands } from '#components/shell/commands.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { writeHistoryAddress } from './history/history-address.ts';

/** Alt+Shift+H, in the text as well, and the palette: what changed in the document since this person looked at it last. */
export function useSinceLooked(stage: DocumentStage): void {
  const router = useRouter();
  const commands = useMemo<Command[]>(() => {
    const address = writeHistoryAddress({ document: stage, from: null, to: null, as: 'page' });
    const run = () => router.push(`${window.location.pathname}/history${address}`);
    return [{ id: 'since-looked', group: 'Actions', label: 'What changed since I last looked', keys: 'Alt Shift H', run }];
  }, [router, stage]);
  useCommands(commands);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.code !== 'KeyH') return;
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      event.stopPropagation();
      for (const command of commands) if ('run' in command) command.run();
    };
    // Before the editor, as with the keys of suggestions.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [commands]);
}
