import type { PlainEdit } from '#core/edits/document-edits.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Mark, Reading } from '#core/language/reading/reading-tree.ts';
import { neededDeclarations } from './needed-declarations.ts';
import { endOfDeclarations, insertLines, type ReadingsText, wholeLine } from './readings-text.ts';

/** What is to stand in `readings.spec` of one criterion; `rules` stand behind the colon, each in a line. */
export type WrittenReading = { criterion: string; sentenceHash: string; rules: readonly string[]; mark: Mark };

/** Whether a criterion's id can stand at the head of a line. */
export function isWritable(criterion: string): boolean {
  const [reading] = parseReadings(`${criterion}: always a`).tree.readings;
  return reading?.id === criterion;
}

/**
 * The edits that write readings in the place of whatever stands there of their criteria, with the declarations of `offered` that they need. A criterion that has no line
 * yet gets it behind those that `order` (ids as the requirements have them) puts before it. Nothing else in the text changes.
 */
export function writeReadings(
  source: ReadingsText,
  written: readonly WrittenReading[],
  { offered, order }: { offered: string; order: readonly string[] },
): PlainEdit[] {
  const { text, tree } = source;
  const edits: PlainEdit[] = [];
  const placeOf = new Map(order.map((id, at) => [id, at]));
  const fresh: Reading[] = [];
  const added = new Map<number, string[]>();
  for (const { criterion, sentenceHash, rules, mark } of [...written].sort(
    (a, b) => (placeOf.get(a.criterion) ?? 0) - (placeOf.get(b.criterion) ?? 0),
  )) {
    const lines = rules.map((rule) => `${criterion} #${sentenceHash} ${mark}: ${rule.replace(/\s*\n\s*/g, ' ').trim()}`);
    fresh.push(...parseReadings(lines.join('\n')).tree.readings);
    const [first, ...more] = tree.readings.filter(({ id }) => id === criterion);
    if (first) {
      // A comment behind the rule stays where it is: only what the reading itself says is replaced.
      edits.push({ ...first.span, text: lines.join('\n') });
      for (const { span } of more) edits.push({ ...wholeLine(text, span), text: '' });
    } else {
      const at = placeFor(source, criterion, placeOf);
      added.set(at, [...(added.get(at) ?? []), ...lines]);
    }
  }
  const declarations = neededDeclarations(fresh, tree.declarations, parseReadings(offered).tree.declarations);
  if (declarations.length > 0) {
    const at = endOfDeclarations(source);
    const isBeforeReadings = tree.lines.some(({ item, span }) => item.kind !== 'blank' && span.start >= at) || added.has(at);
    edits.unshift(insertLines(text, at, isBeforeReadings && tree.declarations.length === 0 ? [...declarations, ''] : declarations));
  }
  for (const [at, lines] of added) {
    const isFirst = tree.readings.length === 0 && tree.declarations.length > 0 && at === text.length && !/\n\s*\n$/.test(text);
    edits.push(insertLines(text, at, isFirst ? ['', ...lines] : lines));
  }
  return edits;
}

/** Behind the last reading of a criterion that stands before this one in the requirements; else before the first reading, else at the end. */
function placeFor({ text, tree }: ReadingsText, criterion: string, placeOf: ReadonlyMap<string, number>): number {
  const own = placeOf.get(criterion) ?? Number.MAX_SAFE_INTEGER;
  const before = tree.readings.findLast(({ id }) => (placeOf.get(id) ?? Number.MAX_SAFE_INTEGER) < own);
  if (before) return wholeLine(text, before.span).end;
  const [first] = tree.readings;
  return first ? wholeLine(text, first.span).start : text.length;
}

/** The edits that take back what a person said of criteria: the readings stay, as proposals. */
export function takeBack({ text, tree }: ReadingsText, criteria: ReadonlySet<string>): PlainEdit[] {
  return tree.readings.flatMap(({ id, idSpan, mark }) => {
    if (!criteria.has(id) || mark !== 'confirmed') return [];
    const start = text.indexOf('confirmed', idSpan.end);
    return [{ start, end: start + 'confirmed'.length, text: 'proposed' }];
  });
}

/** The edits that take readings of criteria out of the text: the rules read those sentences again. */
export function dropReadings({ text, tree }: ReadingsText, criteria: ReadonlySet<string>): PlainEdit[] {
  return tree.readings.flatMap(({ id, span }) => (criteria.has(id) ? [{ ...wholeLine(text, span), text: '' }] : []));
}
