import { unitOf } from '#core/language/reading/units.ts';
import type { Comparison } from '../expression.ts';
import type { DraftCondition, Thing } from './draft.ts';
import { isUnspaced, showable } from './phrase-key.ts';

const NUMBER = '(\\d[\\d,]*(?:\\.\\d+)?)\\s*';
const UNIT = '([%％A-Za-z]+|文字|字符|个字符|秒|分钟|分|小时|時間|天|日|件|个|個|回|次|円|元)?';

/** Comparisons of Japanese and Chinese, with the sign that each says: the number before (`10文字以上`) or behind (`超过10个`). */
const BEHIND: readonly (readonly [string, Comparison])[] = [
  ['以上', '>='],
  ['以下|以内', '<='],
  ['未満|未满', '<'],
  ['を超え(?:る|た)?|より大きい|より多い', '>'],
];
const BEFORE: readonly (readonly [string, Comparison])[] = [
  ['大于等于|不少于|不小于|不低于|至少', '>='],
  ['小于等于|不超过|不大于|最多', '<='],
  ['超过|超過|大于|多于|高于', '>'],
  ['小于|少于|低于', '<'],
  ['等于', '='],
];

const UNITS: Record<string, string> = { 秒: 's', 分: 'min', 分钟: 'min', 小时: 'h', 時間: 'h', 天: 'day', 日: 'day', '％': '%' };

/** A comparison in a script without blanks between words; null where there is none. */
export function readUnspacedCondition(text: string): DraftCondition | null {
  if (!isUnspaced(text)) return null;
  for (const [words, operator] of BEHIND) {
    const match = new RegExp(`^(.{1,30}?)(?:が|は|の|を)?${NUMBER}${UNIT}(?:${words})(?:の|である|です|だ|の場合|的)?(.{0,12})$`, 'u').exec(
      text,
    );
    if (match?.[1] && match[2]) return compare(match[1], match[4] ?? '', operator, match[2], match[3]);
  }
  for (const [words, operator] of BEFORE) {
    const match = new RegExp(`^(.{1,30}?)(?:${words})\\s*${NUMBER}${UNIT}(.{0,8})$`, 'u').exec(text);
    if (match?.[1] && match[2]) return compare(match[1], match[4] ?? '', operator, match[2], match[3]);
  }
  return null;
}

function compare(subject: string, tail: string, operator: Comparison, digits: string, unit: string | undefined): DraftCondition {
  const amount = Number(digits.replaceAll(',', ''));
  const known = unit ? unitOf(UNITS[unit] ?? unit) : null;
  const isTime = known?.family === 'time';
  const phrase = showable(`${subject}${tail}`);
  const thing: Thing = {
    key: `${phrase}${isTime ? '|ms' : ''}`,
    phrase,
    kind: 'number',
    unit: isTime ? 'ms' : known?.name === '%' ? '%' : null,
    isReal: !Number.isInteger(amount),
    values: null,
  };
  return { kind: 'compare', thing, operator, value: isTime ? amount * known.factor : amount };
}
