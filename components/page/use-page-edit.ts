'use client';

import { useMemo, useState } from 'react';
import { movedSpan } from '#core/edits/moved-span.ts';
import { editableSpan } from '#core/page/page-block.ts';
import type { PageEdit } from './page-facts.ts';
import type { PageSession, PageWriter } from './page-session.ts';

type Held = ReturnType<PageSession['places']['hold']>;

/** What is edited on the page: one stretch at a time, or a criterion that is being put together. Null as long as nothing may be written. */
export function usePageEdit(session: PageSession | null, source: string, mayEdit: boolean, writer: PageWriter | null): PageEdit | null {
  const [held, setHeld] = useState<Held | null>(null);
  const [building, setBuilding] = useState<PageEdit['building']>(null);
  return useMemo(() => {
    if (!session || !writer || !mayEdit) return null;
    const now = session.text.toString();
    const span = held && session.places.spanOf(held);
    return {
      session,
      writer,
      // The text that is shown may be a few keys behind the one that is typed into.
      open: held && span ? { held, start: movedSpan(now, source, span).start } : null,
      building,
      onOpen: (block) => {
        const editable = editableSpan(block);
        if (!editable) return;
        setBuilding(null);
        setHeld(session.places.hold(movedSpan(source, session.text.toString(), editable)));
      },
      onClose: () => setHeld(null),
      onBuild: (requirement, behind) => {
        setHeld(null);
        setBuilding({ requirementId: requirement.id, behindId: behind?.id ?? null });
      },
      onBuilt: () => setBuilding(null),
    };
  }, [session, writer, mayEdit, source, held, building]);
}
