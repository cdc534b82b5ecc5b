/** A stretch of printed text in one style. `color` is an ANSI colour from 0 to 15, null for the text's own. */
export type Styled = { text: string; color: number | null; isBold: boolean; isFaint: boolean };

const esc = '\u001b';
// Everything that begins with an escape: control sequences (colours among them), strings such as OSC 8 links and titles, and the rest, two characters long.
const sequence = new RegExp(
  `${esc}(?:\\[([0-9;:?<=>]*)[ -/]*([@-~])|[\\]PX^_][\\s\\S]*?(?:\\u0007|${esc}\\\\|$)|[\\s\\S]?)|[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\u0080-\\u009f\\u202a-\\u202e\\u2066-\\u2069]`,
  'g',
);

/**
 * Printed text as stretches of one style. Only colours, bold and faint are heard; every other sequence (links, titles, the cursor's ways,
 * what turns the direction of text around) is left out, so that a log can neither lead anywhere nor look like what it is not.
 */
export function readAnsi(printed: string): Styled[] {
  const stretches: Styled[] = [];
  let style: Omit<Styled, 'text'> = { color: null, isBold: false, isFaint: false };
  let from = 0;
  const take = (text: string) => {
    const last = stretches.at(-1);
    if (text === '') return;
    if (last && last.color === style.color && last.isBold === style.isBold && last.isFaint === style.isFaint) last.text += text;
    else stretches.push({ text, ...style });
  };
  for (const match of printed.matchAll(sequence)) {
    take(overwritten(printed.slice(from, match.index)));
    from = match.index + match[0].length;
    if (match[2] === 'm') style = restyled(style, match[1] ?? '');
  }
  take(overwritten(printed.slice(from)));
  return stretches;
}

/** The words alone: what is searched, copied and downloaded. */
export function plainText(printed: string): string {
  return printed.includes(esc) ? printed.replace(sequence, '') : printed;
}

/** A carriage return within a line begins it anew, as progress bars do: the last that was written stays. */
function overwritten(text: string): string {
  return text.includes('\r')
    ? text
        .replace(/\r+\n/g, '\n')
        .replace(/[^\n]*\r(?=[^\n])/g, '')
        .replaceAll('\r', '')
    : text;
}

function restyled(style: Omit<Styled, 'text'>, parameters: string): Omit<Styled, 'text'> {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0;
    if (code === 0) next = { color: null, isBold: false, isFaint: false };
    else if (code === 1) next = { ...next, isBold: true };
    else if (code === 2) next = { ...next, isFaint: true };
    else if (code === 22) next = { ...next, isBold: false, isFaint: false };
    else if (code >= 30 && code <= 37) next = { ...next, color: code - 30 };
    else if (code >= 90 && code <= 97) next = { ...next, color: code - 82 };
    else if (code === 39) next = { ...next, color: null };
    else if (code === 38 || code === 48) {
      // Of the larger palettes only the first sixteen have a place in ours.
      const indexed = codes[i + 1] === 5 ? (codes[i + 2] ?? 16) : 16;
      if (code === 38) next = { ...next, color: indexed < 16 ? indexed : null };
      i += codes[i + 1] === 5 ? 2 : 4;
    }
  }
  return next;
}
