/**
 * Goes on where fast-check's shrinking ends. It makes one number or list smaller at a time, so a list whose sum has to pass a limit stays at `[334, 333, 334]`: each
 * number alone can only grow. Here what is taken from one number, or goes with a removed one, is given to another of the same list.
 */

/** Runs of the property beyond its own shrinking. A number of runs, not a time: the same seed gives the same counterexample. */
const mostRuns = 400;

/**
 * Yields inputs to be tried, hears of each whether it fails, and returns the smallest that did, or null where none is smaller. `isPossible` says whether the property could have
 * been given it.
 */
export function* furtherInputs(start, isPossible) {
  let best = start;
  const tried = new Set([keyOf(start)]);
  for (let runs = 0; runs < mostRuns; ) {
    let found = null;
    for (const candidate of smaller(best)) {
      const key = keyOf(candidate);
      if (tried.has(key) || !isLess(candidate, best) || !isPossible(candidate)) continue;
      tried.add(key);
      runs += 1;
      if (yield candidate) found = candidate;
      if (found || runs >= mostRuns) break;
    }
    if (!found) break;
    best = found;
  }
  return best === start ? null : best;
}

function keyOf(value) {
  return JSON.stringify(value);
}

/** Every list of numbers in a value, with a way to put another in its place. */
function* listsIn(value, put = (next) => next) {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value) && value.length > 1 && value.every((each) => typeof each === 'number' && Number.isFinite(each)))
    yield { list: value, put };
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return;
  for (const [key, each] of Object.entries(value))
    yield* listsIn(each, (next) => put(Array.isArray(value) ? value.with(Number(key), next) : { ...value, [key]: next }));
}

function* smaller(value) {
  for (const { list, put } of listsIn(value)) {
    for (let from = 0; from < list.length; from += 1) {
      yield put(list.toSpliced(from, 1));
      for (let to = 0; to < list.length; to += 1) if (to !== from) yield put(list.with(to, list[to] + list[from]).toSpliced(from, 1));
    }
    for (let from = 0; from < list.length; from += 1) {
      for (let to = from + 1; to < list.length; to += 1)
        for (let part = list[from]; Math.abs(part) >= 1; part = Math.trunc(part / 2))
          yield put(list.with(from, list[from] - part).with(to, list[to] + part));
      for (let part = list[from]; Math.abs(part) >= 1; part = Math.trunc(part / 2)) yield put(list.with(from, list[from] - part));
    }
  }
}

/** Fewer parts, then a smaller sum, then smaller numbers first. */
function isLess(a, b) {
  const [one, other] = [sizeOf(a), sizeOf(b)];
  if (one.parts !== other.parts) return one.parts < other.parts;
  if (one.sum !== other.sum) return one.sum < other.sum;
  const at = one.numbers.findIndex((number, index) => number !== other.numbers[index]);
  return at >= 0 && Math.abs(one.numbers[at]) < Math.abs(other.numbers[at] ?? 0);
}

function sizeOf(value) {
  const size = { parts: 0, sum: 0, numbers: [] };
  const visit = (each) => {
    size.parts += 1;
    if (typeof each === 'number') {
      size.sum += Math.abs(each);
      size.numbers.push(each);
    } else if (each !== null && typeof each === 'object') for (const part of Object.values(each)) visit(part);
  };
  visit(value);
  return size;
}

/** Plain values all through: a copy of them is as good as they are. */
function isData(value) {
  if (value === null || typeof value !== 'object') return typeof value !== 'function' && typeof value !== 'symbol';
  const isPlain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
  return isPlain && Object.values(value).every(isData);
}

/** Whether a property could have been given these inputs; null where it cannot tell of what it was given, as of values that were mapped. */
export function possibleFor(property, start) {
  const parts = property?.arb?.arbs;
  if (!Array.isArray(parts) || !Array.isArray(start) || parts.length !== start.length || !isData(start)) return null;
  // What wraps the parts of a property says yes to everything.
  const isPossible = (values) => parts.every((part, at) => (part.arb ?? part).canShrinkWithoutContext(values[at]) === true);
  try {
    return isPossible(start) ? isPossible : null;
  } catch {
    return null;
  }
}

/** A property that takes longer than this is not run hundreds of times more. */
const mostMs = 5;
/** Whether it does is told by the quickest of so many runs: the first one also compiles it, and a busy machine stops any of them. */
const mostTries = 3;

/** Drives `furtherInputs` with a property that answers at once; null where there is nothing smaller, or nothing to go by. */
export function shrinkFurther(property, start) {
  const isPossible = possibleFor(property, start);
  if (!isPossible || !failsQuickly(property, start)) return null;
  const search = furtherInputs(start, isPossible);
  let last = null;
  let turn = search.next();
  while (!turn.done) {
    const outcome = once(property, turn.value);
    last = outcome?.error ?? last;
    turn = search.next(outcome !== null);
  }
  return turn.value && { value: turn.value, error: last };
}

/** The same for one that answers later. */
export async function shrinkFurtherLater(property, start) {
  const isPossible = possibleFor(property, start);
  if (!isPossible || !(await failsQuicklyLater(property, start))) return null;
  const search = furtherInputs(start, isPossible);
  let last = null;
  let turn = search.next();
  while (!turn.done) {
    const outcome = await onceLater(property, turn.value);
    last = outcome?.error ?? last;
    turn = search.next(outcome !== null);
  }
  return turn.value && { value: turn.value, error: last };
}

function failsQuickly(property, start) {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const startedAt = performance.now();
    if (!once(property, start)) return false;
    if (performance.now() - startedAt <= mostMs) return true;
  }
  return false;
}

async function failsQuicklyLater(property, start) {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const startedAt = performance.now();
    if (!(await onceLater(property, start))) return false;
    if (performance.now() - startedAt <= mostMs) return true;
  }
  return false;
}

/** The test may write into what it is given. */
function once(property, value) {
  property.runBeforeEach?.();
  const outcome = failureOf(property.run(structuredClone(value)));
  property.runAfterEach?.();
  return outcome;
}

async function onceLater(property, value) {
  await property.runBeforeEach?.();
  const outcome = failureOf(await property.run(structuredClone(value)));
  await property.runAfterEach?.();
  return outcome;
}

/** Inputs that a precondition rules out do not fail. */
function failureOf(outcome) {
  return outcome && 'error' in outcome ? outcome : null;
}
