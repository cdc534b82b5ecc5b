import type { CriterionReading } from '#core/analysis/analysed-spec.ts';
import { printDeclaration } from '#core/language/reading/format-readings.ts';
import { DECLARATIONS } from '#core/language/reading/parse-declaration.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { declaredNames, singleDeclarations } from '#core/readings/name-uses.ts';
import { inert } from './hover.ts';

/** What `readings.spec` is about: the criteria with their sentences and readings, and what the rules would declare. */
export type ReadingsAbout = {
  readings: readonly CriterionReading[];
  sentenceOf: (criterion: string) => string | null;
  offered: string;
};

export type ReadingsCompletion = { kind: 'declaration' | 'criterion' | 'name' | 'keyword'; label: string; detail: string; insert: string };

const RULE_WORDS = [
  'when',
  'while',
  'if',
  'unless',
  'where',
  'then',
  'always',
  'never',
  'within',
  'for at least',
  'until',
  'and',
  'or',
  'not',
  'in',
];
const TYPES = ['bool', 'int', 'real', 'money', 'percent', 'duration', 'date', 'text', 'set'];

/** What can stand behind `head`, the line up to the caret: a declaration or a criterion at its beginning, names and words of rules behind a colon. */
export function readingsCompletions(text: string, head: string, { readings, sentenceOf, offered }: ReadingsAbout): ReadingsCompletion[] {
  if (/^\s*[\p{L}\p{N}._#/-]*$/u.test(head) && !/^\s/.test(head)) {
    const written = new Set(parseReadings(text).tree.readings.map(({ id }) => id));
    return [
      ...readings
        .filter(({ criterion, source }) => source !== 'table' && !written.has(criterion))
        .map(({ criterion, lines, fresh }): ReadingsCompletion => {
          const sentence = sentenceOf(criterion) ?? '';
          const rule = (fresh ?? lines)[0] ?? '';
          return {
            kind: 'criterion',
            label: criterion,
            detail: sentence,
            insert: `${criterion} #${sentenceHash(sentence)} proposed: ${rule}`,
          };
        }),
      ...[...DECLARATIONS].map(
        (word): ReadingsCompletion => ({ kind: 'declaration', label: word, detail: 'declares', insert: `${word} ` }),
      ),
    ];
  }
  const isType = /^\s*(?:in|state|out)\s+[\p{L}_][\p{L}\p{N}_]*\s*:\s*[\p{L}]*$/u.test(head);
  if (isType) return TYPES.map((type) => ({ kind: 'keyword', label: type, detail: 'type', insert: type }));
  const names = new Map<string, string>();
  for (const item of [
    ...singleDeclarations(parseReadings(text).tree.declarations),
    ...singleDeclarations(parseReadings(offered).tree.declarations),
  ])
    for (const name of declaredNames(item)) if (!names.has(name)) names.set(name, printDeclaration(item));
  return [
    ...[...names].map(
      ([name, detail]): ReadingsCompletion => ({
        kind: 'name',
        label: name,
        detail,
        insert: /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `"${name}"`,
      }),
    ),
    ...RULE_WORDS.map((word): ReadingsCompletion => ({ kind: 'keyword', label: word, detail: 'rule', insert: word })),
  ];
}

/** What is known of the word at a place, as paragraphs of Markdown: how a name is declared and used, what a criterion says and is taken to mean. */
export function readingsHover(text: string, offset: number, { readings, sentenceOf, offered }: ReadingsAbout): string[] {
  const { tree } = parseReadings(text);
  const reading = tree.readings.find(({ idSpan }) => idSpan.start <= offset && offset <= idSpan.end);
  if (reading) {
    const known = readings.find(({ criterion }) => criterion === reading.id);
    const sentence = sentenceOf(reading.id);
    if (!known || sentence === null) return [`**${inert(reading.id)}**`, 'There is no such criterion any more.'];
    return [
      `**Criterion ${inert(reading.id)}** (${known.state})`,
      inert(sentence),
      ...(known.english ? [`Read as: ${inert(known.english)}`] : []),
    ];
  }
  const name = nameAt(text, offset);
  if (name === null) return [];
  const all = [...singleDeclarations(tree.declarations), ...singleDeclarations(parseReadings(offered).tree.declarations)];
  const item = all.find((one) => declaredNames(one).includes(name));
  return item ? [`**${inert(name)}**`, `\`${printDeclaration(item).replaceAll('`', "'")}\``] : [];
}

/** The name, or the words in quotation marks, that a place lies in. */
function nameAt(text: string, offset: number): string | null {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(from, end < 0 ? text.length : end);
  for (const match of line.matchAll(/"([^"]*)"|[\p{L}_][\p{L}\p{N}_]*/gu)) {
    const start = from + match.index;
    if (start <= offset && offset <= start + match[0].length) return match[1] ?? match[0];
  }
  return null;
}
