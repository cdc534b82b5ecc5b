import type { Vocabulary } from './english.ts';
import type { Expression } from './expression.ts';
import { eachVariable } from './mentions.ts';
import type { Variable } from './system.ts';

/** Whether a variable is a phrase that nobody has formalised: it is named by its own words. */
export function isOpaque({ name, phrase, domain }: Variable): boolean {
  return domain.kind === 'boolean' && name === phrase && !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
}

/** Whether an expression speaks of an opaque phrase, or (`wanted` false) of anything else. */
export function mentionsOpaque({ variables }: Vocabulary, expression: Expression, wanted = true): boolean {
  let found = false;
  eachVariable(expression, (name) => {
    const variable = variables.get(name);
    if (variable && isOpaque(variable) === wanted) found = true;
  });
  return found;
}
