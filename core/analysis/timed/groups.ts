import type { Expression } from '../expression.ts';
import type { TimedRequirement } from './counter-trace.ts';

/** Names of the variables in an expression. */
export function namesIn(expression: Expression, names = new Set<string>()): Set<string> {
  switch (expression.kind) {
    case 'variable':
      names.add(expression.name);
      break;
    case 'not':
    case 'absolute':
    case 'one-of':
      namesIn(expression.of, names);
      break;
    case 'all':
    case 'any':
    case 'arithmetic':
    case 'count':
      for (const part of expression.of) namesIn(part, names);
      break;
    case 'implies':
      namesIn(expression.when, names);
      namesIn(expression.then, names);
      break;
    case 'compare':
      namesIn(expression.left, names);
      namesIn(expression.right, names);
      break;
    case 'value':
      break;
  }
  return names;
}

/** Requirements that share a variable, directly or through others; each group in the order of the text. */
export function groupsByVariables(requirements: readonly TimedRequirement[]): TimedRequirement[][] {
  const groups: { names: Set<string>; members: TimedRequirement[] }[] = [];
  for (const requirement of requirements) {
    const names = new Set<string>();
    for (const trace of requirement.traces) for (const { holds } of trace) namesIn(holds, names);
    const merged = { names, members: [requirement] };
    for (let index = groups.length - 1; index >= 0; index -= 1) {
      const group = groups[index];
      if (!group || ![...names].some((name) => group.names.has(name))) continue;
      for (const name of group.names) names.add(name);
      merged.members.push(...group.members);
      groups.splice(index, 1);
    }
    groups.push(merged);
  }
  const order = new Map(requirements.map((one, index) => [one, index]));
  return groups.map(({ members }) => members.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)));
}
