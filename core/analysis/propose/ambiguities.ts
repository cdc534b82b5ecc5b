import type { Criterion } from '#core/language/spec-tree.ts';
import type { Option, Question } from '../analysed-spec.ts';

/** A way to say something that people understand in two ways, and what each of them would write instead. */
type Ambiguity = {
  shape: RegExp;
  ask: (match: RegExpExecArray, criterion: Criterion) => { text: string; options: [label: string, instead: string | null][] } | null;
};

const N = '(\\d[\\d.,]*|two|three|four|five|six|seven|eight|nine|ten)';

const TABLE: readonly Ambiguity[] = [
  {
    shape: /\bbetween\s+(\S+(?:\s[A-Z]{3}\b)?)\s+and\s+(\S+(?:\s[A-Z]{3}\b)?)/i,
    ask: ([whole = '', low = '', high = ''], { text }) => {
      if (!/\d/.test(low) || !/\d/.test(high) || /\b(?:in|ex)clusive/i.test(text)) return null;
      const end = high.replace(/[.,;]$/, '');
      return {
        text: `Are ${low} and ${end} themselves within "${whole.replace(/[.,;]$/, '')}"?`,
        options: [
          ['Yes, both', `between ${low} and ${end} inclusive`],
          ['No, neither', `more than ${low} and less than ${end}`],
          [`${low} is, ${end} is not`, `at least ${low} and less than ${end}`],
        ],
      };
    },
  },
  {
    shape: new RegExp(
      `\\bafter\\s+${N}\\s+((?:failed|unsuccessful|consecutive|wrong|invalid|login)\\s+)*(attempts?|tries|retries|failures|errors|times)\\b`,
      'i',
    ),
    ask: ([whole = '', count = '']) => ({
      text: `"${whole}": does it happen at number ${count}, or at the one behind it?`,
      options: [
        [`At number ${count}`, whole.replace(/^after\s+\S+/i, `at ${count} or more`)],
        ['At the one behind it', whole.replace(/^after\s+\S+/i, `after more than ${count}`)],
      ],
    }),
  },
  {
    shape: new RegExp(`\\bwithin\\s+${N}\\s+(?:milliseconds?|ms|seconds?|minutes?|hours?|days?)\\b(?!\\s+(?:of|after|from|before))`, 'i'),
    ask: ([whole = ''], { clauses }) =>
      clauses.some(({ kind }) => kind === 'trigger')
        ? null
        : {
            text: `"${whole}" of what? No event is named from which the time counts.`,
            options: [
              ['Of the request', `${whole} of the request`],
              ['Of the change that causes it', `${whole} of the change`],
            ],
          },
  },
  {
    shape: new RegExp(`\\b(?:more|greater|less|fewer) than ${N}\\s*(?:days?|months?|years?|weeks?)\\s+(?:ago|old)\\b`, 'i'),
    ask: ([whole = '']) => ({
      text: `"${whole}": counted in calendar days or in periods of 24 hours?`,
      options: [
        ['Calendar days', `${whole} (calendar days)`],
        ['Periods of 24 hours', `${whole} (periods of 24 hours)`],
      ],
    }),
  },
  {
    shape: /\band\/or\b/i,
    ask: () => ({
      text: 'Does "and/or" ask for one of them, for all of them, or leave it to whoever builds it?',
      options: [
        ['One is enough', 'or'],
        ['All of them', 'and'],
      ],
    }),
  },
];

/** What the words of a criterion leave open, with the change of the text that each answer would make. */
export function askAmbiguities(criterion: Criterion, hash: string): Question[] {
  const questions: Question[] = [];
  for (const [at, { shape, ask }] of TABLE.entries()) {
    const match = shape.exec(criterion.text);
    const asked = match && ask(match, criterion);
    if (!match || !asked) continue;
    const span = {
      start: criterion.span.start + match.index,
      end: criterion.span.start + match.index + match[0].replace(/[.,;]$/, '').length,
    };
    const options: Option[] = asked.options.map(([label, instead]) => ({
      label,
      edits: instead === null ? [] : [{ span, text: instead }],
    }));
    questions.push({ id: `a-${criterion.id}-${hash}-${at}`, text: asked.text, options });
  }
  return questions;
}
