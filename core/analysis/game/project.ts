import type { Conditions } from '../timed/conditions.ts';
import { TooLarge } from '../timed/decision-diagram.ts';
import type { Constraint } from '../timed/linear.ts';
import { eliminate } from '../timed/linear.ts';

const MOST_CASES = 5_000;

/** For which values of the other variables some values of the hidden ones make `diagram` true. Throws `TooLarge` where that cannot be decided. */
export function project(conditions: Conditions, diagram: number, isHidden: (name: string) => boolean): number {
  const { diagrams } = conditions;
  const atoms = conditions.atoms();
  let rest = diagrams.and(diagram, conditions.facts());
  const mixed: { number: number; constraint: Constraint }[] = [];
  for (const [number, atom] of atoms.entries()) {
    if (atom.kind === 'is') {
      if (isHidden(atom.name)) rest = diagrams.exists(rest, number);
    } else if ([...atom.constraint.factors.keys()].some(isHidden)) mixed.push({ number, constraint: atom.constraint });
  }
  let cases = 0;
  const follow = (index: number, left: number, chosen: readonly Constraint[]): number => {
    if (left === 0) return 0;
    const atom = mixed[index];
    if (!atom) return diagrams.and(left, visibleOf(conditions, chosen, isHidden));
    cases += 1;
    if (cases > MOST_CASES) throw new TooLarge('Too many comparisons of outputs belong together.');
    const asked = diagrams.question(atom.number);
    const branch = (isSo: boolean) =>
      follow(index + 1, diagrams.exists(diagrams.and(left, isSo ? asked : diagrams.not(asked)), atom.number), [
        ...chosen,
        isSo ? atom.constraint : opposite(atom.constraint),
      ]);
    return diagrams.or(branch(true), branch(false));
  };
  return follow(0, rest, []);
}

function visibleOf(conditions: Conditions, chosen: readonly Constraint[], isHidden: (name: string) => boolean): number {
  const names = new Set(chosen.flatMap(({ factors }) => [...factors.keys()]).filter(isHidden));
  const visible = eliminate([...conditions.boundsOf(names), ...chosen], isHidden, conditions.isInteger);
  if (!visible?.isExact) throw new TooLarge('Its whole numbers cannot be decided.');
  return visible.constraints.reduce((all, one) => conditions.diagrams.and(all, conditions.constrain(one)), 1);
}

function opposite({ factors, bound, isStrict }: Constraint): Constraint {
  return { factors: new Map([...factors].map(([name, factor]) => [name, -factor])), bound: -bound, isStrict: !isStrict };
}
