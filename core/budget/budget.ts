import { dollars } from './price.ts';

/** What a budget bounds: each run, or all runs of one spec, project, person or of the organization. */
export const budgetScopes = ['run', 'spec', 'project', 'person', 'organization'] as const;
export type BudgetScope = (typeof budgetScopes)[number];

export const budgetUnits = ['usd', 'tokens'] as const;
export type BudgetUnit = (typeof budgetUnits)[number];

export type Budget = {
  id: string;
  scope: BudgetScope;
  /** The spec, project or person; null for each of them alike, and for runs and the organization. */
  subjectId: string | null;
  /** `day`: anew each day, UTC. */
  period: 'day' | 'ever';
  unit: BudgetUnit;
  /** In micro-dollars or tokens. */
  limit: number;
};

/** An amount in both units: micro-dollars and tokens. `usd` is null where the model has no price. */
export type Amount = { usd: number | null; tokens: number };

/** A budget that applies to a run, with what is spent and what running work has put aside, the run itself included. */
export type BudgetStanding = { budget: Budget; spent: number; held: number };

/** From this share on people are warned. */
export const warningShare = 0.8;

/** `warnings` are budgets that are nearly used up, with what is asked for counted in. */
export type Admission = { isAdmitted: true; warnings: BudgetStanding[] } | { isAdmitted: false; reason: string; budget: Budget };

/**
 * Whether a run may put `asked` aside, on top of what is spent and put aside already: only if no budget would be passed. Pure; the caller
 * holds the lock under which the standings were read. A budget in money refuses a model that has no price: it could not be kept.
 */
export function admit(standings: readonly BudgetStanding[], asked: Amount): Admission {
  const warnings: BudgetStanding[] = [];
  for (const standing of standings) {
    const { budget, spent, held } = standing;
    const amount = budget.unit === 'usd' ? asked.usd : asked.tokens;
    if (amount === null)
      return {
        isAdmitted: false,
        budget,
        reason: `${named(budget)} is in dollars, and this model has no price. Enter one in Settings, Costs.`,
      };
    if (spent + held + amount > budget.limit)
      return {
        isAdmitted: false,
        budget,
        reason: `${named(budget)} of ${inUnit(budget, budget.limit)} does not allow it: ${inUnit(budget, spent)} spent, ${inUnit(budget, held)} put aside by running work, ${inUnit(budget, amount)} asked for.`,
      };
    if (spent + held + amount >= budget.limit * warningShare) warnings.push({ ...standing, held: held + amount });
  }
  return { isAdmitted: true, warnings };
}

/** An amount in a budget's unit, as people read it. */
export function inUnit({ unit }: Pick<Budget, 'unit'>, amount: number): string {
  return unit === 'usd' ? dollars(amount) : `${amount.toLocaleString('en-US')} tokens`;
}

const names: Record<BudgetScope, string> = {
  run: 'The budget of a run',
  spec: 'The budget of the spec',
  project: 'The budget of the project',
  person: 'The budget of the person',
  organization: 'The budget of the organization',
};

/** `The budget of the project for a day`. */
export const named = ({ scope, period }: Pick<Budget, 'scope' | 'period'>): string =>
  `${names[scope]}${period === 'day' ? ' for a day' : ''}`;

/**
 * What a run like this will need, from what like runs took: their 80th percentile, or `fallback` where fewer than three are known.
 * @param earlier amounts of finished runs in one unit.
 */
export function estimate(earlier: readonly number[], fallback: number): number {
  if (earlier.length < 3) return fallback;
  const sorted = earlier.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.8))] ?? fallback;
}
