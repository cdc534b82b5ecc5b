import type { Expression } from '#core/analysis/expression.ts';
import type { Bound, CounterTrace, Phase } from '#core/analysis/timed/counter-trace.ts';

/** Where a requirement applies, in the words of its grammar. */
export type ReqScope =
  | { kind: 'globally' }
  | { kind: 'before'; end: Expression }
  | { kind: 'after'; start: Expression }
  | { kind: 'between'; start: Expression; end: Expression }
  | { kind: 'after-until'; start: Expression; end: Expression };

/** What has been said inside of a scope. */
type Story = {
  phases: Phase[];
  /** It is told from the scope's first moment, and not from any later one. */
  isFromStart: boolean;
  /** Its last phase is waiting in vain: it is broken only where the scope ends, or never. */
  isWaiting: boolean;
};

type Pattern = {
  /** With `§` for an expression and `#` for a duration; without commas and without `then`. */
  template: string;
  stories(expressions: readonly Expression[], times: readonly number[]): Story[];
  /** What holds at every moment, if that is all that it says. */
  invariant?(expressions: readonly Expression[]): Expression;
};

const truth: Expression = { kind: 'all', of: [] };
const not = (of: Expression): Expression => ({ kind: 'not', of });
const both = (...of: Expression[]): Expression => ({ kind: 'all', of });
const phase = (holds: Expression, operator?: Bound['operator'], time = 0, mayBeEmpty = false): Phase => ({
  holds,
  bound: operator ? { operator, time } : null,
  mayBeEmpty,
});
const story = (...phases: Phase[]): Story => ({ phases, isFromStart: false, isWaiting: false });
const fromStart = (...phases: Phase[]): Story => ({ phases, isFromStart: true, isWaiting: false });
const waiting = (...phases: Phase[]): Story => ({ phases, isFromStart: false, isWaiting: true });

const anything = phase(truth, undefined, 0, true);

/** Expressions and times are asked for by number: the template says how many there are. */
function pattern(
  template: string,
  tell: (r: Expression, s: Expression, t: Expression, u: Expression, first: number, second: number) => Story[],
  invariant?: (r: Expression, s: Expression) => Expression,
): Pattern {
  const at = (list: readonly Expression[], index: number) => list[index] ?? truth;
  return {
    template,
    stories: (list, times) => tell(at(list, 0), at(list, 1), at(list, 2), at(list, 3), times[0] ?? 0, times[1] ?? 0),
    ...(invariant ? { invariant: (list: readonly Expression[]) => invariant(at(list, 0), at(list, 1)) } : {}),
  };
}

const always = 'it is always the case that ';

const chain = (r: Expression, s: Expression, t: Expression): Story[] => [
  waiting(phase(r), phase(not(s))),
  waiting(phase(r), anything, phase(s), phase(not(t))),
];

