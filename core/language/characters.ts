/** Lower case of single UTF-16 units, worked out once each. 0 where it is not known yet. */
const lower = new Uint16Array(65536);

/** A UTF-16 unit in lower case, where that is one unit too; else itself. */
export function lowerUnit(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  const known = lower[code];
  if (known) return known;
  const word = String.fromCharCode(code).toLowerCase();
  const found = word.length === 1 ? word.charCodeAt(0) : code;
  lower[code] = found;
  return found;
}

/** Whether a unit changes the letter before it, so that the two may have to be put together before they are compared. */
export function isCombining(code: number): boolean {
  return code >= 0x300 && (code < 0x370 || (code >= 0x1100 && code < 0x1200) || code === 0x3099 || code === 0x309a);
}

/** A blank of any kind, or an underscore: what stands between the words of a name. */
export function isGap(code: number): boolean {
  return code === 32 || code === 95 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x3000 || code === 0xfeff;
}

/** What `\w` means in a regular expression. */
export function isWordUnit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/** The offset behind the quotation that opens at `at`, when it closes on the same line; else `at`. */
export function behindQuotation(text: string, at: number, mark: number): number {
  for (let next = at + 1; next < text.length; next += 1) {
    const code = text.charCodeAt(next);
    if (code === mark) return next + 1;
    if (code === 10) return at;
  }
  return at;
}
