import type { Span } from './span.ts';

/** What a labelled line or heading announces, in the languages that specs are written in. */
export type LabelKind =
  | 'criteria'
  | 'story'
  | 'glossary'
  | 'introduction'
  | 'requirements'
  | 'references'
  | 'validates'
  | 'depends'
  | 'properties'
  | 'graph'
  | 'aside';

const WORDS: Record<LabelKind, string[]> = {
  criteria: [
    'acceptance criteria',
    'acceptance criterion',
    'acceptance',
    '受入基準',
    '受け入れ基準',
    '受入条件',
    '受け入れ条件',
    '验收标准',
    '验收条件',
    '验收',
    '驗收標準',
    '인수 기준',
    '수용 기준',
    '승인 기준',
    'critérios de aceitação',
    'critérios de aceite',
    'criterios de aceptación',
    'criterios de aceptacion',
    'criteri di accettazione',
    'критерии приемки',
    'критерии приёмки',
    'критерии принятия',
    "critères d'acceptation",
    'critères d’acceptation',
    'akzeptanzkriterien',
    'abnahmekriterien',
  ],
  story: [
    'user story',
    'user stories',
    'objective',
    'story',
    '用户故事',
    '使用者故事',
    '目标用户故事',
    '目的',
    'ユーザーストーリー',
    '사용자 스토리',
    '목적',
    'história de usuário',
    'história do usuário',
    'historia de usuario',
    'пользовательская история',
    'récit utilisateur',
    'histoire utilisateur',
    'benutzergeschichte',
    'objetivo',
    'цель',
  ],
  glossary: [
    'glossary',
    'terms',
    'definitions',
    'terminology',
    '术语表',
    '术语',
    '詞彙表',
    '用語集',
    '用語定義',
    '용어집',
    '용어 정의',
    '용어',
    'glossário',
    'glosario',
    'glossaire',
    'глоссарий',
    'glossar',
    'glossario',
  ],
  introduction: [
    'introduction',
    'overview',
    'background',
    '简介',
    '介绍',
    '概述',
    '背景',
    '引言',
    'はじめに',
    '概要',
    '序論',
    '소개',
    '개요',
    'introdução',
    'introducción',
    'введение',
    'einführung',
    'einleitung',
    'project description',
  ],
  requirements: [
    'requirements',
    'functional requirements',
    '需求',
    '功能需求',
    '要件',
    '機能要件',
    '요구사항',
    'requisitos',
    'requerimientos',
    'требования',
    'exigences',
    'anforderungen',
    'requisiti',
  ],
  references: [
    'requirements',
    'requirement',
    'reqs',
    'req',
    'covers',
    'implements',
    '需求',
    '需求引用',
    '要件',
    '要求',
    '요구사항',
    '요구 사항',
    'requisitos',
    'requisito',
    'requerimientos',
    'требования',
    'требование',
    'exigences',
    'anforderungen',
  ],
  validates: ['validates', 'validate', '验证', '驗證', '検証', '검증', 'valida', 'validado', 'проверяет', 'valide', 'validiert'],
  depends: [
    'depends',
    'depends on',
    'dependencies',
    'blocked by',
    '依赖',
    '依赖于',
    '依存',
    '의존',
    '의존성',
    'dependências',
    'dependencias',
    'зависит от',
    'зависимости',
  ],
  properties: [
    'correctness properties',
    'properties',
    '正当性プロパティ',
    '正確性プロパティ',
    '正确性属性',
    '正確性屬性',
    '정확성 속성',
    'propriedades de correção',
    'propiedades de corrección',
    'свойства корректности',
  ],
  graph: [
    'task dependency graph',
    'dependency graph',
    '任务依赖图',
    'タスク依存関係グラフ',
    '作业依赖图',
    'grafo de dependências',
    'граф зависимостей',
    'grafo de dependencias',
  ],
  aside: [
    'note',
    'notes',
    'dependencies',
    'priority',
    'rationale',
    'out of scope',
    'non-goals',
    'assumptions',
    'references',
    '备注',
    '注意',
    '依赖',
    '优先级',
    '現状',
    '现状',
    '備考',
    '補足',
    '优先级别',
    'заметки',
    'notas',
    '비고',
  ],
};

