import { type Line, readLines } from './lines.ts';

/** A stretch of lines, counted from 1, of which all but the first can be folded away. */
export type Fold = { start: number; end: number };

/** What can be folded: sections by their headings, items with what is indented beneath them, code blocks and comments. Linear. */
export function foldsOf(text: string): Fold[] {
  const { lines } = readLines(text);
  const folds: Fold[] = [];
  const open: { depth: number; start: number }[] = [];
  let last = 0;
  const close = (depth: number) => {
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) {
      const start = open.pop()?.start ?? 0;
      if (last > start) folds.push({ start, end: last });
    }
  };
  lines.forEach((line, index) => {
    if (line.kind === 'blank') return;
    const depth = depthOf(line);
    const isInside = line.kind === 'opaque' && lines[index - 1]?.kind === 'opaque';
    if (!isInside) {
      close(depth);
      open.push({ depth, start: index + 1 });
    }
    last = index + 1;
  });
  close(0);
  return folds.sort((a, b) => a.start - b.start);
}

/** Headings hold all of the deeper headings and everything else; other lines hold what is indented further. */
function depthOf({ kind, level, indent }: Line): number {
  return kind === 'heading' ? level : 10 + indent;
}
