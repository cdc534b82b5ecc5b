import { eachVariable } from '#core/analysis/mentions.ts';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import type { Rule, System } from '#core/analysis/system.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';

/**
 * What each criterion is taken to mean, as texts that the caller hashes: its rules with terms put in, the types of all that they name, and what may be assumed. Two texts are the
 * same where the same tests follow from both, so moving a line or naming a term anew changes nothing. Total: any text of readings will do.
 */
export function readingTexts(readings: string): Map<string, string> {
  const { system } = lowerReadings(parseReadings(readings).tree);
  const texts = new Map<string, string>();
  for (const [criterion, rules] of Map.groupBy(system.rules, (rule) => rule.criterion)) texts.set(criterion, meaningOf(system, rules));
  return texts;
}

function meaningOf({ variables, assumptions }: System, rules: readonly Rule[]): string {
  const named = new Set<string>();
  const conditions = assumptions.map(({ expression }) => expression);
  for (const expression of [
    ...conditions,
    ...rules.flatMap(({ guard, response, timing }) => [guard, response, ...(timing?.until ? [timing.until] : [])]),
  ])
    eachVariable(expression, (name) => named.add(name));
  const types = variables
    .filter(({ name }) => named.has(name))
    .map(({ name, role, domain, initial, isAction }) => ({ name, role, domain, initial, isAction }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify([rules.map(({ events, guard, response, timing }) => ({ events, guard, response, timing })), types, conditions]);
}
