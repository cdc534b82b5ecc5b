import type { Inputs } from '#components/shell/answers.ts';

export type AnswerInput = Inputs['questions']['answer'];

const prefix = 'plumbline:unsent-answer:';
/** What has waited so long is about another text. */
const longestMs = 7 * 24 * 3_600_000;

/**
 * Sends an answer that this browser holds until the server has said what became of it: a tab that is closed in between, or a server that is killed, loses none.
 * Safe to repeat, for an answer carries its id. Gives true once it is kept.
 */
export async function sendAnswer(input: AnswerInput, send: (input: AnswerInput) => Promise<unknown>): Promise<boolean> {
  write(input);
  try {
    await send(input);
    forget(input.id);
    return true;
  } catch (cause) {
    // A refusal is an answer of the server's: whoever gave this one has been told. Without one, it is sent again.
    if (isRefusal(cause)) forget(input.id);
    return false;
  }
}

/** Answers to questions of a spec that the server has not spoken of yet. */
export function unsentAnswers(specId: string): AnswerInput[] {
  const found: AnswerInput[] = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(prefix)) continue;
      // Written by this module; anything else is left out below.
      const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as { at: number; input: AnswerInput } | null;
      if (!kept || Date.now() - kept.at > longestMs) localStorage.removeItem(key);
      else if (kept.input.specId === specId) found.push(kept.input);
    }
  } catch {
    // A browser that keeps nothing has nothing to send.
  }
  return found;
}

function isRefusal(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'data' in cause && cause.data !== null && cause.data !== undefined;
}

function write(input: AnswerInput): void {
  try {
    localStorage.setItem(prefix + input.id, JSON.stringify({ at: Date.now(), input }));
  } catch {
    // Then it lives as long as the page.
  }
}

function forget(id: string): void {
  try {
    localStorage.removeItem(prefix + id);
  } catch {
    // As above.
  }
}
