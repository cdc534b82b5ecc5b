import type { Expression } from '#core/analysis/expression.ts';
import type { SafetyMonitor } from '#core/analysis/game/realizability.ts';

/** A sentence of FRETish in its parts (FRET's user manual, "Writing requirements"). Ticks count steps. */
export type Fretish = {
  id: string;
  scope: 'null' | 'in' | 'notin' | 'before' | 'after' | 'onlyIn' | 'onlyBefore' | 'onlyAfter';
  mode: Expression | null;
  /** `regular` triggers where the condition becomes true, `noTrigger` wherever it is. */
  condition: 'null' | 'regular' | 'noTrigger';
  trigger: Expression | null;
  timing: 'immediately' | 'next' | 'eventually' | 'always' | 'never' | 'within' | 'for' | 'after' | 'until' | 'before';
  ticks: number;
  stop: Expression | null;
  response: Expression;
};

/** What a step shows of the sentence's parts. */
type Look = { mode: boolean; trigger: boolean; stop: boolean; response: boolean };

type State = {
  /** Of the scope: what was so in the step before, and whether it had its mode once. */
  wasMode: boolean;
  hadMode: boolean;
  wasInside: boolean;
  wasTrigger: boolean;
  /** What is still owed: ticks left, or -1 without end. Empty where nothing is. */
  owed: readonly number[];
};

const truth: Expression = { kind: 'all', of: [] };

/** The automaton of a sentence. What only a whole, infinite run could break (`eventually`) is broken nowhere but at the end of its scope. */
export function fretMonitor(sentence: Fretish, doubt: string | null): SafetyMonitor {
  const own = isOnly(sentence) ? negated(sentence) : { sentence, doubt: null };
  return {
    id: sentence.id,
    isAssumption: /assumption/i.test(sentence.id),
    doubt: doubt ?? own.doubt,
    predicates: [sentence.mode ?? truth, sentence.trigger ?? truth, sentence.stop ?? truth, own.sentence.response],
    initial: write({ wasMode: false, hadMode: false, wasInside: false, wasTrigger: false, owed: [] }),
    step(state, [mode = false, trigger = false, stop = false, response = false]) {
      const next = advance(own.sentence, read(state), { mode, trigger, stop, response });
      return next && write(next);
    },
  };
}

const write = ({ wasMode, hadMode, wasInside, wasTrigger, owed }: State): string =>
  `${[wasMode, hadMode, wasInside, wasTrigger].map(Number).join('')}${owed.join()}`;

const read = (text: string): State => ({
  wasMode: text[0] === '1',
  hadMode: text[1] === '1',
  wasInside: text[2] === '1',
  wasTrigger: text[3] === '1',
  owed: text.length > 4 ? text.slice(4).split(',').map(Number) : [],
});

const isOnly = ({ scope }: Fretish): boolean => scope.startsWith('only');

/** `only in M shall R` forbids outside of M what it allows inside. */
function negated(sentence: Fretish): { sentence: Fretish; doubt: string | null } {
  const opposite: Partial<Record<Fretish['timing'], Fretish['timing']>> = {
    immediately: 'immediately',
    next: 'next',
    eventually: 'never',
    never: 'eventually',
    always: 'eventually',
    within: 'for',
    for: 'within',
  };
  const timing = opposite[sentence.timing];
  if (!timing) return { sentence, doubt: `"only" with "${sentence.timing}" is not understood.` };
  const keepsResponse = sentence.timing === 'never' || sentence.timing === 'eventually';
  const response: Expression = keepsResponse ? sentence.response : { kind: 'not', of: sentence.response };
  return { sentence: { ...sentence, timing, response }, doubt: null };
}

function isInside({ scope }: Fretish, { wasMode, hadMode }: State, { mode }: Look): boolean {
  switch (scope) {
    case 'null':
      return true;
    case 'in':
      return mode;
    case 'notin':
    case 'onlyIn':
      return !mode;
    case 'before':
      return !mode && !hadMode;
    case 'onlyAfter':
      return !hasEnded(wasMode, hadMode, mode);
    case 'after':
      return hasEnded(wasMode, hadMode, mode);
    case 'onlyBefore':
      return mode || hadMode;
  }
}

/** The mode was left for the first time, now or earlier: `hadMode` keeps that for scopes that begin after it. */
function hasEnded(wasMode: boolean, hadMode: boolean, mode: boolean): boolean {
  return hadMode || (wasMode && !mode);
}

function advance(sentence: Fretish, state: State, look: Look): State | null {
  const inside = isInside(sentence, state, look);
  const isAfterScope = sentence.scope === 'after' || sentence.scope === 'onlyAfter';
  const hadMode = state.hadMode || (isAfterScope ? state.wasMode && !look.mode : look.mode);
  const isFresh = inside && !state.wasInside;
  // An interval that ends leaves nothing owed but what had to come within it.
  if (state.wasInside && (!inside || isFresh) && owesAtEnd(sentence, state)) return null;
  const owedBefore = state.wasInside && inside ? state.owed : [];
  if (!inside) return { wasMode: look.mode, hadMode, wasInside: false, wasTrigger: false, owed: [] };
  const isTriggered =
    sentence.condition === 'null' ? isFresh : look.trigger && (sentence.condition === 'noTrigger' || isFresh || !state.wasTrigger);
  const owed = owe(sentence, owedBefore, isTriggered, look);
  return owed && { wasMode: look.mode, hadMode, wasInside: true, wasTrigger: look.trigger, owed };
}

function owesAtEnd({ timing }: Fretish, { owed }: State): boolean {
  return (timing === 'eventually' || timing === 'before') && owed.length > 0;
}

/** What is owed after a step; null where it shows that something owed was not paid. */
function owe({ timing, ticks }: Fretish, owed: readonly number[], isTriggered: boolean, { stop, response }: Look): number[] | null {
  const isOwed = owed.length > 0 || isTriggered;
  switch (timing) {
    case 'immediately':
      return isTriggered && !response ? null : [];
    case 'next':
      if (owed.length > 0 && !response) return null;
      return isTriggered ? [1] : [];
    case 'always':
      return isOwed && !response ? null : isOwed ? [-1] : [];
    case 'never':
      return isOwed && response ? null : isOwed ? [-1] : [];
    case 'eventually':
      return isOwed && !response ? [-1] : [];
    case 'until':
      if (!isOwed || stop) return [];
      return response ? [-1] : null;
    case 'before':
      if (!isOwed) return [];
      if (stop) return null;
      return response ? [] : [-1];
    case 'within': {
      const left = owed[0] ?? (isTriggered ? ticks : undefined);
      if (left === undefined || response) return [];
      return left === 0 ? null : [left - 1];
    }
    case 'for': {
      const left = isTriggered ? ticks : owed[0];
      if (left === undefined) return [];
      if (!response) return null;
      return left === 0 ? [] : [left - 1];
    }
    case 'after': {
      const all = [...new Set([...owed, ...(isTriggered ? [ticks + 1] : [])])];
      if (all.some((left) => (left === 0 ? !response : response))) return null;
      return all.filter((left) => left > 0).map((left) => left - 1);
    }
  }
}
