import type { Clause } from './spec-tree.ts';

export type Role = Clause['kind'] | 'unwanted' | 'consequence' | 'and' | 'article' | 'modal' | 'weakModal' | 'not';

const WORDS: Record<Role, string> = {
  trigger: 'when|cuando|quando|когда|при|wenn|sobald|lorsque|quand|lors',
  unwanted: 'if|si|se|если|falls|caso',
  state: 'while|during|given|mientras|durante|enquanto|пока|während|solange|tant|dado|dada|дано',
  feature: 'where|donde|onde|где|wo',
  condition: '',
  consequence: 'then|entonces|então|entao|то|dann|alors|тогда',
  and: 'and|or|y|e|и|und|et',
  article: 'the|a|an|el|la|los|las|o|os|as|le|les|der|die|das',
  modal:
    'shall|must|debe|deben|deberá|deberán|debera|deve|devem|deverá|deverão|должен|должна|должно|должны|следует|muss|müssen|doit|doivent|devra',
  weakModal: 'should|will|may|soll|sollen',
  not: 'not|never|no|не|nicht|não|nao|ne|nunca|ningún|никогда',
};

/** A word of a spaced language as it is written, and what it means in an EARS sentence. */
export type Keyword = { roles: readonly Role[]; isUpper: boolean };

/** Each such word in lower case, in capitals, and with its first letter capital. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = (() => {
  const roles = new Map<string, Role[]>();
  for (const [role, words] of Object.entries(WORDS) as [Role, string][]) {
    for (const word of words.split('|')) {
      if (!word) continue;
      const forms = new Set([word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)]);
      for (const form of forms) roles.set(form, [...(roles.get(form) ?? []), role]);
    }
  }
  return new Map([...roles].map(([word, own]) => [word, { roles: own, isUpper: word === word.toUpperCase() }]));
})();

/** How long a word that begins with a letter may be to be a keyword, by the code of the letter. Most letters begin none of most lengths. */
export const KEYWORD_LENGTHS: Uint32Array = (() => {
  const lengths = new Uint32Array(0x500);
  for (const word of KEYWORDS.keys()) lengths[word.charCodeAt(0)] = (lengths[word.charCodeAt(0)] ?? 0) | (1 << word.length);
  return lengths;
})();

/** Openings of a clause in Chinese, which stand before the words. The longer come first. */
export const CJK_OPENINGS: readonly (readonly [string, Role])[] = [
  ['在以下情况', 'trigger'],
  ['每当', 'trigger'],
  ['当', 'trigger'],
  ['當', 'trigger'],
  ['如果', 'unwanted'],
  ['若', 'unwanted'],
  ['假如', 'unwanted'],
  ['假设', 'state'],
  ['假設', 'state'],
  ['もし', 'unwanted'],
  ['만약', 'unwanted'],
  ['만일', 'unwanted'],
];

/** Closings of a clause, which stand behind the words and before a comma. The longer come first. */
export const CJK_CLOSINGS: readonly (readonly [string, Role])[] = [
  ['している間', 'state'],
  ['ている間', 'state'],
  ['の間', 'state'],
  ['間', 'state'],
  ['中は', 'state'],
  ['限り', 'state'],
  ['したとき', 'trigger'],
  ['とき', 'trigger'],
  ['時', 'trigger'],
  ['际に', 'trigger'],
  ['際に', 'trigger'],
  ['際', 'trigger'],
  ['たら', 'trigger'],
  ['すると', 'trigger'],
  ['場合は', 'unwanted'],
  ['場合', 'unwanted'],
  ['ならば', 'unwanted'],
  ['期间', 'state'],
  ['期間', 'state'],
  ['的情况下', 'state'],
  ['时', 'trigger'],
  ['后', 'trigger'],
  ['之后', 'trigger'],
  ['동안', 'state'],
  ['할 때', 'trigger'],
  ['될 때', 'trigger'],
  ['때', 'trigger'],
  ['경우', 'unwanted'],
  ['하면', 'trigger'],
  ['되면', 'trigger'],
  ['면', 'trigger'],
];

/** Modals of Japanese and Korean, which close the sentence, with whether they forbid. The longer come first. */
export const CLOSING_MODALS: readonly (readonly [string, boolean])[] = [
  ['してはならない', true],
  ['てはならない', true],
  ['てはいけない', true],
  ['ないこと', true],
  ['しなければならない', false],
  ['なければならない', false],
  ['なければなりません', false],
  ['する必要がある', false],
  ['必要がある', false],
  ['するものとする', false],
  ['ものとする', false],
  ['べきである', false],
  ['べき', false],
  ['すること', false],
  ['できること', false],
  ['されること', false],
  ['こと', false],
  ['해서는 안 된다', true],
  ['하지 않아야 한다', true],
  ['않아야 한다', true],
  ['하여야 한다', false],
  ['해야 한다', false],
  ['해야 합니다', false],
  ['야 한다', false],
  ['야 합니다', false],
];