/** Every pattern of the requirements grammar; what each forbids is published in Hanfor's documentation as a formula of the duration calculus. */
const PATTERNS: readonly Pattern[] = [
  pattern('it is never the case that § holds', (r) => [story(phase(r))], not),
  pattern(
    `${always}§ holds`,
    (r) => [story(phase(not(r)))],
    (r) => r,
  ),
  pattern(
    `${always}if § holds § holds as well`,
    (r, s) => [story(phase(both(r, not(s))))],
    (r, s) => ({ kind: 'any', of: [not(r), s] }),
  ),
  pattern(`${always}initially § holds`, (r) => [fromStart(phase(not(r)))]),
  pattern(`${always}if § holds it holds persistently`, (r) => [story(phase(r), phase(not(r)))]),
  pattern('§ eventually holds', (r) => [waiting(phase(not(r)), phase(not(r)))]),
  pattern(`${always}§ eventually holds`, (r) => [waiting(phase(not(r)), phase(not(r)))]),
  pattern('transitions to states in which § holds occur at most twice', (r) => [
    story(phase(r), phase(not(r)), phase(r), phase(not(r)), phase(r)),
  ]),
  pattern(`${always}if § holds § previously held`, (r, s) => [fromStart(phase(not(s)), phase(r))]),
  pattern(`${always}if § holds and is succeeded by § § previously held`, (r, s, t) => [
    fromStart(phase(not(t)), phase(r), anything, phase(s)),
  ]),
  pattern(`${always}if § holds § previously held and was preceded by §`, (r, s, t) => [
    fromStart(phase(not(t)), phase(r)),
    fromStart(phase(not(s)), phase(r)),
    fromStart(phase(not(t)), phase(both(s, not(t))), phase(not(t)), phase(both(not(s), t)), phase(not(s)), phase(r)),
  ]),
  pattern(`${always}if § holds § eventually holds`, (r, s) => [waiting(phase(both(r, not(s))), phase(not(s)))]),
  pattern(`${always}if § holds § eventually holds and is succeeded by §`, (r, s, t) => chain(r, s, t)),
  pattern(`${always}if § holds § eventually holds and is succeeded by § where § does not hold between § and §`, (r, s, t, u) => [
    ...chain(r, s, t),
    story(phase(r), anything, phase(s), phase(not(t)), phase(both(not(t), u)), anything, phase(t)),
  ]),
  pattern(`${always}if § holds and is succeeded by § § eventually holds after §`, (r, s, t) => [
    waiting(phase(r), anything, phase(s), phase(not(t))),
  ]),
  pattern(`${always}if § holds there is at least one execution sequence such that § eventually holds`, () => []),
  pattern(`${always}if § holds there is at least one execution sequence such that § holds after at most #`, () => []),
  pattern(`${always}if § holds § toggles §`, (r, s, t) => [story(phase(both(s, r)), phase(both(not(s), not(t))))]),
  pattern(`${always}if § holds § toggles § at most # later`, (r, s, t, _u, c) => [
    story(phase(both(s, r)), phase(not(s), '>=', c), phase(both(not(s), not(t)))),
  ]),
  pattern(`${always}once § becomes satisfied it holds for at least #`, (r, _s, _t, _u, c) => [
    story(phase(not(r)), phase(r, '<', c), phase(not(r))),
  ]),
  pattern(`${always}once § becomes satisfied it holds for less than #`, (r, _s, _t, _u, c) => [story(phase(r, '>=', c))]),
  pattern(`${always}once § becomes satisfied § holds for at least #`, (r, s, _t, _u, c) => [
    story(phase(not(r)), phase(r), phase(s, '<', c), phase(not(s))),
    story(phase(not(r)), phase(both(r, not(s)))),
  ]),
  pattern(`${always}once § becomes satisfied § holds after at most #`, (r, s, _t, _u, c) => [
    story(phase(not(r)), phase(both(r, not(s))), phase(not(s), '>', c)),
  ]),
  pattern(`${always}once § becomes satisfied § holds after at most # for at least #`, (r, s, _t, _u, c, d) => [
    story(phase(not(r)), phase(both(r, not(s))), phase(not(s), '>', c)),
    story(phase(not(r)), phase(r), phase(truth, '<', c), phase(s, '<', d), phase(not(s))),
  ]),
  pattern(`${always}once § becomes satisfied and holds for at most # § holds afterwards`, (r, s, _t, _u, c) => [
    story(phase(not(r)), phase(r, '<=', c), phase(both(not(r), not(s)))),
  ]),
  pattern(`${always}§ holds at least every #`, (r, _s, _t, _u, c) => [story(phase(not(r), '>', c))]),
  pattern(`${always}§ holds after at most #`, (r, _s, _t, _u, c) => [fromStart(phase(truth, '>=', c), phase(not(r)))]),
  pattern(`${always}if § holds § holds after at most #`, (r, s, _t, _u, c) => [story(phase(both(r, not(s))), phase(not(s), '>', c))]),
  pattern(`${always}if § holds § holds as well after at most #`, (r, s, _t, _u, c) => [story(phase(r, '>=', c), phase(both(r, not(s))))]),
  pattern(`${always}if § holds for at least # § holds afterwards for at least #`, (r, s, _t, _u, c, d) => [
    story(phase(r, '>=', c), phase(s, '<', d, true), phase(not(s))),
  ]),
  pattern(`${always}if § holds for at least # § holds after at most #`, (r, s, _t, _u, c, d) => [
    story(phase(r, '>=', c), phase(not(s), '>', d)),
  ]),
  pattern(`${always}if § holds for at least # § holds afterwards`, (r, s, _t, _u, c) => [story(phase(r, '>=', c), phase(not(s)))]),
  pattern(`${always}if § holds § holds after at most # for at least #`, (r, s, _t, _u, c, d) => [
    story(phase(r), phase(not(s), '>', c)),
    story(phase(r), phase(not(s), '<', c, true), phase(s, '<', d), phase(not(s))),
  ]),
  pattern(`${always}if § holds § holds for at least #`, (r, s, _t, _u, c) => [story(phase(r), phase(truth, '<', c), phase(not(s)))]),
  ...['', ' as well'].map((ending) =>
    pattern(`${always}after § holds for at least # § holds${ending}`, (r, s, _t, _u, c) => [story(phase(r, '>=', c), phase(not(s)))]),
  ),
  pattern(`${always}after § holds for # § holds`, (r, s, _t, _u, c) => [story(phase(r, '>=', c), phase(not(s)))]),
  pattern(`${always}after § holds for at least # and § holds § holds`, (r, s, t, _u, c) => [
    story(phase(r, '>=', c), phase(both(r, s, not(t)))),
  ]),
  pattern(`${always}after § holds for at least # and § holds § holds after at most #`, (r, s, t, _u, c, d) => [
    story(phase(r, '>=', c), phase(both(r, s, not(t))), phase(not(t), '>', d)),
  ]),
];

