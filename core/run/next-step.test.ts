import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerStep, maxTurns, mergeAnswers, type NextStep, nextStep, type StepOutput, stallStep, stopAnswer } from './next-step.ts';

type Calls = { tool: string; isWrong: boolean }[];
/** A world that answers each step; `isRight` decides the verifications, in turn. */
type World = {
  turns: Calls[];
  isRight: boolean[];
  endsAt: number;
  capsAt: number[];
  merges: (keyof typeof mergeAnswers | 'again' | 'fits' | 'conflicts')[];
  /** What becomes of each review: it has nothing against it, sends it back, or asks people, who accept it or do not. */
  reviews: ('fine' | 'back' | 'accepted' | 'refused')[];
  /** How often people let it go on where it gets no further. */
  patience: number;
};

const calls = fc.array(
  fc.record({ tool: fc.constantFrom('read_file', 'edit_file', 'run_checks', 'ask_person', 'finish'), isWrong: fc.boolean() }),
  { maxLength: 4 },
);
const world: fc.Arbitrary<World> = fc.record({
  turns: fc.array(calls, { minLength: 1, maxLength: 12 }),
  isRight: fc.array(fc.boolean(), { maxLength: 4 }),
  endsAt: fc.oneof(fc.constant(-1), fc.nat(30)),
  /** Steps, by their place in the order, at which a budget does not let the model be asked. */
  capsAt: fc.array(fc.nat(20), { maxLength: 3 }),
  /** What becomes of each attempt to merge: it fits, or people are asked and answer this. */
  merges: fc.array(
    fc.constantFrom('fits' as const, 'conflicts' as const, 'merge' as const, 'again' as const, 'leave' as const, 'resolve' as const),
    {
      maxLength: 5,
    },
  ),
  reviews: fc.array(fc.constantFrom('fine' as const, 'back' as const, 'accepted' as const, 'refused' as const), { maxLength: 4 }),
  patience: fc.nat(2),
});

const reviewsIn = (memory: ReadonlyMap<string, StepOutput>) => [...memory.keys()].filter((step) => /^review(-\d+)?$/.test(step)).length;
const stallsIn = (memory: ReadonlyMap<string, StepOutput>) => [...memory.keys()].filter((step) => step.startsWith('stall-')).length;
const mergesIn = (memory: ReadonlyMap<string, StepOutput>) => [...memory.keys()].filter((step) => step.startsWith('merge')).length;

function carryOut(world: World, next: NextStep, done: number, memory: ReadonlyMap<string, StepOutput>): StepOutput {
  if (done === world.endsAt && next.kind !== 'close') return { kind: 'ended', outcome: 'cancelled', reason: 'Cancelled.' };
  switch (next.kind) {
    case 'begin':
    case 'prepare':
    case 'mark-done':
      return { kind: 'ready' };
    case 'model': {
      if (world.capsAt.includes(done)) return { kind: 'asked' };
      const turn = world.turns[next.turn % world.turns.length] ?? [];
      return {
        kind: 'turn',
        turn: { calls: turn.map(({ tool, isWrong }, i) => ({ callId: `${next.turn}-${i}`, tool, problem: isWrong ? 'wrong' : null })) },
      };
    }
    case 'ask':
    case 'stall':
      return { kind: 'asked' };
    case 'review': {
      const isAgain = next.step.includes('.');
      const said = world.reviews[reviewsIn(memory) - (isAgain ? 1 : 0)] ?? 'fine';
      if (!isAgain && (said === 'accepted' || said === 'refused')) return { kind: 'asked' };
      return { kind: 'reviewed', objection: said === 'back' || said === 'refused' ? 'Not so.' : null };
    }
    case 'verify':
      return world.isRight[done % Math.max(1, world.isRight.length)]
        ? { kind: 'verified' }
        : { kind: 'refused', output: 'no', failing: [String(done % 3)] };
    case 'commit':
      return { kind: 'committed' };
    case 'merge':
      switch (world.merges[mergesIn(memory)] ?? 'fits') {
        case 'fits':
          return { kind: 'merged' };
        case 'conflicts':
          return { kind: 'conflicted' };
        default:
          return { kind: 'asked' };
      }
    case 'close':
      return { kind: 'closed' };
    default:
      return { kind: 'answer', output: 'ok', isError: false };
  }
}

/** Reviewers that find nothing, and people who stop what gets no further. */
const calm = { reviews: [], patience: 0 };

