import { describe, expect, test } from 'vitest';
import { readEars } from './ears.ts';

const read = (sentence: string) => {
  const { pattern, clauses, subject, modality, response } = readEars(sentence, 0);
  return [
    pattern,
    clauses.map(({ kind, keyword, text }) => `${kind} ${keyword}|${text}`),
    subject?.text ?? null,
    modality?.text ?? null,
    response?.text ?? null,
  ];
};

test.each([
  [
    'When /api/status が呼び出された場合、the AI Coach システムは現在の状態（新規、復帰など）、方針、傾向を返す',
    ['event', ['trigger When|/api/status が呼び出された場合'], 'AI Coach システム', null, '現在の状態（新規、復帰など）、方針、傾向を返す'],
  ],
  [
    'When 分析を依頼した場合（「見て」など）、the システムは検出し、返す',
    ['event', ['trigger When|分析を依頼した場合（「見て」など）'], 'システム', null, '検出し、返す'],
  ],
  [
    'If 実行が失敗した場合、the システムはコード、理由を保存すること',
    ['unwanted', ['condition If|実行が失敗した場合'], 'システム', 'すること', 'コード、理由を保存'],
  ],
])('a clause that its last word closes ends there, whatever is listed behind it: %s', (sentence, parts) => {
  expect(read(sentence)).toEqual(parts);
});

describe('EARS in English', () => {
  test.each([
    ['THE Cart SHALL show the sum', ['ubiquitous', [], 'Cart', 'SHALL', 'show the sum']],
    [
      'WHEN a customer pays, THE Order_Service SHALL send a receipt',
      ['event', ['trigger WHEN|a customer pays'], 'Order_Service', 'SHALL', 'send a receipt'],
    ],
    ['WHEN a, b, or c happens THEN the system SHALL stop', ['event', ['trigger WHEN|a, b, or c happens'], 'system', 'SHALL', 'stop']],
    [
      'IF the card is refused, THEN THE Shop SHALL NOT ship',
      ['unwanted', ['condition IF|the card is refused'], 'Shop', 'SHALL NOT', 'ship'],
    ],
    ['WHILE the door is open, the lift shall stay', ['state', ['state WHILE|the door is open'], 'lift', 'shall', 'stay']],
    [
      'WHERE the shop has express, THE Cart SHALL offer it',
      ['optional', ['feature WHERE|the shop has express'], 'Cart', 'SHALL', 'offer it'],
    ],
    [
      'WHILE closed, IF a key is pressed, where the key is red, THEN THE Lock SHALL beep',
      ['complex', ['state WHILE|closed', 'condition IF|a key is pressed', 'feature where|the key is red'], 'Lock', 'SHALL', 'beep'],
    ],
    ['WHEN x is set AND y is set THEN THE Z SHALL go', ['event', ['trigger WHEN|x is set', 'condition AND|y is set'], 'Z', 'SHALL', 'go']],
    ['WHEN a\nTHE SYSTEM SHALL b', ['event', ['trigger WHEN|a'], 'SYSTEM', 'SHALL', 'b']],
    ['**WHEN** a, **THE** B **SHALL** c', ['event', ['trigger WHEN|a'], 'B', 'SHALL', 'c']],
    ['THE Bell SHALL ring WHEN the door opens', ['event', ['trigger WHEN|the door opens'], 'Bell', 'SHALL', 'ring']],
    ['FOR ALL valid devices, parsing SHALL give the same', ['ubiquitous', [], 'FOR ALL valid devices, parsing', 'SHALL', 'give the same']],
    ['WHEN a user clicks THEN the page is empty', ['event', ['trigger WHEN|a user clicks'], null, null, 'the page is empty']],
    ['GIVEN a cart WHEN I pay THEN it is empty', ['complex', ['state GIVEN|a cart', 'trigger WHEN|I pay'], null, null, 'it is empty']],
    ['Automation of sharing', ['unclassified', [], null, null, null]],
    ['WHEN the flag `SHALL` is set, THE A SHALL b', ['event', ['trigger WHEN|the flag `SHALL` is set'], 'A', 'SHALL', 'b']],
  ])('%s', (sentence, expected) => expect(read(sentence)).toEqual(expected));
});

describe('EARS in other languages', () => {
  test.each([
    [
      'WHEN 金額が閾値を超える THEN Workflow Serviceは承認者を追加しなければならない',
      ['event', ['trigger WHEN|金額が閾値を超える'], 'Workflow Service', 'しなければならない', '承認者を追加'],
    ],
    [
      'When ユーザーが押す, the 認証システム shall 検証する',
      ['event', ['trigger When|ユーザーが押す'], '認証システム', 'shall', '検証する'],
    ],
    [
      'タスクが作成されたとき、システムはIDを割り当てること',
      ['event', ['trigger とき|タスクが作成された'], 'システム', 'こと', 'IDを割り当てる'],
    ],
    ['WHEN Agent 初始化时，THE System SHALL 加载文件', ['event', ['trigger WHEN|Agent 初始化时'], 'System', 'SHALL', '加载文件']],
    ['当用户提交表单时，系统必须保存数据', ['event', ['trigger 当|用户提交表单'], '系统', '必须', '保存数据']],
    ['如果密码错误，则系统应显示错误', ['unwanted', ['condition 如果|密码错误'], '系统', '应', '显示错误']],
    ['应用响应时间不得超过一秒', ['ubiquitous', [], '应用响应时间', '不得', '超过一秒']],
    [
      'CUANDO el cliente paga, EL Sistema DEBE enviar un recibo',
      ['event', ['trigger CUANDO|el cliente paga'], 'Sistema', 'DEBE', 'enviar un recibo'],
    ],
    [
      'SE o cartão falhar, ENTÃO O Sistema NÃO DEVE enviar',
      ['unwanted', ['condition SE|o cartão falhar'], 'Sistema', 'NÃO DEVE', 'enviar'],
    ],
    ['КОГДА клиент платит, Система ДОЛЖНА отправить чек', ['event', ['trigger КОГДА|клиент платит'], 'Система', 'ДОЛЖНА', 'отправить чек']],
    ['사용자가 버튼을 누를 때, 시스템은 저장해야 한다', ['event', ['trigger 때|사용자가 버튼을 누를'], '시스템', '해야 한다', '저장']],
  ])('%s', (sentence, expected) => expect(read(sentence)).toEqual(expected));
});

test.each([
  ['タスクが作成されたとき、システムは一意のIDを割り当てる', 'event', 'システム', '一意のIDを割り当てる'],
  ['保存に失敗した場合、システムはエラーを表示します。', 'unwanted', 'システム', 'エラーを表示します'],
  ['システムはログを保存する', 'ubiquitous', 'システム', 'ログを保存する'],
  ['きれいな色', 'unclassified', undefined, undefined],
])('%s has no modal and is read all the same', (sentence, pattern, subject, response) => {
  const read = readEars(sentence, 0);
  expect([read.pattern, read.subject?.text, read.response?.text, read.modality]).toEqual([pattern, subject, response, null]);
});
