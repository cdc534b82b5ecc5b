/** One time that the checks failed for an agent. `names` says which of them; `failing` says it with what they gave. */
export type Round = { names: readonly string[]; failing: readonly string[] };

/** Rounds in a row that fail word by word alike. */
const mostAlike = 4;
/** Rounds in a row in which nothing that had failed before passes for the first time. */
const mostWithoutKill = 6;

/**
 * Whether rounds lead anywhere. A round does if it kills a failure: something that failed before fails no more, for the first time. So an agent
 * that writes one property after another gets further, and one that mends a thing by breaking another, to and fro, does not.
 */
export function isStalled(rounds: readonly Round[]): boolean {
  const alike = rounds.slice(-mostAlike).map(({ failing }) => failing.join('\n'));
  if (alike.length === mostAlike && alike.every((failing) => failing === alike[0])) return true;
  return rounds.length - 1 - lastUseful(rounds) >= mostWithoutKill;
}

/** The last round that killed something; the first one counts as a beginning. */
function lastUseful(rounds: readonly Round[]): number {
  const seen = new Set<string>();
  const killed = new Set<string>();
  let last = 0;
  for (const [i, { names }] of rounds.entries()) {
    const fresh = [...seen].filter((name) => !killed.has(name) && !names.includes(name));
    if (fresh.length > 0) last = i;
    for (const name of fresh) killed.add(name);
    for (const name of names) seen.add(name);
  }
  return last;
}

const mostNames = 4;
const longestName = 120;
const longestMessage = 400;

/** What was tried, for the people who are asked: each round, what was killed on the way, and what still fails. */
export function triedWords(rounds: readonly Round[]): string {
  const last = rounds.at(-1);
  if (!last) return 'The checks were never run.';
  const killed = [...new Set(rounds.flatMap(({ names }) => names))].filter((name) => !last.names.includes(name));
  return [
    ...rounds.slice(-8).map(({ names }, i) => `Round ${rounds.length - Math.min(8, rounds.length) + i + 1}: ${namesOf(names)} failed.`),
    killed.length === 0 ? 'Nothing that failed was made to pass.' : `Made to pass on the way: ${namesOf(killed)}.`,
    'What still fails:',
    ...last.failing.slice(0, mostNames).map((one) => `- ${cut(one.replace(/\s+/g, ' '), longestMessage)}`),
  ].join('\n');
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => cut(name.replace(/\s+/g, ' '), longestName));
  return names.length > mostNames ? `${shown.join(', ')} and ${names.length - mostNames} more` : shown.join(', ');
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
