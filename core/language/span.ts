/** A half-open stretch of a text in UTF-16 units: `text.slice(start, end)`. */
export type Span = { start: number; end: number };
