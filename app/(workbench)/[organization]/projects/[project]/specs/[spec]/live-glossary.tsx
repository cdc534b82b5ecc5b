'use client';

import { type ComponentProps, type KeyboardEvent, useEffect, useRef } from 'react';
import type { SessionUser } from '#components/editor/live-person.ts';
import type { LiveSession } from '#components/editor/live-session.ts';
import type { SaveState } from '#components/editor/live-state.ts';
import { useLiveDocument } from '#components/editor/use-live-document.ts';
import { GlossaryView } from '#components/readings/glossary-view.tsx';
import type { GlossaryChange } from '#components/readings/use-readings.ts';
import { say } from '#components/shell/toaster.tsx';
import { changeGlossary } from '#core/readings/change-glossary.ts';
import { inOrder, readReadings } from '#core/readings/readings-text.ts';

type LiveGlossaryProps = ComponentProps<typeof GlossaryView> & {
  document: { id: string; text: string };
  user: SessionUser;
  /** Whether the text stands beside it, which then tells what is typed. */
  isBesideText: boolean;
  onText: (text: string | null) => void;
  onSaveState: (state: SaveState) => void;
};

/** The glossary of an open readings.spec: a change of a word is this person's own edit of the text, and Undo takes it back like any other. */
export function LiveGlossary({ document, user, isBesideText, onText, onSaveState, readings, ...view }: LiveGlossaryProps) {
  const { session, isReady, isReadOnly, saveState, text } = useLiveDocument(document.id, user, document.text);
  const tell = useRef({ onText, onSaveState });
  useEffect(() => {
    tell.current = { onText, onSaveState };
  });
  useEffect(() => {
    if (isReady && !isBesideText) tell.current.onText(text);
  }, [isReady, isBesideText, text]);
  useEffect(() => {
    if (isReady && !isBesideText) tell.current.onSaveState(saveState);
  }, [isReady, isBesideText, saveState]);
  useEffect(() => () => tell.current.onText(null), []);
  const live =
    session && isReady && !isReadOnly
      ? { ...readings, change: (wanted: GlossaryChange) => Promise.resolve(changeIn(session, wanted, readings.words.offered)) }
      : readings;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!session || !(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select')) return;
    const key = event.key.toLowerCase();
    if (key === 'z' && !event.shiftKey) session.undo.undo();
    else if ((key === 'z' && event.shiftKey) || key === 'y') session.undo.redo();
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that bubble up from the words
    <div className="h-full min-h-0" onKeyDown={onKeyDown}>
      <GlossaryView {...view} readings={live} />
    </div>
  );
}

const offeredForMs = 8_000;

/** Makes a change of the glossary in the open text, as one step of its undo. False, with the reason said, where it does not go together with what is declared. */
function changeIn(session: LiveSession, wanted: GlossaryChange, offered: string): boolean {
  const changed = changeGlossary(readReadings(session.getText()), wanted, offered);
  if ('refusal' in changed) {
    say(changed.refusal, 'danger');
    return false;
  }
  session.undo.stopCapturing();
  session.places.applyAll(inOrder(changed.edits).map(({ start, end, text }) => ({ start, removed: end - start, inserted: text })));
  session.undo.stopCapturing();
  const [step, after] = [session.undo.undoStack.at(-1), session.getText()];
  // Not what has been typed since; undone and done again by keys, it is the same text and another step.
  const run = () => {
    if (session.undo.undoStack.at(-1) === step || session.getText() === after) session.undo.undo();
  };
  say('Written into readings.spec.', 'success', { label: 'Undo', run, forMs: offeredForMs });
  return true;
}
