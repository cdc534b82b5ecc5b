/** The names in a line of a reading or a declaration: words outside of quotation marks. Some of them are words of the language, which declare nothing. */
export function eachName(line: string): Set<string> {
  return new Set(line.replace(/"[^"]*"/g, ' ').match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
}
