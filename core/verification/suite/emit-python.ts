import type { Value } from '#core/analysis/expression.ts';
import { emitValue } from './emit-expression.ts';
import type { EmittedInput, EmittedSuite } from './emit-tests.ts';

const literal = (values: Readonly<Record<string, Value>>) =>
  `{${Object.entries(values)
    .map(([name, value]) => `${JSON.stringify(name)}: ${emitValue(value, 'python')}`)
    .join(', ')}}`;

/** The suite as a file of pytest, with a Hypothesis state machine over sequences by chance. */
export function emitPython({ slug, adapter, head, rules, assumptions, start, events, inputs, cases, criteria }: EmittedSuite): string {
  return [
    ...head,
    'import pytest',
    'from hypothesis import settings, strategies as st',
    'from hypothesis.stateful import RuleBasedStateMachine, initialize, rule',
    '',
    `from ${adapter} import reset, step`,
    '',
    `INITIAL = ${literal(start)}`,
    'RULES = [',
    ...rules.map(
      (each) =>
        `    (${JSON.stringify(each.criterion)}, ${each.events === null ? 'None' : JSON.stringify(each.events)}, lambda before, after: ${each.guard}, lambda before, after: ${each.response}),`,
    ),
    ']',
    '# Steps for which one of these is false are outside of what the spec speaks of.',
    `ASSUMPTIONS = [${assumptions.map((each) => `lambda before, after: ${each}`).join(', ')}]`,
    'CASES = [',
    ...cases.map(
      ({ steps }) => `    [${steps.map(({ event, inputs: given }) => `(${JSON.stringify(event)}, ${literal(given)})`).join(', ')}],`,
    ),
    ']',
    '',
    '',
    'def take(state, event, inputs, criterion=None):',
    '    """One step: the state after it, and the first criterion that it breaks."""',
    '    before = {**state, **inputs}',
    '    seen = step(event, inputs)',
    '    state = {**state, **seen.get("state", {})}',
    '    after = {**state, **seen.get("outputs", {})}',
    '    for name, events, guard, response in RULES:',
    '        if criterion in (None, name) and (events is None or event in events) and guard(before, {}) and not response(before, after):',
    '            return state, (name, seen)',
    '    return state, None',
    '',
    '',
    'def allowed(state, inputs):',
    '    return all(holds({**state, **inputs}, {}) for holds in ASSUMPTIONS)',
    '',
    '',
    'def broken(criterion):',
    '    for case in CASES:',
    '        reset()',
    '        state = dict(INITIAL)',
    '        for number, (event, inputs) in enumerate(case):',
    '            if not allowed(state, inputs):',
    '                break',
    '            state, found = take(state, event, inputs, criterion)',
    '            if found:',
    '                return case[: number + 1], found',
    '    return None',
    '',
    '',
    `@pytest.mark.parametrize("criterion", ${JSON.stringify(criteria)})`,
    'def test_criterion(criterion):',
    `    assert broken(criterion) is None, f"Feature: ${slug}, criterion {criterion}"`,
    '',
    '',
    `INPUTS = st.fixed_dictionaries({${inputs.map((input) => `${JSON.stringify(input.name)}: ${strategyOf(input)}`).join(', ')}})`,
    '',
    '',
    'class Sequences(RuleBasedStateMachine):',
    '    @initialize()',
    '    def start(self):',
    '        reset()',
    '        self.state = dict(INITIAL)',
    '',
    `    @rule(event=st.sampled_from(${JSON.stringify(events)}), inputs=INPUTS)`,
    '    def happens(self, event, inputs):',
    '        if not allowed(self.state, inputs):',
    '            return',
    '        self.state, found = take(self.state, event, inputs)',
    `        assert found is None, f"Feature: ${slug}, criterion {found[0]}: {found[1]}"`,
    '',
    '',
    'Sequences.TestCase.settings = settings(max_examples=40, stateful_step_count=20, derandomize=True, deadline=None)',
    'test_sequences = Sequences.TestCase',
    '',
  ].join('\n');
}

/** Three of four values are such at which something may change. */
function strategyOf({ points, ends, isInteger }: EmittedInput): string {
  const few = `st.sampled_from([${points.map((value) => emitValue(value, 'python')).join(', ')}])`;
  if (ends === null) return few;
  const [low, high] = ends;
  const any = isInteger ? `st.integers(${Math.ceil(low)}, ${Math.floor(high)})` : `st.floats(${low}, ${high}, allow_nan=False)`;
  return `st.one_of(${few}, ${few}, ${few}, ${any})`;
}
