/**
 * Times the deep tier: systems of 100, 300 and 1,000 criteria through the solver, slice by slice, and one edit after that.
 *
 *   node --no-warnings bench/solver.ts
 */
import type { Comparison, Expression, Value } from '#core/analysis/expression.ts';
import type { Rule, System, Variable } from '#core/analysis/system.ts';
import { createSolver } from '#server/solver/solver.ts';

const GOALS: [number, number][] = [
  [100, 2_000],
  [300, 5_000],
  [1_000, 15_000],
];
const EDIT_GOAL = 150;

/** The same numbers every time. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const variable = (name: string, role: Variable['role'], domain: Variable['domain']): Variable => ({
  name,
  role,
  domain,
  initial: null,
  isAction: false,
  phrase: name,
});
const compare = (name: string, operator: Comparison, value: Value): Expression => ({
  kind: 'compare',
  operator,
  left: { kind: 'variable', name, isAfter: false },
  right: { kind: 'value', value },
});

/** Ten criteria a feature, over numbers, flags and choices of its own and two that all share. */
function systemOf(size: number): System {
  const random = randomFrom(size);
  const number: Variable['domain'] = { kind: 'number', isInteger: true, low: 0, high: 200, unit: null };
  const choice: Variable['domain'] = { kind: 'choice', values: ['low', 'middle', 'high'], isOpen: false };
  const variables: Variable[] = [variable('limit', 'input', number), variable('role', 'input', choice)];
  const events = ['tick'];
  const rules: Rule[] = [];
  for (let feature = 0; rules.length < size; feature += 1) {
    variables.push(
      variable(`amount${feature}`, 'input', number),
      variable(`flag${feature}`, 'input', { kind: 'boolean' }),
      variable(`kind${feature}`, 'input', choice),
      variable(`level${feature}`, 'output', choice),
      variable(`count${feature}`, 'output', number),
    );
    events.push(`submit${feature}`, `cancel${feature}`);
    for (let index = 0; index < 10 && rules.length < size; index += 1) {
      const edge = random(200);
      const guards = [
        compare(`amount${feature}`, (['<', '<=', '>', '>='] as const)[random(4)] ?? '<', edge),
        ...(random(2) ? [compare(`kind${feature}`, '=', ['low', 'middle', 'high'][random(3)] ?? 'low')] : []),
        ...(random(3) ? [] : [compare('limit', '>', random(200))]),
      ];
      const id = `${feature + 1}.${index + 1}`;
      rules.push({
        criterion: id,
        id,
        events: [`${random(2) ? 'submit' : 'cancel'}${feature}`],
        guard: { kind: 'all', of: guards },
        response: random(2)
          ? compare(`level${feature}`, '=', ['low', 'middle', 'high'][random(3)] ?? 'low')
          : compare(`count${feature}`, random(2) ? '<=' : '>=', random(200)),
        timing: null,
        isUnwanted: false,
        feature: null,
        span: null,
      });
    }
  }
  return { variables, events, assumptions: [], rules };
}

async function check(solver: ReturnType<typeof createSolver>, system: System) {
  const startedAt = performance.now();
  let findings = 0;
  let undecided = 0;
  for await (const slice of solver.check(system)) {
    findings += slice.findings.length;
    undecided += slice.undecided.length;
  }
  return { ms: performance.now() - startedAt, findings, undecided };
}

let isMet = true;
const loading = performance.now();
const first = createSolver();
await first.compare({ variables: [], events: ['tick'], assumptions: [], rules: [] }, [], []);
console.log(`load ${(performance.now() - loading).toFixed(0)} ms`);
for (const [size, goal] of GOALS) {
  const system = systemOf(size);
  const whole = await check(first, system);
  const [rule, ...rest] = system.rules;
  if (!rule) continue;
  const edited: System = { ...system, rules: [{ ...rule, guard: compare('amount0', '>', 77) }, ...rest] };
  const edit = await check(first, edited);
  isMet &&= whole.ms <= goal && edit.ms <= EDIT_GOAL;
  console.log(
    `${size} criteria: ${whole.ms.toFixed(0)} ms (goal ${goal}), ${whole.findings} findings, ${whole.undecided} undecided; one edit ${edit.ms.toFixed(0)} ms (goal ${EDIT_GOAL})`,
  );
}
await first.close();
process.exitCode = isMet ? 0 : 1;
