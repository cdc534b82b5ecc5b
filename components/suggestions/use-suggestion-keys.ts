'use client';

import { useEffect, useRef } from 'react';

type Keys = { onStep: (step: 1 | -1) => void; onAccept: () => void; onReject: () => void };

/**
 * Alt+. and Alt+, go through the suggestions, Alt+Shift+A and Alt+Shift+R decide the one that is shown; in the text as well. Read by the place of
 * the key: with Alt, some keyboards write another letter.
 */
export function useSuggestionKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]')) return;
      const { onStep, onAccept, onReject } = latest.current;
      if (!event.shiftKey && event.code === 'Period') onStep(1);
      else if (!event.shiftKey && event.code === 'Comma') onStep(-1);
      else if (event.shiftKey && event.code === 'KeyA') onAccept();
      else if (event.shiftKey && event.code === 'KeyR') onReject();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the editor, which would take some of them for its own.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
