import { axesOf } from './axes.ts';
import { toBoxes } from './boxes.ts';
import { findValues } from './cells/find-values.ts';
import { sayCondition, sayFact } from './english.ts';
import { eachVariable } from './mentions.ts';
import type { FindingContext } from './say-region.ts';
import type { Rule } from './system.ts';

/** A concrete step that a rule allows and one that it forbids, in words; null where cells find no values for it. */
export function sayScenarios(
  { words, eventPhrase }: Pick<FindingContext, 'words' | 'eventPhrase'>,
  rule: Rule,
): { allowed: string | null; forbidden: string | null } {
  const names = new Set<string>();
  eachVariable(rule.guard, (name) => names.add(name));
  const variables = [...names].map((name) => words.variables.get(name)).filter((variable) => variable !== undefined);
  const axes = axesOf({ variables });
  const [box] = toBoxes(axes, rule.guard) ?? [];
  const values = box && findValues(axes, box);
  if (!values) return { allowed: null, forbidden: null };
  const facts = [...values].map(([key, value]) => sayFact(words, key, value));
  const [event] = rule.events ?? [];
  const given = [...(event === undefined ? [] : [eventPhrase(event)]), ...facts].join(', and ');
  const lead = given === '' ? 'In any step' : `Say ${given}`;
  return {
    allowed: `${lead}: then ${sayCondition(words, rule.response)}. That is as it should be.`,
    forbidden: `${lead}: then ${sayCondition(words, rule.response, false)}. That must not be.`,
  };
}