const BY_TEMPLATE = new Map(PATTERNS.map((one) => [one.template, one]));

/** Whether the grammar has this sentence (see `Pattern.template`). */
export function isReqPattern(template: string): boolean {
  return BY_TEMPLATE.has(template);
}

/** What a sentence forbids within its scope, and what it says of every moment if that is all; null where there is no such sentence. */
export function tracesOf(
  template: string,
  scope: ReqScope,
  expressions: readonly Expression[],
  times: readonly number[],
): { traces: CounterTrace[]; invariant: Expression | null } | null {
  const found = BY_TEMPLATE.get(template);
  if (!found) return null;
  const invariant = scope.kind === 'globally' && found.invariant ? found.invariant(expressions) : null;
  return { traces: found.stories(expressions, times).map((one) => within(scope, one)), invariant };
}

function within(scope: ReqScope, { phases, isFromStart, isWaiting }: Story): CounterTrace {
  const last = phases.at(-1);
  const forEver: Phase[] = last && isWaiting ? [...phases.slice(0, -1), { ...last, bound: { operator: '>=', time: Infinity } }] : phases;
  const until = (end: Expression) => phases.map((one) => ({ ...one, holds: both(not(end), one.holds) }));
  switch (scope.kind) {
    case 'globally':
      return [...(isFromStart ? [] : [anything]), ...forEver];
    case 'before':
      return [...(isFromStart ? [] : [phase(not(scope.end))]), ...until(scope.end), ...(isWaiting ? [phase(scope.end)] : [])];
    case 'after':
      return [anything, phase(scope.start), ...(isFromStart ? [] : [anything]), ...forEver];
    case 'after-until':
      return [
        anything,
        phase(scope.start),
        ...(isFromStart ? [] : [phase(not(scope.end))]),
        ...until(scope.end),
        ...(isWaiting ? [phase(scope.end)] : []),
      ];
    case 'between':
      return [
        anything,
        phase(both(scope.start, not(scope.end))),
        ...(isFromStart ? [] : [phase(not(scope.end))]),
        ...until(scope.end),
        ...(isWaiting ? [] : [phase(not(scope.end))]),
        phase(scope.end),
      ];
  }
}
