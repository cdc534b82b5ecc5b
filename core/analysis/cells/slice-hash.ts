import type { Expression } from '../expression.ts';
import { eachVariable } from '../mentions.ts';
import type { Rule, System, Variable } from '../system.ts';

/**
 * Names a part of a system by all that its verdict depends on: rules without their places in the text, the variables that they mention, assumptions about those.
 * The same part of another spec, or of the same spec after an edit elsewhere, has the same.
 */
export function sliceHasher(system: System): (rules: readonly Rule[], kind: string) => string {
  const variables = new Map(system.variables.map((variable) => [variable.name, variable]));
  const ofVariable = new Map<string, string>();
  const variableText = (name: string) => {
    const known = ofVariable.get(name) ?? textOfVariable(variables.get(name));
    ofVariable.set(name, known);
    return known;
  };
  const assumptions = system.assumptions.map(({ expression }) => ({ names: namesIn(expression), text: JSON.stringify(expression) }));
  return (rules, kind) => {
    const names = new Set<string>();
    const parts: string[] = [kind];
    for (const { criterion, id, events, guard, response, timing } of rules) {
      for (const name of namesIn(guard)) names.add(name);
      for (const name of namesIn(response)) names.add(name);
      parts.push(JSON.stringify([criterion, id, events, guard, response, timing]));
    }
    const taken = new Set<string>();
    for (let hasGrown = true; hasGrown; ) {
      hasGrown = false;
      for (const assumption of assumptions) {
        if (taken.has(assumption.text)) continue;
        if (assumption.names.size > 0 && ![...assumption.names].some((name) => names.has(name))) continue;
        taken.add(assumption.text);
        for (const name of assumption.names) names.add(name);
        hasGrown = true;
      }
    }
    for (const name of [...names].sort()) parts.push(variableText(name));
    return hashOf([...parts, ...[...taken].sort()].join('\n'));
  };
}

function namesIn(expression: Expression): Set<string> {
  const names = new Set<string>();
  eachVariable(expression, (name) => names.add(name));
  return names;
}

function textOfVariable(variable: Variable | undefined): string {
  return variable
    ? JSON.stringify([variable.name, variable.role, variable.domain, variable.initial, variable.isAction, variable.phrase])
    : '';
}

/** Fourteen hex digits of a text; for keys of caches and ids, not against anybody. */
export function hashOf(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(16).padStart(14, '0');
}
