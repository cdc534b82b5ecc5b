import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { FoldedReview } from '#core/run/fold-run.ts';
import { ContextParts } from './context-parts.tsx';
import { PlanIssue } from './plan-issue.tsx';
import { ReviewView } from './review-view.tsx';

const nothing = () => {};
const wordsOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

const reviews: FoldedReview[] = [
  {
    seq: 90,
    model: 'Scripted (not a model)',
    verdict: 'objected',
    findings: [
      { isBlocking: true, path: 'test/refund.test.ts', line: 40, against: '.kiro/steering/tech.md', words: 'Day 29 is missing.' },
      { isBlocking: false, path: null, line: null, against: '8.1', words: 'Rounding over all units keeps 8.2 by itself.' },
    ],
    reason: null,
  },
  { seq: 120, model: 'Scripted (not a model)', verdict: 'approved', findings: [], reason: null },
  { seq: 150, model: 'nobody', verdict: 'unheard', findings: [], reason: 'The budget of the project is reached.' },
];

test('reviews are shown the latest first, each with what it sends back and what it only remarks', () => {
  const words = wordsOf(renderToString(<ReviewView reviews={reviews} onOpenFile={nothing} />));
  expect(words).toMatch(/Review 3 : Not reviewed.*The budget.*Review 2 : Nothing against.*Review 1 : Sent back/);
  expect(words).toMatch(/To mend: Day 29 is missing\. test\/refund\.test\.ts :40 against \.kiro\/steering\/tech\.md Remark: Rounding/);
  expect(wordsOf(renderToString(<ReviewView reviews={[]} onOpenFile={nothing} />))).toContain('Not reviewed yet');
});

test('a wrong task is said with its reason, what would be right, and the way to the plan', () => {
  const issue = { reason: '7.1 and 7.2 leave out 50.00 EUR.', suggestion: 'Say what happens at exactly 50.00 EUR.' };
  const html = renderToString(<PlanIssue issue={issue} taskId="4.1" specHref="/home/projects/shop/specs/pricing" />);
  expect(wordsOf(html)).toContain('The agent says that task 4.1 is wrong 7.1 and 7.2 leave out 50.00 EUR. Suggested instead: Say what');
  expect(html).toContain('/home/projects/shop/specs/pricing?document=tasks&amp;at=4.1');
});

test('what a request was made of adds up', () => {
  const parts = [
    { part: 'Rules', tokens: 900 },
    { part: 'Answers of tools', tokens: 11_100 },
  ];
  const words = wordsOf(renderToString(<ContextParts step="model-9" parts={parts} />));
  expect(words).toMatch(/The last request: 12,000 tokens.*model-9.*Rules 900 Answers of tools 11,100/);
});