/** Runs a world to its end, answering every question, and gives the order of its steps. */
function walk(world: World): { order: string[]; memory: Map<string, StepOutput>; segments: number } {
  const memory = new Map<string, StepOutput>();
  const order: string[] = [];
  let segment = 1;
  for (;;) {
    const next = nextStep(memory, segment);
    if (next.kind === 'stop') return { order, memory, segments: segment };
    if (next.kind === 'park') {
      const asked = [...memory].findLast(([, output]) => output.kind === 'asked')?.[0] ?? '';
      const said = asked.startsWith('merge') ? (world.merges[mergesIn(memory) - 1] ?? 'again') : 'yes';
      const isOver = asked.startsWith('stall') && stallsIn(memory) > world.patience;
      const output = isOver ? stopAnswer : said in mergeAnswers ? mergeAnswers[said as keyof typeof mergeAnswers] : said;
      memory.set(answerStep(asked.replace('ask-', '')), { kind: 'answer', output, isError: false });
      segment += 1;
      continue;
    }
    expect(memory.has(next.step)).toBe(false);
    memory.set(next.step, carryOut(world, next, order.length, memory));
    order.push(next.step);
  }
}

test('every run ends, closed once as its last step, and no step is taken twice', () => {
  fc.assert(
    fc.property(world, (world) => {
      const { order } = walk(world);
      expect(order.at(-1)).toBe('close');
      expect(new Set(order).size).toBe(order.length);
      const turns = order.filter((step) => /^model-\d+$/.test(step)).length;
      expect(turns).toBeLessThanOrEqual(maxTurns * (world.patience + 1));
    }),
  );
});

test('from what had finished at any moment, the run goes on with the very next step', () => {
  fc.assert(
    fc.property(world, fc.nat(200), (world, cut) => {
      const { order, memory } = walk({
        ...world,
        capsAt: [],
        merges: [],
        reviews: [],
        patience: 0,
        turns: world.turns.map((calls) => calls.filter(({ tool }) => tool !== 'ask_person')),
      });
      const first = order.includes('begin-2') ? order.slice(0, order.indexOf('begin-2')) : order;
      const done = first.slice(0, cut % first.length);
      const next = nextStep(new Map(done.map((step) => [step, memory.get(step) ?? { kind: 'ready' }])), 1);
      expect('step' in next && next.step).toBe(first[done.length]);
    }),
  );
});

test('nothing is verified, committed or marked without a verification that passed', () => {
  fc.assert(
    fc.property(world, (world) => {
      const { order, memory } = walk(world);
      const isVerified = [...memory.values()].some(({ kind }) => kind === 'verified');
      const isReviewed = [...memory.values()].some((output) => output.kind === 'reviewed' && output.objection === null);
      expect(order.some((step) => step.startsWith('commit'))).toBe(isVerified && isReviewed);
      if (!isVerified) expect(order).not.toContain('mark-done');
    }),
    { examples: [[{ turns: [[{ tool: 'finish', isWrong: false }]], isRight: [true], endsAt: -1, capsAt: [], merges: [], ...calm }]] },
  );
});

test('a model that calls nothing is asked again, and then given up on', () => {
  const { order, memory } = walk({ turns: [[]], isRight: [], endsAt: -1, capsAt: [], merges: [], ...calm });
  expect(order).toEqual(['begin-1', 'prepare', 'model-0', 'model-1', 'model-2', 'close']);
  expect(nextStep(new Map([...memory].filter(([step]) => step !== 'close')), 1)).toMatchObject({ kind: 'close', outcome: 'failed' });
});

test('work that fails in one of a few ways, to and fro, and never in fewer, is put to people', () => {
  const turns: World['turns'] = [[{ tool: 'finish', isWrong: false }]];
  const { order, memory } = walk({ turns, isRight: [false], endsAt: -1, capsAt: [], merges: [], ...calm });
  // Three ways: each is killed once, and six rounds after the last of them nothing new was.
  expect(order.filter((step) => step.startsWith('verify')).length).toBeLessThanOrEqual(10);
  expect(order.at(-3)).toMatch(/^stall-/);
  expect(nextStep(new Map([...memory].filter(([step]) => step !== 'close')), 2)).toMatchObject({ outcome: 'stuck' });
});

test('at a cap the same turn is asked for again after each answer, until people stop it', () => {
  const once = walk({ turns: [[]], isRight: [], endsAt: -1, capsAt: [2, 3], merges: [], ...calm });
  expect(once.order.slice(0, 6)).toEqual(['begin-1', 'prepare', 'model-0', 'begin-2', 'model-0.1', 'model-1']);
  const memory = new Map<string, StepOutput>([
    ['begin-1', { kind: 'ready' }],
    ['prepare', { kind: 'ready' }],
    ['model-0', { kind: 'asked' }],
  ]);
  expect(nextStep(memory, 1)).toEqual({ kind: 'park' });
  memory.set(answerStep('model-0'), { kind: 'answer', output: stopAnswer, isError: false });
  memory.set('begin-2', { kind: 'ready' });
  expect(nextStep(memory, 2)).toMatchObject({ kind: 'close', outcome: 'stuck' });
});

