export type Verdict = 'sat' | 'unsat' | 'unknown';

/** Asks the solver: SMT-LIB text in, its words out. */
export type Ask = (text: string) => string;

/** The verdicts in an answer, in order. Anything else that is said there counts as unknown. */
export function verdictsOf(answer: string): Verdict[] {
  return answer
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('(get-'))
    .map((line) => (line === 'sat' || line === 'unsat' ? line : 'unknown'));
}

/** The first verdict of an answer. */
export function verdictOf(answer: string): Verdict {
  return verdictsOf(answer)[0] ?? 'unknown';
}

/** The symbols of an unsatisfiable core. */
export function coreOf(answer: string): string[] {
  if (answer.includes('(error')) return [];
  return (
    /\(([^()]*)\)/
      .exec(answer)?.[1]
      ?.split(/\s+/)
      .filter((word) => word !== '') ?? []
  );
}

/** The values of `(get-value (a b))`. */
export function valuesOf(answer: string): Map<string, number | boolean> {
  const tokens = answer.match(/[()]|[^\s()]+/g) ?? [];
  const values = new Map<string, number | boolean>();
  let at = 0;
  const term = (): number | boolean => {
    const token = tokens[at];
    at += 1;
    if (token === 'true' || token === 'false') return token === 'true';
    if (token !== '(') return Number(token);
    const operator = tokens[at];
    at += 1;
    const parts: number[] = [];
    while (at < tokens.length && tokens[at] !== ')') parts.push(Number(term()));
    at += 1;
    const [first = 0, second] = parts;
    if (operator === '-') return second === undefined ? -first : first - second;
    return operator === '/' ? first / (second ?? 1) : first;
  };
  at = 1;
  while (tokens[at] === '(') {
    const name = tokens[at + 1] ?? '';
    at += 2;
    values.set(name, term());
    at += 1;
  }
  return values;
}
