const longest = 4_000;

/** At most as much of a text as is kept. */
export function short(text) {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const equalities = ['strictEqual', 'deepStrictEqual', 'equal', 'deepEqual'];

/** What an error says. Two plain values that should have been equal are told as expected and got, which `0 !== 1` leaves open. */
export function wordsOf(error) {
  const message = String(error?.message ?? error ?? '');
  const { code, operator, expected, actual, generatedMessage } = Object(error);
  if (code !== 'ERR_ASSERTION' || !equalities.includes(operator) || !isPlain(expected) || !isPlain(actual)) return short(message);
  const difference = `expected ${show(expected)}, got ${show(actual)}`;
  // Some versions of Node print the difference under a message of the author's own.
  return short(generatedMessage ? difference : `${message.replace(/\n\n.* !==? .*$/s, '')} (${difference})`);
}

function isPlain(value) {
  return value === null || !['object', 'function', 'symbol'].includes(typeof value);
}

function show(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
