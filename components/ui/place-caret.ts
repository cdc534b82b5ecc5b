import type { RefObject } from 'react';
import { flushSync } from 'react-dom';

/**
 * Draws at once what `change` sets, and puts the caret of the field at `at`. In the next frame would be too late: keys that were typed until then
 * would already stand behind a caret that jumps back.
 */
export function placeCaret(field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>, at: number, change: () => void): void {
  flushSync(change);
  field.current?.focus();
  field.current?.setSelectionRange(at, at);
}
