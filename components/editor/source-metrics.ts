/** The measures of source text, the same in Monaco and in the plain text that stands there before it: nothing jumps. */
export const sourceMetrics = {
  fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 13,
  lineHeight: 20,
  paddingTop: 12,
  /** Digits that the line numbers have room for. */
  numberChars: 4,
  /** Folding marks and the gap between numbers and text. */
  decorations: 10,
  folding: 16,
} as const;
