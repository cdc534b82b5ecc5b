import type { Finding, Proof, Witness } from '../finding.ts';
import { findingId } from '../finding-id.ts';
import type { Rule, System } from '../system.ts';
import { type Bounds, DEFAULT_BOUNDS, exploreModel, type Model, type ModelState, pathTo } from './explore.ts';

/**
 * K10: criteria that never come to apply from where the system starts, states that nothing leads out of, and groups of states that are never left. Exact where the
 * whole model was seen; within so many steps where not, and then nothing is said to be unreachable. Nothing is said of a system without state.
 */
export function* findDead(system: System, bounds: Bounds = DEFAULT_BOUNDS): Generator<void, Finding[]> {
  if (!system.variables.some(({ role }) => role === 'state')) return [];
  const model = yield* exploreModel(system, bounds);
  if (!model) return [];
  const steps = Math.max(0, ...[...model.states.values()].map(({ depth }) => depth));
  const proof: Proof = model.isComplete ? { grade: 'proved', engine: 'model' } : { grade: 'bounded', engine: 'model', steps };
  const findings: Finding[] = [];
  if (model.isComplete) {
    const used = new Set([...model.firstUse.keys()].map((id) => system.rules.find((rule) => rule.id === id)?.criterion));
    const unused = new Set(system.rules.filter(({ criterion }) => !used.has(criterion)).map(({ criterion }) => criterion));
    for (const criterion of unused) findings.push(finding('unreachable', [criterion], proof, [], null));
  }
  yield;
  const changing = [...model.states.values()].filter(({ key, transitions }) => transitions.some(({ to }) => to !== key));
  if (model.states.size < 2 || changing.length === 0) return findings;
  const dead = [...model.states.values()].filter((each) => isDead(each));
  for (const each of dead)
    if (model.isComplete) findings.push(finding('dead-state', criteriaInto(model, each), proof, regionOf(each), witnessTo(model, each)));
  yield;
  if (model.isComplete)
    for (const trap of trapsOf(model, dead))
      findings.push(finding('trap-state', criteriaInto(model, trap), proof, regionOf(trap), witnessTo(model, trap)));
  return findings;
}

/**
 * Nothing that happens is answered by any rule. A state in which something is done and nothing changes is an end, and no dead one; what holds always answers nothing.
 */
function isDead({ transitions }: ModelState): boolean {
  return transitions.every(({ stepped }) => stepped.active.every(isStanding));
}

function isStanding({ events, guard }: Rule): boolean {
  return !events && guard.kind === 'all' && guard.of.length === 0;
}

/** One state of each group that is entered and never left, where it is neither all there is nor a single state that nothing leads out of. */
function trapsOf(model: Model, dead: readonly ModelState[]): ModelState[] {
  const components = stronglyConnected(model);
  const own = new Map<string, number>();
  for (const [at, keys] of components.entries()) for (const key of keys) own.set(key, at);
  const start = [...model.states.keys()][0];
  const traps: ModelState[] = [];
  for (const [at, keys] of components.entries()) {
    if (keys.length < 2 || (start !== undefined && keys.includes(start))) continue;
    const isLeft = keys.some((key) => model.states.get(key)?.transitions.some(({ to }) => own.get(to) !== at));
    const first = model.states.get(keys.at(-1) ?? '');
    if (!isLeft && first && !dead.includes(first)) traps.push(first);
  }
  return traps;
}

/** Tarjan's, without recursion: models are deeper than stacks. The key met first closes each component. */
function stronglyConnected({ states }: Model): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const isOpen = new Set<string>();
  const components: string[][] = [];
  for (const root of states.keys()) {
    if (index.has(root)) continue;
    const work: { key: string; next: number }[] = [{ key: root, next: 0 }];
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      const { key } = frame;
      if (frame.next === 0) {
        index.set(key, index.size);
        low.set(key, index.get(key) ?? 0);
        stack.push(key);
        isOpen.add(key);
      }
      const to = states.get(key)?.transitions[frame.next]?.to;
      if (to !== undefined) {
        frame.next += 1;
        if (!index.has(to)) work.push({ key: to, next: 0 });
        else if (isOpen.has(to)) low.set(key, Math.min(low.get(key) ?? 0, index.get(to) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) low.set(parent.key, Math.min(low.get(parent.key) ?? 0, low.get(key) ?? 0));
      if (low.get(key) === index.get(key)) {
        const keys: string[] = [];
        for (let each = stack.pop(); each !== undefined; each = stack.pop()) {
          isOpen.delete(each);
          keys.push(each);
          if (each === key) break;
        }
        components.push(keys);
      }
    }
  }
  return components;
}

function criteriaInto(model: Model, { from, key }: ModelState): string[] {
  const before = from ? model.states.get(from.key) : undefined;
  const entered = before?.transitions.find(({ to }) => to === key);
  return [...new Set(entered?.stepped.active.filter((rule) => !isStanding(rule)).map(({ criterion }) => criterion) ?? [])];
}

function regionOf({ state }: ModelState): Finding['region'] {
  return Object.entries(state).map(([variable, value]) => ({ variable, values: [value] }));
}

function witnessTo(model: Model, { key, state }: ModelState): Witness {
  const path = pathTo(model, key).map(({ event, inputs, state: before }) => ({ event, before: { ...before, ...inputs }, asked: {} }));
  return { steps: [...path, { event: 'tick', before: state, asked: {} }] };
}

function finding(
  kind: 'unreachable' | 'dead-state' | 'trap-state',
  criteria: readonly string[],
  proof: Proof,
  region: Finding['region'],
  witness: Witness | null,
): Finding {
  return {
    id: findingId(kind, criteria, null, null, JSON.stringify(region)),
    kind,
    proof,
    criteria,
    event: null,
    variable: null,
    region,
    witness,
  };
}
