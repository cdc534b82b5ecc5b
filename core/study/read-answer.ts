/**
 * The JSON in a model's answer: models wrap it in words, in fences, or in both. Undefined where there is none. The last object that can be read
 * counts, for models think aloud before they answer.
 */
export function jsonIn(answer: string): unknown {
  const fenced = [...answer.matchAll(/```(?:json)?\s*\n([\s\S]*?)```/g)].map((match) => match[1] ?? '').toReversed();
  for (const candidate of [answer, ...fenced, answer.slice(Math.max(0, answer.indexOf('{')), answer.lastIndexOf('}') + 1)]) {
    try {
      const value: unknown = JSON.parse(candidate.trim());
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // The next candidate may be it.
    }
  }
  return undefined;
}
