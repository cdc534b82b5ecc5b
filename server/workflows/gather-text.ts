import { redactor } from '#core/run/redact.ts';

const gatherMs = 100;
const longestText = 16 * 1024;

/** Gathers pieces of one stream of text, so that it becomes at most ten events a second and none too long. */
export type TextGatherer = { add(text: string): void; end(): void };

/** `tell` is called with each stretch of text, in order and without secrets wherever they were cut; the last one by `end`. */
export function gatherText(tell: (text: string) => void, secrets: readonly string[] = []): TextGatherer {
  const open = redactor(secrets);
  let text = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    while (text !== '') {
      const cut = cutAt(text);
      const stretch = text.slice(0, cut);
      text = text.slice(cut);
      tell(stretch);
    }
  };

  return {
    add: (piece) => {
      text += open.push(piece);
      if (text.length >= longestText) flush();
      else if (text !== '') timer ??= setTimeout(flush, gatherMs);
    },
    end: () => {
      text += open.end();
      flush();
    },
  };
}

/** Not between the two halves of one character. */
function cutAt(text: string): number {
  if (text.length <= longestText) return text.length;
  const last = text.charCodeAt(longestText - 1);
  return last >= 0xd800 && last < 0xdc00 ? longestText - 1 : longestText;
}
