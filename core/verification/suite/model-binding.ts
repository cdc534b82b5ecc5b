import type { TrialResult } from './trial.ts';

/** The JSON object in an answer, printed as people read it; null where there is none. Any text will do. */
export function bindingIn(answer: string): string | null {
  const [from, to] = [answer.indexOf('{'), answer.lastIndexOf('}')];
  if (from < 0 || to <= from) return null;
  try {
    return `${JSON.stringify(JSON.parse(answer.slice(from, to + 1)), null, 2)}\n`;
  } catch {
    return null;
  }
}

const mostTold = 12;

/**
 * What a dry run says against a binding, for whoever wrote it. None: it fits the readings, the system could be opened, and some case showed something in every event. That what was seen is
 * right is another question, and the suite's.
 */
export function troubleOf(result: Extract<TrialResult, { kind: 'binding' }>): string[] {
  const shown = result.cases.flatMap(({ criterion, steps }) => steps.map((step) => ({ criterion, ...step })));
  const silent = shown.filter(({ observed }) => observed.every((each) => /^(?:It |The (?:module|binding) )/.test(each)));
  const events = new Set(shown.map(({ when }) => when));
  const heard = new Set(shown.filter((step) => !silent.includes(step)).map(({ when }) => when));
  const mute = [...events].filter((event) => !heard.has(event));
  return [
    ...result.problems,
    ...(result.failure === null ? [] : [result.failure]),
    ...mute.flatMap((event) => {
      const step = silent.find(({ when }) => when === event);
      return step ? [`${event} with ${step.with.join(', ') || 'nothing'}: ${step.observed.join(' ') || 'nothing was observed.'}`] : [];
    }),
  ].slice(0, mostTold);
}
