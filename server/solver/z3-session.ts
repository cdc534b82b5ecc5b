import { init } from 'z3-solver';
import type { Ask } from '#core/analysis/smt/answers.ts';

/** The one function of the package's runtime that is called here; its types leave the runtime open. */
type Runtime = { ccall(name: string, result: 'string', types: readonly string[], values: readonly unknown[]): string };

export type Z3Session = {
  /** Answers SMT-LIB text at once, on this thread: asking blocks, so it lives in a worker. */
  ask: Ask;
  /** Forgets everything, and gives the whole measure of work again. */
  renew(): void;
};

/**
 * Loads z3. A session may take so much of z3's own measure of work and no more: past that it answers `unknown`, in the same place every time. The measure is
 * spent by all questions together, until the session is renewed.
 */
export async function openSession(rlimit: number): Promise<Z3Session> {
  const loaded = await init();
  const { Z3 } = loaded;
  // The package leaves the type of its runtime open.
  const runtime = loaded.em as Runtime;
  const open = () => {
    const config = Z3.mk_config();
    const made = Z3.mk_context(config);
    Z3.del_config(config);
    return made;
  };
  let context = open();
  const ask: Ask = (text) => runtime.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'string'], [context, text]);
  // A first push makes the solver incremental: it answers many small questions twice as fast so.
  const prepare = () => ask(`(set-option :rlimit ${rlimit})(set-option :produce-unsat-cores true)(push)`);
  prepare();
  return {
    ask,
    renew() {
      Z3.del_context(context);
      context = open();
      prepare();
    },
  };
}