const LOOKUP: Record<LabelKind, Set<string>> = {
  criteria: new Set(WORDS.criteria),
  story: new Set(WORDS.story),
  glossary: new Set(WORDS.glossary),
  introduction: new Set(WORDS.introduction),
  requirements: new Set(WORDS.requirements),
  references: new Set(WORDS.references),
  validates: new Set(WORDS.validates),
  depends: new Set(WORDS.depends),
  properties: new Set(WORDS.properties),
  graph: new Set(WORDS.graph),
  aside: new Set(WORDS.aside),
};

/** The longest label that any language here needs, with its marks: nothing longer is looked at. */
const LONGEST = 60;

/** Whether the words mean the given thing, whatever their case, numbering (`2. Glossary`) and trailing gloss in parentheses. */
export function isLabel(kind: LabelKind, words: string): boolean {
  if (words.length > LONGEST) return false;
  const set = LOOKUP[kind];
  const plain = words.toLowerCase().replace(/[*_`]/g, '').trim();
  if (set.has(plain)) return true;
  const bare = plain.replace(/^\d+(?:\.\d+)*[.、．]?\s*/, '').replace(/\s*[:：]$/, '');
  if (set.has(bare)) return true;
  const paren = bare.search(/[(（]/);
  return (
    paren > 0 &&
    (set.has(bare.slice(0, paren).trim()) ||
      set.has(
        bare
          .slice(paren + 1)
          .replace(/[)）]\s*$/, '')
          .trim(),
      ))
  );
}

/** A line such as `**User Story:** text`, `_Requirements: 1.2_` or `Depends: 2`, in its parts. */
export type LabelledLine = {
  label: string;
  labelSpan: Span;
  mark: '' | '*' | '**' | '_' | '__' /** What follows, without the mark that closes around it. */;
  rest: Span;
};

/**
 * Reads `label: rest` where the label may be in bold or italics, with the colon inside or outside of them, or the mark
 * around all of it. Null where the words before the first colon are too long to be a label, or there is no colon.
 */
export function readLabelled(text: string, from: number, to: number): LabelledLine | null {
  const mark = markAt(text, from);
  const labelFrom = from + mark.length;
  const limit = Math.min(to, labelFrom + LONGEST);
  let colon = labelFrom;
  while (colon < limit && text[colon] !== ':' && text[colon] !== '：') colon += 1;
  if (colon >= limit) return mark.length === 2 ? closedWithoutColon(text, mark, labelFrom, to) : null;
  let labelTo = colon;
  let restFrom = colon + 1;
  let restTo = to;
  if (mark) {
    if (text.startsWith(mark, labelTo - mark.length)) labelTo -= mark.length;
    else if (text.startsWith(mark, restFrom)) restFrom += mark.length;
    else {
      const close = text.lastIndexOf(mark, to - 1);
      if (close > restFrom) restTo = close;
    }
  }
  while (restFrom < restTo && isSpace(text[restFrom])) restFrom += 1;
  while (restTo > restFrom && isSpace(text[restTo - 1])) restTo -= 1;
  return {
    label: text.slice(labelFrom, labelTo).trim(),
    labelSpan: { start: labelFrom, end: labelTo },
    mark,
    rest: { start: restFrom, end: restTo },
  };
}

function closedWithoutColon(text: string, mark: LabelledLine['mark'], labelFrom: number, to: number): LabelledLine | null {
  const close = text.slice(labelFrom, Math.min(to, labelFrom + LONGEST)).indexOf(mark);
  if (close <= 0 || labelFrom + close + mark.length !== to) return null;
  return {
    label: text.slice(labelFrom, labelFrom + close).trim(),
    labelSpan: { start: labelFrom, end: labelFrom + close },
    mark,
    rest: { start: to, end: to },
  };
}

function markAt(text: string, at: number): LabelledLine['mark'] {
  const first = text[at];
  if (first !== '*' && first !== '_') return '';
  return text[at + 1] === first ? (first === '*' ? '**' : '__') : first;
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\u3000' || char === '\u00a0';
}
