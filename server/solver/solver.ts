import { Worker } from 'node:worker_threads';
import { type Slice, slicesOf } from '#core/analysis/cells/slices.ts';
import { eachVariable } from '#core/analysis/mentions.ts';
import type { SliceVerdict } from '#core/analysis/smt/check-slice.ts';
import type { OneStep, OneStepVerdict } from '#core/analysis/smt/one-step.ts';
import type { Compared, PropertyVerdict } from '#core/analysis/smt/questions.ts';
import type { Rule, System } from '#core/analysis/system.ts';
import type { SolverAnswer, SolverQuestion } from './solver-protocol.ts';

export type SolvedSlice = SliceVerdict & {
  hash: string;
  /** Criteria and event that the slice is about. */
  rules: readonly string[];
  /** Why it was left undecided as a whole; null where it was not. */
  gaveUp: string | null;
};

export type Solver = {
  /**
   * Checks a system slice by slice, each as soon as it is decided; what has been decided before comes from memory. With `only`, no other slices than those of
   * these hashes. Ends early where `signal` is aborted.
   */
  check(system: System, options?: { signal?: AbortSignal; only?: ReadonlySet<string> }): AsyncGenerator<SolvedSlice>;
  compare(system: System, one: readonly Rule[], other: readonly Rule[], signal?: AbortSignal): Promise<Compared>;
  /** K11: whether the rules of a system imply what a property claims. */
  prove(system: System, claim: Rule, signal?: AbortSignal): Promise<PropertyVerdict>;
  /** Whether a system can keep what a game of one step asks. */
  decideOneStep(game: OneStep, signal?: AbortSignal): Promise<OneStepVerdict>;
  /** Ends the worker. A later question starts another one. */
  close(): Promise<void>;
};

type Waiting = { id: number; question: SolverQuestion; signal: AbortSignal | undefined; settle: (answer: SolverAnswer | null) => void };

const MOST_REMEMBERED = 5_000;

/**
 * The solver of this process: z3 in one worker thread that is started by the first question. Questions are answered one after the other; one that nobody
 * waits for any more is taken back, and where it is the one being worked on, the worker is ended with it. `timeoutMs` is a backstop behind z3's own limit.
 */
export function createSolver({ timeoutMs = 20_000 }: { timeoutMs?: number } = {}): Solver {
  const remembered = new Map<string, SliceVerdict>();
  const queue: Waiting[] = [];
  let running: (Waiting & { timer: NodeJS.Timeout }) | null = null;
  let worker: Worker | null = null;
  let nextId = 1;

  const finish = (answer: SolverAnswer | null) => {
    const done = running;
    running = null;
    if (done) {
      clearTimeout(done.timer);
      done.settle(answer);
    }
    next();
  };
  const end = async () => {
    const ended = worker;
    worker = null;
    if (ended) {
      ended.removeAllListeners();
      // What it still says while it ends is nobody's business.
      ended.on('error', () => undefined);
      await ended.terminate();
    }
  };
  const giveUp = () => {
    void end();
    finish(null);
  };
  const start = (): Worker => {
    // In the bundle the worker is a file of its own beside it.
    const file = import.meta.url.endsWith('.ts') ? './solver-worker.ts' : './solver-worker.mjs';
    const started = new Worker(new URL(file, import.meta.url));
    started.unref();
    started.on('message', ({ id, answer }: { id: number; answer: SolverAnswer | null }) => {
      if (running?.id === id) finish(answer);
    });
    started.on('error', giveUp);
    return started;
  };
  const next = () => {
    if (running) return;
    const waiting = queue.shift();
    if (!waiting) return;
    worker ??= start();
    running = { ...waiting, timer: setTimeout(giveUp, timeoutMs) };
    // Somebody waits for this: the process lives until it is answered.
    worker.ref();
    worker.postMessage({ id: waiting.id, question: waiting.question });
  };
  const asked = (question: SolverQuestion, signal: AbortSignal | undefined): Promise<SolverAnswer | null> =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve(null);
        return;
      }
      const id = nextId;
      nextId += 1;
      const takeBack = () => {
        const at = queue.findIndex((one) => one.id === id);
        if (at >= 0) queue.splice(at, 1);
        if (running?.id === id) giveUp();
        else resolve(null);
      };
      signal?.addEventListener('abort', takeBack, { once: true });
      queue.push({
        id,
        question,
        signal,
        settle(answer) {
          signal?.removeEventListener('abort', takeBack);
          if (queue.length === 0) worker?.unref();
          resolve(answer);
        },
      });
      next();
    });
  return {
    async *check(system, { signal, only } = {}) {
      for (const slice of slicesOf(system)) {
        if (signal?.aborted) return;
        if (only && !only.has(slice.hash)) continue;
        const rules = slice.rules.map(({ id }) => id);
        const known = remembered.get(slice.hash);
        if (known) {
          yield { ...known, hash: slice.hash, rules, gaveUp: null };
          continue;
        }
        const kind = slice.kind === 'event' ? 'event' : 'outputs';
        const answer = await asked(
          { kind: 'slice', system: partOf(system, slice), slice: { kind, event: slice.event, rules: slice.rules } },
          signal,
        );
        if (signal?.aborted) return;
        if (answer?.kind === 'slice') {
          remembered.set(slice.hash, answer.verdict);
          const oldest = remembered.keys().next();
          if (remembered.size > MOST_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
          yield { ...answer.verdict, hash: slice.hash, rules, gaveUp: null };
        } else yield { findings: [], undecided: rules, hash: slice.hash, rules, gaveUp: 'The solver needed too long for these together.' };
      }
    },
    async compare(system, one, other, signal) {
      const answer = await asked({ kind: 'compare', system: { ...system, rules: [] }, one, other }, signal);
      return answer?.kind === 'compare' ? answer.compared : { verdict: 'unknown' };
    },
    async prove(system, claim, signal) {
      const answer = await asked({ kind: 'property', system, claim }, signal);
      return answer?.kind === 'property' ? answer.verdict : { verdict: 'unknown', criteria: [], witness: null };
    },
    async decideOneStep(game, signal) {
      const answer = await asked({ kind: 'one-step', game }, signal);
      return answer?.kind === 'one-step' ? answer.verdict : { verdict: 'unknown' };
    },
    async close() {
      for (const { settle } of queue.splice(0)) settle(null);
      await end();
      finish(null);
    },
  };
}

/** No more of a system than a slice needs: what is sent is copied. */
function partOf(system: System, { rules }: Slice): System {
  const names = new Set<string>();
  for (const { guard, response } of rules) for (const part of [guard, response]) eachVariable(part, (name) => names.add(name));
  // Assumptions may lead to further variables; they are few.
  for (const { expression } of system.assumptions) eachVariable(expression, (name) => names.add(name));
  return { ...system, variables: system.variables.filter(({ name }) => names.has(name)), rules };
}
