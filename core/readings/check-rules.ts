import { sayRule, vocabularyOf } from '#core/analysis/english.ts';
import { PROPOSED_AT } from '#core/analysis/propose/propose-readings.ts';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import { sayScenarios } from '#core/analysis/scenario.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Declaration } from '#core/language/reading/reading-tree.ts';
import type { Span } from '#core/language/span.ts';

/** What rules come to, as somebody writes them beside their sentence. Spans are places in the rules, joined by line breaks. */
export type CheckedRules = {
  problems: readonly { message: string; span: Span }[];
  english: string | null;
  allowed: string | null;
  forbidden: string | null;
};

/** Where the rules stand as positions go: behind everything that is declared, so that no problem of a declaration is taken for theirs. */
const RULES_AT = PROPOSED_AT * 2;

/** Checks names, types and units of one criterion's rules against the words that are declared, and says them in English. Total. */
export function checkRules(rules: readonly string[], { written, offered }: { written: string; offered: string }): CheckedRules {
  const head = 'x: ';
  const declarations: Declaration[] = [
    ...parseReadings(written).tree.declarations,
    ...parseReadings(offered, PROPOSED_AT).tree.declarations,
  ];
  const lines = rules.flatMap((rule) => rule.split('\n'));
  const text = lines.map((line) => head + line.trimStart()).join('\n');
  const { tree, diagnostics } = parseReadings(text, RULES_AT);
  const lowered = lowerReadings({ declarations, readings: tree.readings });
  const problems = [...diagnostics, ...lowered.diagnostics]
    .filter(({ span }) => span.start >= RULES_AT)
    .map(({ message, span }) => ({ message, span: unheaded(span, lines, head.length) }));
  const system = lowered.system;
  const words = vocabularyOf(system);
  const events = new Map<string, string>();
  for (const item of declarations)
    if (item.kind === 'event') for (const { name, phrases } of item.names) if (phrases[0]) events.set(name, phrases[0].value);
  const eventPhrase = (event: string) => events.get(event) ?? event.replaceAll('_', ' ');
  const english = problems.length > 0 ? '' : system.rules.map((rule) => sayRule(words, eventPhrase, rule)).join(' ');
  const [first] = system.rules;
  const scenario = english !== '' && first ? sayScenarios({ words, eventPhrase }, first) : { allowed: null, forbidden: null };
  return { problems, english: english === '' ? null : english, ...scenario };
}

/** A place in the lines with their heads as one in the lines themselves. */
function unheaded({ start, end }: Span, lines: readonly string[], head: number): Span {
  const total = lines.reduce((sum, line) => sum + line.length + 1, -1);
  const place = (at: number): number => {
    let left = at - RULES_AT;
    let own = 0;
    for (const line of lines) {
      const lead = line.length - line.trimStart().length;
      const shown = head + line.length - lead;
      if (left <= shown) return own + Math.max(0, left - head) + lead;
      left -= shown + 1;
      own += line.length + 1;
    }
    return own - 1;
  };
  const from = Math.max(0, Math.min(total, place(start)));
  return { start: from, end: Math.max(from, Math.min(total, place(end))) };
}
