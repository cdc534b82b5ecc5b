/**
 * The sections of a design that a task names: those that hold a word of code (`refund`, `src/refund.ts`) that stands in the task as well. A section reaches
 * from its heading to the next one; properties have a place of their own and are left out. In the order of the document, whole, up to `most` characters.
 */
export function designSlice(design: string, task: string, most: number): string[] {
  const words = codeWords(task);
  const kept: string[] = [];
  let left = most;
  for (const section of sectionsOf(design)) {
    const isNamed = [...codeWords(section)].some((word) => words.has(word));
    if (!isNamed || /^#+\s+Property\b/i.test(section) || section.length > left) continue;
    left -= section.length;
    kept.push(section);
  }
  return kept;
}

/** Names in backticks, without what they are called with: `refund(sold, units)` is `refund`. Short ones name too much. */
function codeWords(text: string): Set<string> {
  const spans = [...text.matchAll(/`([^`\n]{1,200})`/g)].map((match) => (match[1] ?? '').replace(/\(.*$/, '').trim());
  return new Set(spans.filter((word) => word.length >= 3));
}

function sectionsOf(markdown: string): string[] {
  const sections: string[][] = [];
  let isFenced = false;
  for (const line of markdown.split(/\r?\n/)) {
    if (/^\s{0,3}(```|~~~)/.test(line)) isFenced = !isFenced;
    if (!isFenced && /^#{1,6}\s/.test(line)) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections.map((lines) => lines.join('\n').trim()).filter((section) => section.includes('\n'));
}
