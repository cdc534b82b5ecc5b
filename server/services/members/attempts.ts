import { Failure } from '#server/errors.ts';

const windowMs = 5 * 60_000;
const mostWrong = 5;
const mostKept = 10_000;

/** Wrong attempts of this process, by who made them: moments in ms. */
const wrong = new Map<string, number[]>();

/** Asks `isRight`, unless `who` was wrong too often lately: `too_many`, and nothing is compared. A right answer clears the count. */
export async function guardAttempts(who: string, isRight: () => Promise<boolean>, now: () => number = Date.now): Promise<boolean> {
  const recent = (wrong.get(who) ?? []).filter((at) => at > now() - windowMs);
  if (recent.length >= mostWrong) throw new Failure('too_many', 'Too many wrong passwords. Wait five minutes, then try again.');
  // Counted before the answer: attempts made side by side must not all come through.
  if (wrong.size >= mostKept) wrong.clear();
  wrong.set(who, [...recent, now()]);
  const answer = await isRight();
  if (answer) wrong.delete(who);
  return answer;
}
