import { isCombining } from './characters.ts';
import { LABEL_WORDS, type LabelKind } from './label-words.ts';
import type { Span } from './span.ts';

const KINDS: ReadonlyMap<string, readonly LabelKind[]> = (() => {
  const kinds = new Map<string, LabelKind[]>();
  for (const [kind, words] of Object.entries(LABEL_WORDS) as [LabelKind, string[]][]) {
    for (const word of words) kinds.set(word, [...(kinds.get(word) ?? []), kind]);
  }
  return kinds;
})();
const NO_KINDS: readonly LabelKind[] = [];

/** The longest label that any language here needs, with its marks: nothing longer is looked at. */
const LONGEST = 60;

/** What the words announce, whatever their case, numbering (`2. Glossary`) and trailing gloss in parentheses; often nothing. */
export function labelKinds(words: string): readonly LabelKind[] {
  if (words.length > LONGEST) return NO_KINDS;
  const plain = words.toLowerCase();
  const exact = KINDS.get(plain);
  if (exact) return exact;
  if (!isDressed(plain)) return NO_KINDS;
  const bare = withoutColon(
    plain
      .normalize('NFC')
      .replace(/[*_`]/g, '')
      .replace(/^\s*\d+(?:\.\d+)*[.、．]?\s*/, ''),
  );
  const kinds = KINDS.get(bare);
  if (kinds) return kinds;
  const paren = bare.search(/[(（]/);
  if (paren <= 0) return NO_KINDS;
  return (
    KINDS.get(bare.slice(0, paren).trim()) ??
    KINDS.get(
      bare
        .slice(paren + 1)
        .replace(/[)）]$/, '')
        .trim(),
    ) ??
    NO_KINDS
  );
}

/** Whether the words may bear marks, a number, a colon or a gloss around a label, or accents apart from their letters; most are none and have none. */
function isDressed(words: string): boolean {
  const first = words.charCodeAt(0);
  const last = words.charCodeAt(words.length - 1);
  if (first <= 32 || (first >= 48 && first <= 57) || last <= 32 || last === 58 || last === 0xff1a || last >= 0x3000) return true;
  for (let at = 0; at < words.length; at += 1) {
    const code = words.charCodeAt(at);
    if (code === 42 || code === 95 || code === 96 || code === 40 || code === 0xff08 || code === 0xa0 || isCombining(code)) return true;
  }
  return false;
}

function withoutColon(words: string): string {
  const trimmed = words.trim();
  const last = trimmed.at(-1);
  return last === ':' || last === '：' ? trimmed.slice(0, -1).trimEnd() : trimmed;
}

/** Whether the words announce the given thing. */
export function isLabel(kind: LabelKind, words: string): boolean {
  return labelKinds(words).includes(kind);
}

/** A line such as `**User Story:** text`, `_Requirements: 1.2_` or `Depends: 2`, in its parts. */
export type LabelledLine = {
  label: string;
  labelSpan: Span;
  mark: '' | '*' | '**' | '_' | '__' /** What follows, without the mark that closes around it. */;
  rest: Span;
};

/**
 * Reads `label: rest` where the label may be in bold or italics, with the colon inside or outside of them, or the mark
 * around all of it. Null where the words before the first colon are too long to be a label, or there is no colon.
 */
export function readLabelled(text: string, from: number, to: number): LabelledLine | null {
  const mark = markAt(text, from);
  const labelFrom = from + mark.length;
  const limit = Math.min(to, labelFrom + LONGEST);
  let colon = labelFrom;
  while (colon < limit && text[colon] !== ':' && text[colon] !== '：') colon += 1;
  if (colon >= limit) return mark.length === 2 ? closedWithoutColon(text, mark, labelFrom, to) : null;
  let labelTo = colon;
  let restFrom = colon + 1;
  let restTo = to;
  if (mark) {
    if (text.startsWith(mark, labelTo - mark.length)) labelTo -= mark.length;
    else if (text.startsWith(mark, restFrom)) restFrom += mark.length;
    else {
      const close = text.lastIndexOf(mark, to - 1);
      if (close > restFrom) restTo = close;
    }
  }
  while (restFrom < restTo && isSpace(text[restFrom])) restFrom += 1;
  while (restTo > restFrom && isSpace(text[restTo - 1])) restTo -= 1;
  return {
    label: text.slice(labelFrom, labelTo).trim(),
    labelSpan: { start: labelFrom, end: labelTo },
    mark,
    rest: { start: restFrom, end: restTo },
  };
}

function closedWithoutColon(text: string, mark: LabelledLine['mark'], labelFrom: number, to: number): LabelledLine | null {
  const close = text.slice(labelFrom, Math.min(to, labelFrom + LONGEST)).indexOf(mark);
  if (close <= 0 || labelFrom + close + mark.length !== to) return null;
  return {
    label: text.slice(labelFrom, labelFrom + close).trim(),
    labelSpan: { start: labelFrom, end: labelFrom + close },
    mark,
    rest: { start: to, end: to },
  };
}

function markAt(text: string, at: number): LabelledLine['mark'] {
  const first = text[at];
  if (first !== '*' && first !== '_') return '';
  return text[at + 1] === first ? (first === '*' ? '**' : '__') : first;
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\u3000' || char === '\u00a0';
}
