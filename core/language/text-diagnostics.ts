import type { Lines } from './lines.ts';
import type { Diagnostic } from './spec-tree.ts';

/** What is wrong with a text before it is any kind of document. */
export function textDiagnostics(text: string, { lines, unclosedFence, conflicts }: Lines): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const index of conflicts) {
    const line = lines[index];
    if (!line || !text.startsWith('<<<<<<<', line.start)) continue;
    diagnostics.push({
      code: 'text/conflict-marker',
      severity: 'error',
      message: 'Git left a merge conflict here: keep one side and delete the marks.',
      span: { start: line.start, end: line.end },
      fixes: [],
    });
  }
  const fence = lines[unclosedFence];
  if (fence) {
    diagnostics.push({
      code: 'text/unclosed-fence',
      severity: 'warning',
      message: 'This code block is never closed, so everything below it is read as code.',
      span: { start: fence.start, end: fence.end },
      fixes: [
        {
          title: 'Close the block at the end of the text',
          edits: [{ span: { start: text.length, end: text.length }, text: `\n${text.slice(fence.from, fence.from + 3)}\n` }],
        },
      ],
    });
  }
  return diagnostics;
}
