import type { Expression, Value } from '../expression.ts';
import type { System, Variable } from '../system.ts';
import { type Ask, valuesOf, verdictOf } from './answers.ts';
import { encode, sortOf } from './encode.ts';

/** A game of one step: the environment chooses inputs, then the system outputs. */
export type OneStep = {
  variables: readonly (Pick<Variable, 'name' | 'domain'> & {
    isOutput: boolean;
    /** A term that stands for itself, because nobody here can compute it: what its value follows from. */
    follows: 'nothing' | 'inputs' | 'outputs';
  })[];
  /** What the first step has to fulfil. */
  must: Expression;
  /** What suffices if every step fulfils it. */
  enough: Expression;
};

export type OneStepVerdict =
  | { verdict: 'realizable' }
  | { verdict: 'unrealizable'; inputs: Readonly<Record<string, Value>> }
  | { verdict: 'unknown' };

/** Decides what one step can decide, products of variables included. */
export function decideOneStep({ variables, must, enough }: OneStep, ask: Ask): OneStepVerdict {
  const system: System = {
    variables: variables.map(({ name, domain, isOutput, follows }) => ({
      name,
      domain,
      role: isOutput || follows !== 'nothing' ? 'output' : 'input',
      initial: null,
      isAction: false,
      phrase: name,
    })),
    events: ['tick'],
    assumptions: [],
    rules: [],
  };
  const rule = {
    criterion: '',
    id: '',
    events: null,
    guard: must,
    response: enough,
    timing: null,
    isUnwanted: false,
    feature: null,
    span: null,
  };
  const encoded = encode(system, [rule]);
  const symbolsOf = (of: (one: OneStep['variables'][number]) => boolean) => {
    const names = new Set(variables.filter(of).map(({ name }) => name));
    return encoded.variables.filter(({ variable }) => names.has(variable.name));
  };
  const inputs = symbolsOf(({ isOutput, follows }) => !isOutput && follows === 'nothing');
  const outputs = symbolsOf(({ isOutput, follows }) => isOutput && follows === 'nothing');
  const terms = symbolsOf(({ follows }) => follows !== 'nothing');
  const early = symbolsOf(({ follows }) => follows === 'inputs');
  const late = symbolsOf(({ follows }) => follows === 'outputs');
  const quantified = (kind: 'forall' | 'exists', bound: typeof inputs, body: string) =>
    bound.length === 0 ? body : `(${kind} (${bound.map((one) => `(${one.before} ${sortOf(one.variable)})`).join(' ')}) ${body})`;
  const ranges = (bound: typeof inputs) => `(and true ${bound.flatMap((one) => encoded.rangeOf(one.variable, one.before)).join(' ')})`;
  const declared = (bound: typeof inputs) =>
    `${bound.map((one) => `(declare-const ${one.before} ${sortOf(one.variable)})`).join('')}(assert ${ranges(bound)})`;
  // Whoever chooses what nobody can compute is the system where it shall be shown to lose, and the environment where it shall be shown to win.
  const chosen = [...outputs, ...terms];
  const lost = quantified('forall', chosen, `(=> ${ranges(chosen)} (not ${encoded.text(must)}))`);
  const failed = quantified('exists', late, `(and ${ranges(late)} (not ${encoded.text(enough)}))`);
  const stuck = quantified('forall', outputs, `(=> ${ranges(outputs)} ${failed})`);
  const asked = (given: typeof inputs, text: string) => ask(`(push)${declared(given)}(assert ${text})(check-sat)`);
  try {
    if (verdictOf(asked(inputs, lost)) === 'sat') {
      const values =
        inputs.length === 0
          ? new Map<string, number | boolean>()
          : valuesOf(ask(`(get-value (${inputs.map(({ before }) => before).join(' ')}))`));
      return {
        verdict: 'unrealizable',
        inputs: Object.fromEntries(
          inputs.flatMap(({ variable, before }) => {
            const word = values.get(before);
            return word === undefined ? [] : [[variable.name, encoded.valueOf(variable, word)] as const];
          }),
        ),
      };
    }
  } finally {
    ask('(pop)');
  }
  try {
    return { verdict: verdictOf(asked([...inputs, ...early], stuck)) === 'unsat' ? 'realizable' : 'unknown' };
  } finally {
    ask('(pop)');
  }
}
