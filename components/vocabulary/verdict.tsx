import { cx } from '#components/ui/class-names.ts';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import type { Verdict } from '#core/verification/evidence.ts';

export { unverified } from '#core/verification/verdicts.ts';

type Look = { label: string; shape: Shape; color: string };

const looks: Record<Verdict['state'], Look> = {
  unverified: { label: 'Unverified', shape: 'dashed', color: 'text-muted-foreground' },
  holds: { label: 'Holds', shape: 'check', color: 'text-success' },
  falsified: { label: 'Falsified', shape: 'cross', color: 'text-danger' },
  unreachable: { label: 'Unreachable', shape: 'slash', color: 'text-warning' },
  error: { label: 'Error', shape: 'bang', color: 'text-warning' },
  manual: { label: 'Attested', shape: 'check', color: 'text-accent' },
};

/** A verdict in words: `Holds, 400 cases`, `Falsified, stale`. */
export function verdictWords({
  state,
  isStale,
  cases,
  flaky,
  heldOn,
  own,
}: Pick<Verdict, 'state' | 'isStale' | 'cases'> & Partial<Verdict>): string {
  const { label } = looks[state];
  if (isStale) return `${label}, stale`;
  if (flaky && flaky.length > 0) return `${label}, flaky`;
  if (heldOn) return `${label}, drifted`;
  if (state === 'unverified' && own && own.length > 0) return `${label}, ${own.length} by the agent`;
  return state === 'holds' && cases > 0 ? `${label}, ${cases.toLocaleString('en-US')} cases` : label;
}

type VerdictMarkProps = { verdict: Verdict; className?: string };

export function VerdictMark({ verdict, className }: VerdictMarkProps) {
  const { shape, color } = looks[verdict.state];
  return (
    <span
      className={cx(
        'inline-flex items-center gap-1 text-xs font-medium whitespace-nowrap',
        verdict.isStale ? 'text-warning' : color,
        className,
      )}
      title={verdict.staleBecause ?? undefined}
    >
      <StateIcon shape={verdict.isStale ? 'half' : shape} className="size-3.5" />
      {verdictWords(verdict)}
    </span>
  );
}
