import { isCurrency, minorDigits, unitOf } from '#core/language/reading/units.ts';
import type { Span } from '#core/language/span.ts';
import type { Comparison } from '../expression.ts';

/** A comparison with a number in a sentence: `exceeds 50.00 EUR`. The span is relative to the sentence. */
export type Bound = {
  operator: Comparison;
  /** In the smallest coin for money, in milliseconds for time, in the unit itself else. */
  value: number;
  unit: string | null;
  /** As it is written: `50.00 EUR`. */
  amount: string;
  span: Span;
  /** Whether its words are a verb (`exceeds`, `is below`), so that what stands before is its subject. */
  hasVerb: boolean;
  /** What is measured, where the comparison says so itself: `longer than` is about a length. */
  measure: string | null;
  /** Its own words. */
  words: string;
  /** The word behind the number that may be a unit or the thing that is counted. */
  noun: string | null;
};

const COMPARATORS: readonly (readonly [string, Comparison])[] = [
  [
    '(?:greater|more|larger|higher|longer|older) than or equal to|no (?:less|fewer|shorter|lower) than|not (?:less|fewer|below|under)(?: than)?|at least|a minimum of|minimum of|reach(?:es|ed)?|>=|≥',
    '>=',
  ],
  [
    "(?:less|fewer|smaller|lower|shorter|younger) than or equal to|no (?:more|greater|longer|larger|higher) than|not (?:more|greater|longer|larger|over|above)(?: than)?|(?:do|does|must|shall|may|can|should)(?: not|n't) exceed|not exceed(?:ing)?|at most|a maximum of|maximum of|up to|<=|≤",
    '<=',
  ],
  ['exceed(?:s|ed|ing)?|(?:greater|more|larger|higher|longer|older) than|above|over|beyond|>', '>'],
  ['(?:less|fewer|smaller|lower|shorter|younger) than|below|under|<', '<'],
  ['exactly|equal to|equals|==|=', '='],
];

const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

const AMOUNT = `(?<sign>[$€£])?(?<number>\\d[\\d,]*(?:\\.\\d+)?|(?:${NUMBER_WORDS.join('|')})\\b)(?:(?<gap>[ -]?)(?<unit>%|[A-Za-z][A-Za-z_]*))?`;

/** `drops below` and `takes more than` compare as `is` does. */
const VERB =
  '(?<verb>(?:is|are|was|were|be|becomes?|remains?|stays?|has been|have been|drops?|falls?|sinks?|goes|rises?|climbs?|gets|takes|lasts)\\s+(?:now\\s+)?)?';

const BEFORE = new RegExp(
  `${VERB}(?<not>not\\s+)?(?:${COMPARATORS.map(([words], at) => `(?<c${at}>(?:\\b(?=\\w)|(?=[<>=≤≥]))(?:${words}))`).join('|')})\\s*(?:the\\s+)?${AMOUNT}`,
  'gi',
);

const BEHIND = new RegExp(
  `${VERB}(?<not>not\\s+)?\\b${AMOUNT}(?:\\s+(?<noun>[A-Za-z_]+))?\\s+or\\s+(?<way>more|greater|higher|longer|older|above|over|later|less|fewer|lower|shorter|younger|below|under)\\b`,
  'gi',
);

const BETWEEN = new RegExp(
  `${VERB}(?<not>not\\s+)?(?:a whole number (?:of \\w+ )?)?(?:between|in the range(?: of)?|from)\\s+${AMOUNT}\\s+(?:and|to)\\s+${AMOUNT.replace(/\(\?<(\w+)>/g, '(?<$12>')}`,
  'gi',
);

const HAS_NUMBER = new RegExp(`\\d|\\b(?:${NUMBER_WORDS.join('|')})\\b`, 'i');

/** Words behind a number that are neither unit nor thing. */
const NO_UNIT = new Set(
  'and or of in to the then for with from by at on when is are per after before as if than that which a an not be has have shall must will should within during while until it its inclusive exclusive each total or'.split(
    ' ',
  ),
);

