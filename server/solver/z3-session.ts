import { init } from 'z3-solver';
import type { Ask } from '#core/analysis/smt/answers.ts';

/** The one function of the package's runtime that is called here; its types leave the runtime open. */
type Runtime = { ccall(name: string, result: 'string', types: readonly string[], values: readonly unknown[]): string };

/**
 * Loads z3 and gives a context that answers SMT-LIB text at once, on this thread: asking blocks, so it lives in a worker. Each question may take so much of
 * z3's own measure of work and no more; past that it answers `unknown`, in the same place every time.
 */
export async function openSession(rlimit: number): Promise<Ask> {
  const loaded = await init();
  const { Z3 } = loaded;
  // The package leaves the type of its runtime open.
  const runtime = loaded.em as Runtime;
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  const ask: Ask = (text) => runtime.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'string'], [context, text]);
  // A first push makes the solver incremental: it answers many small questions twice as fast so.
  ask(`(set-option :rlimit ${rlimit})(set-option :produce-unsat-cores true)(push)`);
  return ask;
}
