import type { Criterion, RequirementsTree } from '#core/language/spec-tree.ts';

/** The sentences that the builder knows; `complex` takes any of the clauses together. */
export const builderPatterns = ['ubiquitous', 'event', 'state', 'unwanted', 'optional', 'complex'] as const;
export type BuilderPattern = (typeof builderPatterns)[number];

export type EarsSlots = { feature: string; state: string; trigger: string; condition: string; subject: string; response: string };

/** Which slots a pattern has, in the order of its sentence. */
export const slotsOf: Record<BuilderPattern, readonly (keyof EarsSlots)[]> = {
  ubiquitous: ['subject', 'response'],
  event: ['trigger', 'subject', 'response'],
  state: ['state', 'subject', 'response'],
  unwanted: ['condition', 'subject', 'response'],
  optional: ['feature', 'subject', 'response'],
  complex: ['feature', 'state', 'trigger', 'condition', 'subject', 'response'],
};

type Language = 'en' | 'es' | 'pt' | 'ru' | 'zh' | 'ja' | 'ko';
type Case = 'upper' | 'lower' | 'capital';

/** How a document writes its criteria. */
export type EarsStyle = { language: Language; case: Case; isBold: boolean };

/** A clause or the main sentence as keyword and slot, the keyword first or, where the language has it so, behind. */
type Words = Record<'feature' | 'state' | 'trigger' | 'condition', readonly [string, string]> & {
  subject: readonly [string, string];
  response: readonly [string, string];
  join: string;
  consequence: string;
};

const WORDS: Record<Language, Words> = {
  en: spaced('where', 'while', 'when', 'if', 'then', 'the', 'shall'),
  es: spaced('donde', 'mientras', 'cuando', 'si', 'entonces', 'el', 'debe'),
  pt: spaced('onde', 'enquanto', 'quando', 'se', 'então', 'o', 'deve'),
  ru: spaced('где', 'пока', 'когда', 'если', 'то', '', 'должен'),
  zh: {
    feature: ['在', '的情况下'],
    state: ['在', '期间'],
    trigger: ['当', '时'],
    condition: ['如果', ''],
    subject: ['', ''],
    response: ['必须', ''],
    join: '，',
    consequence: '',
  },
  ja: {
    feature: ['', '限り'],
    state: ['', '間'],
    trigger: ['', 'とき'],
    condition: ['もし', '場合'],
    subject: ['', 'は'],
    response: ['', 'しなければならない'],
    join: '、',
    consequence: '',
  },
  ko: {
    feature: ['', '경우'],
    state: ['', '동안'],
    trigger: ['', '때'],
    condition: ['만약 ', '경우'],
    subject: ['', '은(는) '],
    response: ['', '해야 한다'],
    join: ', ',
    consequence: '',
  },
};

function spaced(feature: string, state: string, trigger: string, condition: string, then: string, article: string, modal: string): Words {
  const opening = (word: string) => [`${word} `, ''] as const;
  return {
    feature: opening(feature),
    state: opening(state),
    trigger: opening(trigger),
    condition: opening(condition),
    subject: [article === '' ? '' : `${article} `, ' '],
    response: opening(modal),
    join: ', ',
    consequence: `${then} `,
  };
}

/** The sentence of a pattern in a document's own language and case. A slot that is empty shows as `…`. One line, without its number. */
export function earsSentence({ language, case: keywordCase, isBold }: EarsStyle, pattern: BuilderPattern, slots: EarsSlots): string {
  const words = WORDS[language];
  const keyword = (word: string, isFirst: boolean) => {
    const bare = word.trim();
    if (bare === '') return word;
    const cased = keywordCase === 'upper' ? bare.toUpperCase() : keywordCase === 'capital' && isFirst ? capital(bare) : bare;
    return word.replace(bare, () => (isBold ? `**${cased}**` : cased));
  };
  const fill = (slot: keyof EarsSlots) => slots[slot].trim().replaceAll(/\s+/g, ' ') || '…';
  const isFilled = (slot: keyof EarsSlots) => pattern !== 'complex' || slots[slot].trim() !== '';
  const clauses = slotsOf[pattern].flatMap((slot) => (slot === 'subject' || slot === 'response' || !isFilled(slot) ? [] : [slot]));
  const parts = clauses.map((slot, at) => `${keyword(words[slot][0], at === 0)}${fill(slot)}${keyword(words[slot][1], false)}`);
  const then = clauses.includes('condition') ? keyword(words.consequence, false) : '';
  const subject = `${keyword(words.subject[0], parts.length === 0)}${fill('subject')}${words.subject[1]}`;
  const response = `${keyword(words.response[0], false)}${fill('response')}${words.response[1]}`;
  return [...parts, then + subject + response].join(words.join);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const LANGUAGE_OF: readonly (readonly [RegExp, Language])[] = [
  [/^(?:shall|must|should|will|may)/i, 'en'],
  [/^(?:deve|devem|deverá|deverão)$/i, 'pt'],
  [/^(?:debe|deben|deberá|deberán|debera)$/i, 'es'],
  [/[а-я]/i, 'ru'],
  [/[ぁ-ん]/, 'ja'],
  [/[가-힣]/, 'ko'],
  [/[一-龥]/, 'zh'],
];

/**
 * How a document writes its criteria: the language of its keywords (which need not be that of its words), their case, and whether they are bold. Read
 * from the criteria nearest to the place where a new one goes, given first.
 */
export function earsStyle(text: string, near: readonly Criterion[], tree: RequirementsTree): EarsStyle {
  const model = near.find(hasModality) ?? tree.requirements.flatMap(({ criteria }) => criteria).find(hasModality);
  const modal = model?.modality;
  if (!model || !modal) return { language: 'en', case: 'upper', isBold: false };
  const language = LANGUAGE_OF.find(([letters]) => letters.test(modal.text))?.[1] ?? 'en';
  const opening = model.clauses[0]?.keyword ?? '';
  const isUpper = modal.text === modal.text.toUpperCase() && modal.text !== modal.text.toLowerCase();
  return {
    language,
    case: isUpper ? 'upper' : opening !== '' && opening === opening.toLowerCase() ? 'lower' : 'capital',
    isBold: text.slice(modal.span.start - 2, modal.span.start) === '**' || modal.text.startsWith('**'),
  };
}

function hasModality({ modality, pattern }: Criterion): boolean {
  return modality !== null && pattern !== 'unclassified';
}

/** Who shall, most often, in the criteria given: what a new one is likely to speak of. */
export function usualSubject(criteria: readonly Criterion[]): string {
  const counts = new Map<string, number>();
  for (const { subject } of criteria) if (subject) counts.set(subject.text, (counts.get(subject.text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