/** All comparisons of a sentence with numbers, in their order. `between A and B` gives two with one span. */
export function findBounds(sentence: string): Bound[] {
  if (!HAS_NUMBER.test(sentence)) return [];
  const bounds: Bound[] = [];
  const isFree = ({ start, end }: Span) => bounds.every(({ span }) => end <= span.start || start >= span.end);
  for (const match of sentence.matchAll(BETWEEN)) {
    const groups = match.groups ?? {};
    const second = { sign: groups['sign2'], number: groups['number2'], unit: groups['unit2'], gap: groups['gap2'] };
    const high = readAmount(second);
    const own = readAmount({ sign: groups['sign'], number: groups['number'], unit: groups['unit'], gap: groups['gap'] });
    if (!high || !own || (/^from\b/i.test(match[0].trim()) && high.noun === null)) continue;
    const low = own.noun === null ? readAmount({ ...second, number: groups['number'] }) : own;
    if (!low || low.unit !== high.unit) continue;
    const span = { start: match.index, end: match.index + match[0].length - high.unused };
    const isNegative = groups['not'] !== undefined;
    const shared = { span, words: match[0], hasVerb: groups['verb'] !== undefined, measure: null, noun: high.noun, unit: high.unit };
    bounds.push({ ...shared, operator: isNegative ? '<' : '>=', value: low.value, amount: low.text });
    bounds.push({ ...shared, operator: isNegative ? '>' : '<=', value: high.value, amount: high.text });
  }
  for (const match of sentence.matchAll(BEHIND)) {
    const groups = match.groups ?? {};
    const amount = readAmount({ sign: groups['sign'], number: groups['number'], unit: groups['unit'], gap: groups['gap'] });
    const span = { start: match.index, end: match.index + match[0].length };
    if (!amount || amount.unused > 0 || !isFree(span)) continue;
    const way = groups['way'] ?? '';
    const isMore = /more|greater|higher|longer|older|above|over|later/i.test(way);
    const operator = groups['not'] === undefined ? (isMore ? '>=' : '<=') : isMore ? '<' : '>';
    bounds.push({
      operator,
      value: amount.value,
      unit: amount.unit,
      amount: amount.text,
      span,
      words: match[0],
      hasVerb: groups['verb'] !== undefined,
      measure: /older|younger/i.test(way) ? 'age' : null,
      noun: groups['noun'] ?? amount.noun,
    });
  }
  for (const match of sentence.matchAll(BEFORE)) {
    const groups = match.groups ?? {};
    const amount = readAmount({ sign: groups['sign'], number: groups['number'], unit: groups['unit'], gap: groups['gap'] });
    const index = COMPARATORS.findIndex((_, at) => groups[`c${at}`] !== undefined);
    const words = groups[`c${index}`] ?? '';
    const known = COMPARATORS[index]?.[1];
    const span = { start: match.index, end: match.index + match[0].length - (amount?.unused ?? 0) };
    if (!amount || !known || !isFree(span)) continue;
    const operator = groups['not'] === undefined ? known : OPPOSITE[known];
    const measure = /longer|shorter/i.test(words) ? 'length' : /older|younger/i.test(words) ? 'age' : null;
    const hasVerb = groups['verb'] !== undefined || /^(?:exceed|reach|equals|[<>=≤≥])|not exceed$/i.test(words);
    const { value, unit, noun } = amount;
    bounds.push({ operator, value, unit, amount: amount.text, span, words: match[0], hasVerb, measure, noun });
  }
  return bounds.sort((a, b) => a.span.start - b.span.start);
}

const OPPOSITE: Record<Comparison, Comparison> = { '=': '!=', '!=': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };

const SIGNS: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP' };

type AmountWords = { sign: string | undefined; number: string | undefined; unit: string | undefined; gap: string | undefined };

/** A number with its unit; `unused` counts the letters of a word behind it that belongs to the rest of the sentence. */
export function readAmount({
  sign,
  number,
  unit,
  gap,
}: AmountWords): (Pick<Bound, 'value' | 'unit' | 'noun'> & { text: string; unused: number }) | null {
  if (number === undefined) return null;
  const word = NUMBER_WORDS.indexOf(number.toLowerCase());
  const value = word >= 0 ? word : Number(number.replaceAll(',', ''));
  if (!Number.isFinite(value)) return null;
  const currency = sign ? SIGNS[sign] : unit && isCurrency(unit) ? unit : undefined;
  const digits = `${number}`;
  if (currency)
    return {
      value: Math.round(value * 10 ** minorDigits(currency)),
      unit: currency,
      noun: null,
      text: sign ? `${sign}${digits}` : `${digits} ${unit ?? ''}`,
      unused: sign && unit ? unit.length + (gap?.length ?? 0) : 0,
    };
  const isUnit = unit !== undefined && !NO_UNIT.has(unit.toLowerCase());
  if (!isUnit) return { value, unit: null, noun: null, text: digits, unused: unit === undefined ? 0 : unit.length + (gap?.length ?? 0) };
  const known = unitOf(unit);
  const text = `${digits}${gap ?? ''}${unit}`;
  if (known.family === 'time') return { value: value * known.factor, unit: 'ms', noun: unit, text, unused: 0 };
  if (known.family === 'size') return { value: value * known.factor, unit: 'bytes', noun: unit, text, unused: 0 };
  return { value, unit: known.name === '%' ? '%' : null, noun: known.name === '%' ? null : unit, text, unused: 0 };
}

/** An amount that stands somewhere by itself. */
export const AMOUNT_WORDS: string = AMOUNT;