const done = [{ tool: 'finish', isWrong: false }];

test('a merge that does not fit is tried again as often as people say, and marks nothing before it fits', () => {
  const { order } = walk({ turns: [done], isRight: [true], endsAt: -1, capsAt: [], merges: ['again', 'merge', 'fits'], ...calm });
  expect(order.slice(4)).toEqual(['review', 'commit', 'merge', 'begin-2', 'merge.1', 'begin-3', 'merge.2', 'mark-done', 'close']);
});

test('work that is left on its branch is verified and marks nothing', () => {
  const { order, memory } = walk({ turns: [done], isRight: [true], endsAt: -1, capsAt: [], merges: ['leave'], ...calm });
  expect(order.slice(4)).toEqual(['review', 'commit', 'merge', 'begin-2', 'close']);
  expect(nextStep(new Map([...memory].filter(([step]) => step !== 'close')), 2)).toMatchObject({ kind: 'close', outcome: 'verified' });
});

test('an agent that is given its work back goes on with it, to a round of its own', () => {
  const { order } = walk({ turns: [done], isRight: [true], endsAt: -1, capsAt: [], merges: ['resolve', 'again', 'fits'], ...calm });
  const round = ['model-1', 'verify-1-0', 'review-1', 'commit-1', 'merge-1', 'begin-3', 'merge-1.1', 'mark-done', 'close'];
  expect(order.slice(4)).toEqual(['review', 'commit', 'merge', 'begin-2', 'resolve', ...round]);
});

test('work that does not fit is given back to the agent without anybody being asked, and verified and merged anew', () => {
  const { order } = walk({ turns: [done], isRight: [true], endsAt: -1, capsAt: [], merges: ['conflicts', 'fits'], ...calm });
  const round = ['resolve', 'model-1', 'verify-1-0', 'review-1', 'commit-1', 'merge-1', 'mark-done', 'close'];
  expect(order.slice(4)).toEqual(['review', 'commit', 'merge', ...round]);
});

test('without an answer a merge waits', () => {
  fc.assert(
    fc.property(world, (world) => {
      const { order, memory } = walk(world);
      const marked = order.indexOf('mark-done');
      expect(marked >= 0).toBe(
        order.slice(0, marked < 0 ? undefined : marked).some((step) => memory.get(step)?.kind === 'merged') && marked >= 0,
      );
    }),
  );
});

test('work that a reviewer sends back is committed only after a review that has nothing against it, or a person who accepts it', () => {
  const world = { turns: [done], isRight: [true], endsAt: -1, capsAt: [], merges: [], patience: 0 };
  expect(walk({ ...world, reviews: ['back', 'fine'] }).order.slice(3)).toEqual([
    ...['verify-0-0', 'review', 'model-1', 'verify-1-0', 'review-1', 'commit-1', 'merge-1', 'mark-done', 'close'],
  ]);
  const { order } = walk({ ...world, reviews: ['refused', 'accepted'] });
  expect(order.slice(4, 8)).toEqual(['review', 'begin-2', 'review.1', 'model-1']);
  expect(order.slice(9, 13)).toEqual(['review-1', 'begin-3', 'review-1.1', 'commit-1']);
});

test('rounds that lead nowhere become a question, and what people say begins the count anew', () => {
  const world = { turns: [done], isRight: [false], endsAt: -1, capsAt: [], merges: [], reviews: [] };
  const memory = new Map<string, StepOutput>();
  const asked: string[] = [];
  for (let segment = 1; asked.length < 2; ) {
    const next = nextStep(memory, segment);
    if (next.kind === 'park') {
      memory.set(answerStep(asked.at(-1) ?? ''), { kind: 'answer', output: 'Look at the limits.', isError: false });
      segment += 1;
      continue;
    }
    if (!('step' in next)) throw new Error('It stopped.');
    if (next.kind === 'stall') asked.push(next.step);
    if (next.kind === 'stall') expect(next.tried).toContain('Round 4: same failed.');
    const refused: StepOutput = { kind: 'refused', output: 'no', failing: ['same: 1 is not 2'], names: ['same'] };
    memory.set(next.step, next.kind === 'verify' ? refused : carryOut({ ...world, patience: 9 }, next, memory.size, memory));
  }
  expect(asked).toEqual([stallStep(4), stallStep(8)]);
});
