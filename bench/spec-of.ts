const SUBJECTS = ['Order_Service', 'Payment_Gateway', 'Cart', 'Refund Desk', 'Inventory_Service'];
const TRIGGERS = [
  'WHEN a customer submits an order of more than {n} items',
  'IF the payment is refused {n} times in a row, THEN',
  'WHILE the warehouse has fewer than {n} parcels waiting',
  'WHERE the shop has the express option',
  'WHEN a clerk cancels a paid order AND the parcel has left',
];
const RESPONSES = [
  'answer within {n} ms',
  'record who did it, when, and why',
  'show the sum of all lines without tax',
  'refuse it and say which limit it breaks',
  'send one message to the customer',
];

/** A spec of so many requirements (about 300 bytes each), with a design and tasks that refer to them. The same for the same count. */
export function specOf(count: number): { requirements: string; design: string; tasks: string } {
  const pick = (list: string[], at: number) => (list[at % list.length] ?? '').replace('{n}', String((at * 37) % 900));
  const requirements = [
    '# Requirements Document\n\n## Introduction\n\nA shop that sells by the parcel.\n\n## Glossary\n\n- **Order_Service**: takes orders\n- **Payment_Gateway**: takes money\n- **Cart**: what a customer means to buy\n\n## Requirements\n',
  ];
  const tasks = ['# Implementation Plan\n\n## Tasks\n'];
  const design = ['# Design Document\n\n## Overview\n\nText.\n\n## Correctness Properties\n'];
  for (let at = 1; at <= count; at += 1) {
    const criteria = Array.from({ length: at % 2 === 0 ? 2 : 1 }, (_, i) => {
      const trigger = pick(TRIGGERS, at + i);
      return `${i + 1}. ${trigger}${trigger.endsWith('THEN') ? '' : ','} THE ${pick(SUBJECTS, at * 3 + i)} SHALL ${pick(RESPONSES, at * 7 + i)}`;
    });
    requirements.push(
      `\n### Requirement ${at}: Parcel rule ${at}\n\n**User Story:** As a clerk, I want rule ${at}, so that parcels arrive.\n\n#### Acceptance Criteria\n\n${criteria.join('\n')}\n`,
    );
    tasks.push(
      `\n- [${at % 3 === 0 ? 'x' : ' '}] ${at}. Implement rule ${at}\n  - Write the code and its tests\n  - _Requirements: ${at}.1${at % 2 === 0 ? `, ${at}.2` : ''}_\n`,
    );
    if (at % 10 === 0)
      design.push(
        `\n### Property ${at / 10}: Rule ${at} holds\n\n*For any* parcel, rule ${at} holds.\n\n**Validates: Requirements ${at}.1**\n`,
      );
  }
  return { requirements: requirements.join(''), design: design.join(''), tasks: tasks.join('') };
}
