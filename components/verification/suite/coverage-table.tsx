import { cx } from '#components/ui/class-names.ts';
import { StateIcon } from '#components/ui/state-icon.tsx';
import type { CriterionCoverage, Part } from '#core/verification/suite/coverage.ts';

const parts: readonly { key: keyof CriterionCoverage; name: string; words: string }[] = [
  { key: 'c1', name: 'applies', words: 'The condition is met in some step' },
  { key: 'c2', name: 'does not apply', words: 'The condition is missed in some step' },
  { key: 'c3', name: 'parts, both ways', words: 'Each part of the condition is true in some step and false in another' },
  { key: 'c4', name: 'parts that decide', words: 'Two steps for each part that differ in the outcome because of it alone' },
  { key: 'c5', name: 'sides of numbers', words: 'Each number of the condition is met, and missed by the least' },
  { key: 'c6', name: 'response judged', words: 'What is asked for was looked at in some step' },
];

/** All parts of a coverage as one. */
export function coveredOf(coverage: CriterionCoverage): Part {
  const all = parts.map(({ key }) => coverage[key]);
  return { met: all.reduce((sum, { met }) => sum + met, 0), of: all.reduce((sum, { of }) => sum + of, 0) };
}

/** C1 to C6 of a criterion: what its cases meet, of what there is to meet. */
export function CoverageTable({ coverage }: { coverage: CriterionCoverage }) {
  return (
    <dl
      aria-label="Coverage"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-border bg-border sm:grid-cols-3 2xl:grid-cols-6"
    >
      {parts.map(({ key, name, words }) => {
        const { met, of } = coverage[key];
        const isMet = met === of;
        return (
          <div key={key} title={words} className="bg-card px-2.5 py-1.5">
            <dt className="flex gap-1.5 text-xs text-muted-foreground">
              <span className="font-mono uppercase">{key}</span>
              <span className="truncate">{name}</span>
            </dt>
            <dd
              className={cx(
                'flex items-center gap-1 font-medium tabular-nums',
                of === 0 ? 'text-muted-foreground' : !isMet && 'text-warning',
              )}
            >
              {of > 0 && <StateIcon shape={isMet ? 'check' : 'bang'} className={cx('size-3.5', isMet && 'text-success')} />}
              {of === 0 ? 'nothing to meet' : `${met} of ${of}`}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
