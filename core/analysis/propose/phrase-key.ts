import { inOneWording } from './same-words.ts';

/**
 * Which phrases are one: people almost never repeat a phrase word for word. Determiners, plurals, tense, the passive's auxiliaries and underscores make no other
 * phrase; negations, numbers and every other word do.
 */
export function phraseKey(phrase: string): string {
  return [...stemsOf(phrase)].sort().join(' ');
}

/** The same for a quantity: one thing for each kind of unit, for a size and a count of the same words are two. */
export function numberKey(phrase: string, unit: string | null): string {
  const key = phraseKey(phrase.replace(/\bthe number of\b/i, ''));
  return `${key}${unit === null || /^[a-z]{3,}$/.test(unit) ? (unit === 'bytes' ? '|bytes' : '') : `|${unit}`}`;
}

/** The same for a share of something: `the discount as a share of the total`. */
export function shareKey(of: string, base: string): string {
  return `${phraseKey(of)}|% of ${phraseKey(base)}`;
}

const EMPTY: ReadonlySet<string> = new Set(
  (
    'the a an this that these those its his her their any each every some of to in on at for by from into onto via be is are was were been being has have had do does did ' +
    'will would can could may might it they them he she as and user users successfully currently already then there el la los las un una de del en der die das ein eine le les des du o os do da dos das um uma'
  ).split(' '),
);

/** Phrases come again and again in one spec, and their stems are asked for in every step of reading it. */
const known = new Map<string, readonly string[]>();
const MOST_KNOWN = 4_000;

/** The words that carry a phrase, without their endings, in the order of the phrase. */
export function stemsOf(phrase: string): readonly string[] {
  const before = known.get(phrase);
  if (before) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const stems = findStems(phrase);
  known.set(phrase, stems);
  return stems;
}

function findStems(phrase: string): string[] {
  const words = inOneWording(phrase.toLowerCase())
    .replace(/['’]s\b/g, '')
    .replace(/[_/-]+/g, ' ')
    .match(/[\p{L}\p{N}.%$€£]+/gu);
  const stems = (words ?? []).map((word) => word.replace(/^\.+|\.+$/g, '')).filter((word) => word !== '' && !EMPTY.has(word));
  return stems.map(stem);
}

/** Light: only the endings that tense and number put on, so that no two different words fall together. */
function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let base = word;
  if (/(?:ss|us|is)$/.test(base)) return base;
  if (base.endsWith('ies')) base = `${base.slice(0, -3)}y`;
  else if (/(?:sh|ch|x|ss|zz)es$/.test(base)) base = base.slice(0, -2);
  else if (base.endsWith('s')) base = base.slice(0, -1);
  if (/(?:ing|ed)$/.test(base) && base.length > 5) {
    base = base.replace(/(?:ing|ed)$/, '');
    if (/([bdgmnprt])\1$/.test(base) || /^(?:cancel|travel|label|model|signal)l$/.test(base)) base = base.slice(0, -1);
  }
  return base.length > 3 ? base.replace(/e$/, '') : base;
}

const DETERMINERS =
  /^(?:the|a|an|its|their|his|her|any|each|every|some|this|that|el|la|los|las|un|una|o|os|as|um|uma|le|les|der|die|das)\s+/i;

/** A name for a phrase, and takes it: `the Discounted_Total` is `discounted_total`. Never empty, never a word of the language of readings. */
export function nameFor(phrase: string, taken: Map<string, number>): string {
  const plain = phrase.replace(DETERMINERS, '').replace(/['’]s\b/g, '');
  const words = plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const kept = words.filter((word) => !/^(?:the|a|an|of|to|its|their)$/.test(word)).slice(0, 7);
  let base = kept.join('_').slice(0, 60).replace(/_+$/, '');
  if (!/^[\p{L}_]/u.test(base)) base = `x_${base}`;
  if (RESERVED.has(base)) base = `${base}_`;
  let name = base;
  let count = taken.get(base) ?? 1;
  for (; taken.has(name); count += 1) name = `${base}_${count + 1}`;
  taken.set(base, count);
  taken.set(name, taken.get(name) ?? 1);
  return name;
}

const RESERVED = new Set(
  'and or not in always never when while if where unless then within for until true false opaque implies as abs min max len count spec state out event action feature term assume exclusive tick bool int real money percent duration date text set'.split(
    ' ',
  ),
);

/** A phrase in the form in which people are shown it: on one line, without marks of Markdown and quotation marks, which a reading could not hold. */
export function showable(phrase: string): string {
  return phrase
    .replace(/[*_]{2}|["“”`]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,:;.]+|[\s,:;.]+$/g, '')
    .trim();
}

const SUBORDINATE =
  /\b(?:that|which|who|whose|whom|where|when|whenever|while|if|unless|until|because|so that|such as|including|based on|according to|as well as|followed by|instead of|rather than|regardless|depending|e\.g|i\.e|que|donde|cuando|wenn|dass)\b|[:;()[\]{}<>|→]|\.\s|,/i;

/** Whether a phrase is one plain clause: nothing subordinate, no list, no more words than a name can carry. */
export function isPlain(phrase: string, most: number): boolean {
  if (SUBORDINATE.test(phrase)) return false;
  if (isUnspaced(phrase)) return phrase.length <= most * 4 && !/[、，。；]/.test(phrase);
  return phrase.trim().split(/\s+/).length <= most && !/\b(?:and|or|y|und|oder|e|ou)\b/i.test(phrase);
}

/** Whether most of it is in a script without blanks between words. */
export function isUnspaced(phrase: string): boolean {
  return (phrase.match(/[\u3040-\u30ff\u4e00-\u9fff]/g)?.length ?? 0) * 2 > phrase.replace(/\s/g, '').length;
}
