/** What became of replacing one passage of a text. `line` is counted from 1. */
export type EditResult = { kind: 'applied'; text: string; line: number } | { kind: 'already' } | { kind: 'refused'; why: string };

/**
 * Replaces `old` by `replacement` where `old` occurs exactly once; refuses otherwise, with what the writer needs to do better.
 * Applied to its own result it gives `already`, unless it deletes: then nothing is left to know it by. A text whose lines end
 * in CRLF is edited as if the writer had typed CRLF; one that mixes its line ends is taken as typed first.
 */
export function applyEdit(text: string, old: string, replacement: string): EditResult {
  const asCrlf = () => replaceOnce(text, withCrlf(old), withCrlf(replacement));
  if (!text.includes('\r\n')) return replaceOnce(text, old, replacement);
  if (!/(^|[^\r])\n/.test(text)) return asCrlf();
  const asTyped = replaceOnce(text, old, replacement);
  return asTyped.kind === 'refused' && old.includes('\n') ? asCrlf() : asTyped;
}

function withCrlf(part: string): string {
  return part.replace(/\r?\n/g, '\r\n');
}

function replaceOnce(text: string, old: string, replacement: string): EditResult {
  if (old === replacement) return { kind: 'refused', why: 'The old and the new text are the same.' };
  const places = placesOf(text, old);
  const [place] = places;
  if (place === undefined) {
    if (replacement !== '' && text.includes(replacement)) return { kind: 'already' };
    return { kind: 'refused', why: notFound(text, old) };
  }
  if (places.length > 1) {
    const lines = places.slice(0, 10).map((at) => lineAt(text, at));
    const more = places.length > lines.length ? ` and ${places.length - lines.length} more` : '';
    return {
      kind: 'refused',
      why: `The old text occurs ${places.length} times, at lines ${lines.join(', ')}${more}. Take in more of what surrounds the one you mean.`,
    };
  }
  if (isInside(text, place, old, replacement)) return { kind: 'already' };
  return { kind: 'applied', text: text.slice(0, place) + replacement + text.slice(place + old.length), line: lineAt(text, place) };
}

/** Where `part` begins, overlaps included: a passage that overlaps itself is no unique place. */
function placesOf(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1 && places.length < 1_000; at = text.indexOf(part, at + 1)) places.push(at);
  return places;
}

/** True if the passage at `place` already is part of the new text: an edit that adds around what it names was made before. */
function isInside(text: string, place: number, old: string, replacement: string): boolean {
  return placesOf(replacement, old).some((at) => place >= at && text.startsWith(replacement, place - at));
}

function lineAt(text: string, place: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < place; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function notFound(text: string, old: string): string {
  const looseOld = loose(old);
  if (looseOld !== '' && loose(text).includes(looseOld))
    return 'The old text occurs only with other spaces or line ends. Read the file again and copy it exactly.';
  const wanted = old.split(/\r?\n/).find((line) => line.trim() !== '') ?? old;
  const nearest = nearestLine(text, wanted);
  const hint = nearest
    ? ` The nearest to its first line is line ${nearest.number}: ${nearest.line.trim().slice(0, 200)}`
    : ' Read the file again before you edit it.';
  return `The old text does not occur.${hint}`;
}

function loose(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The line that shares the most pairs of letters with `wanted`; none if less than half. */
function nearestLine(text: string, wanted: string): { number: number; line: string } | null {
  const pairs = pairsOf(wanted);
  let best: { number: number; line: string } | null = null;
  let bestScore = 0.5;
  for (const [i, line] of text.split(/\r?\n/, 20_000).entries()) {
    const own = pairsOf(line.slice(0, 400));
    if (own.size === 0) continue;
    let shared = 0;
    for (const pair of own) if (pairs.has(pair)) shared += 1;
    const score = (2 * shared) / (own.size + pairs.size);
    if (score > bestScore) {
      bestScore = score;
      best = { number: i + 1, line };
    }
  }
  return best;
}

function pairsOf(line: string): Set<string> {
  const text = line.trim().toLowerCase();
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < text.length; i += 1) pairs.add(text.slice(i, i + 2));
  return pairs;
}
