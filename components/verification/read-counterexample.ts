/** A step that a suite has kept, as it is shown. */
export type KeptStep = { when: string; with: string[]; expected: string[]; observed: string[] };

/** The steps of a suite's counterexample; null for the counterexample of anything else. */
export function readSteps(text: string): KeptStep[] | null {
  const steps = parseList(text)?.map(readStep);
  return steps && steps.length > 0 && steps.every((step) => step !== null) ? steps : null;
}

function readStep(value: unknown): KeptStep | null {
  if (typeof value !== 'object' || value === null || !('event' in value) || !('inputs' in value)) return null;
  const { event } = value;
  const words = (key: string) => {
    const list: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
    return Array.isArray(list) ? list.filter((word) => typeof word === 'string') : null;
  };
  const [facts, expected, observed] = [words('with'), words('expected'), words('observed')];
  if (typeof event !== 'string' || !facts || !expected || !observed) return null;
  return { when: event.replaceAll('_', ' '), with: facts, expected, observed };
}

export type CounterexampleRow = { name: string; value: string };

const maxRows = 40;

/**
 * A shrunk input as rows of name and value, where it is the list of arguments that property-based tests print
 * (`[{"unitPrice":1,"quantity":10}]`); null for any other text, which is then shown as it is.
 */
export function readCounterexample(text: string): CounterexampleRow[] | null {
  const values = parseList(text);
  if (!values) return null;
  const rows = values.flatMap((value, index) => flatten(values.length === 1 ? '' : `input ${index + 1}`, value));
  return rows.length > 0 && rows.length <= maxRows ? rows : null;
}

function parseList(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function flatten(name: string, value: unknown): CounterexampleRow[] {
  if (value === null || typeof value !== 'object') return [{ name: name || 'input', value: JSON.stringify(value) }];
  const entries = Object.entries(value);
  if (entries.length === 0) return [{ name: name || 'input', value: Array.isArray(value) ? '[]' : '{}' }];
  return entries.flatMap(([key, inner]) => {
    if (Array.isArray(value)) return flatten(`${name || 'input'}[${key}]`, inner);
    return flatten(name ? `${name}.${key}` : key, inner);
  });
}

/**
 * What an assertion expected and what it saw, from messages such as `(expected 1, got 0)`, `expected 0 to be 1` and
 * `0 !== 1`; null where it does not say.
 */
export function readExpectation(message: string): { expected: string; observed: string } | null {
  const got = /expected:? ([^\s,][^,\n]*), (?:but )?(?:got|received|was):? ([^\n)]+)/i.exec(message);
  if (got?.[1] && got[2]) return { expected: got[1], observed: got[2].trim() };
  const unequal = /^(\S.*?) !==? (\S.*?)$/m.exec(message);
  if (unequal?.[1] && unequal[2]) return { observed: unequal[1], expected: unequal[2] };
  const found = /expected (\S.*?) to (?:be|equal|deeply equal|strictly equal|deep equal|have length)(?: of)? (\S.*?)(?: \/\/.*)?$/m.exec(
    message,
  );
  return found?.[1] && found[2] ? { observed: found[1], expected: found[2] } : null;
}
