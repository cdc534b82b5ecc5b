import type { Lines } from './lines.ts';
import type { Diagnostic } from './spec-tree.ts';

/** What is wrong with a text before it is any kind of document. */
export function textDiagnostics(text: string, { lines, unclosedFence, conflicts }: Lines): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const [at, index] of conflicts.entries()) {
    const line = lines[index];
    if (!line || !text.startsWith('<<<<<<<', line.start)) continue;
    diagnostics.push({
      code: 'text/conflict-marker',
      severity: 'error',
      message: 'Git left a merge conflict here: keep one side and delete the marks.',
      span: { start: line.start, end: line.end },
      fixes: keepOneSide(text, lines, conflicts.slice(at, at + 4)),
    });
  }
  if (hasHidden(text)) for (const diagnostic of hiddenCharacters(text)) diagnostics.push(diagnostic);
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

/** The two ways out of a conflict that is whole; with the side that git shows between them (`|||||||`) both lose that, too. */
function keepOneSide(text: string, lines: Lines['lines'], marks: number[]): Diagnostic['fixes'] {
  const found = marks.map((index) => lines[index]).filter((line) => line !== undefined);
  const [open, ...rest] = found;
  const close = rest.findIndex(({ start }) => text.startsWith('>>>>>>>', start));
  const middle = rest.findIndex(({ start }) => text.startsWith('=======', start));
  const [end, equals, first] = [rest[close], rest[middle], rest[0]];
  if (!open || !end || !equals || !first || middle > close) return [];
  const without = (title: string, ...stretches: [number, number][]) => ({
    title,
    edits: stretches.map(([start, stop]) => ({ span: { start, end: Math.min(stop + 1, text.length) }, text: '' })),
  });
  return [
    without('Keep the first side', [open.start, open.end], [first.start, end.end]),
    without('Keep the second side', [open.start, equals.end], [end.start, end.end]),
  ];
}

/** What shows nothing, or turns around what is shown: zero-width characters and the controls of writing direction. */
const HIDDEN = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]/;
const EACH_HIDDEN = new RegExp(HIDDEN.source, 'g');

/** More of them than this are one accident, and told often enough. */
const MOST_HIDDEN = 100;

/** Whether a text holds a character that a reader cannot see. */
export function hasHidden(text: string): boolean {
  return HIDDEN.test(text);
}

function hiddenCharacters(text: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  EACH_HIDDEN.lastIndex = 0;
  for (let match = EACH_HIDDEN.exec(text); match && found.length < MOST_HIDDEN; match = EACH_HIDDEN.exec(text)) {
    const code = text.charCodeAt(match.index);
    const span = { start: match.index, end: match.index + 1 };
    const isTurning = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    found.push({
      code: isTurning ? 'text/bidi-control' : 'text/hidden-character',
      severity: 'warning',
      message: isTurning
        ? `An invisible character (${name}) turns the direction of what follows, so that it may read other than it is.`
        : `An invisible character (${name}) stands here: words that look alike would not be.`,
      span,
      fixes: [{ title: 'Remove it', edits: [{ span, text: '' }] }],
    });
  }
  return found;
}
