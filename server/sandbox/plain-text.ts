/**
 * What a terminal would obey instead of show: CSI and OSC sequences (colours, links, titles, clipboard), the other
 * string sequences, two-byte escapes, and both 7-bit and 8-bit spellings of each.
 */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** Text as people and models may see it: no terminal escapes, no control characters but tab and newline. CR becomes a newline. */
export function plainText(text: string): string {
  // Line ends first: taking a sequence from between a CR and a newline would make one line end of two.
  return text
    .replace(/\r+\n?/g, '\n')
    .replace(sequences, '')
    .replace(controls, '');
}

/** The longest unfinished sequence that is waited for: a stream that never finishes one must not be kept in memory. */
const longestSequence = 4096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const unfinished = /(?:\r+|(?:\x1b\[|\x9b)[0-?]*[ -/]*|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*\x1b?|\x1b[ -/]*)$/;

/** `plainText` for text that comes in pieces: a sequence may be cut anywhere. `end` gives what was held back. */
export function plainTextStream(): { push(piece: string): string; end(): string } {
  let held = '';
  return {
    push(piece) {
      const text = held + piece;
      const start = unfinished.exec(text.slice(-longestSequence))?.index;
      const cut = start === undefined ? text.length : Math.max(0, text.length - longestSequence) + start;
      held = text.slice(cut);
      return plainText(text.slice(0, cut));
    },
    end() {
      const rest = plainText(held);
      held = '';
      return rest;
    },
  };
}
