import { cx } from '#components/ui/class-names.ts';
import type { TrialStep } from '#core/verification/suite/trial.ts';

type StepsTableProps = { label: string; steps: readonly TrialStep[]; isBroken?: boolean };

const head = 'px-2.5 py-1 text-xs font-medium text-muted-foreground';
const cell = 'px-2.5 py-1 align-top';

/** Steps of a case: what happened with what, what had to follow, what was seen. The last step of a broken case is where it breaks. */
export function StepsTable({ label, steps, isBroken = false }: StepsTableProps) {
  return (
    <div className={cx('overflow-x-auto rounded-md border', isBroken ? 'border-danger/30' : 'border-border')}>
      <table aria-label={label} className="w-full border-collapse text-left text-xs [&_tbody_tr]:border-t [&_tbody_tr]:border-border">
        <thead className={isBroken ? 'bg-danger-soft/50' : 'bg-muted/60'}>
          <tr>
            {['Step', 'Input', 'Expected', 'Observed'].map((name) => (
              <th key={name} scope="col" className={head}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map(({ when, with: facts, expected, observed }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            <tr key={at}>
              <td className={cx(cell, 'whitespace-nowrap')}>
                <span className="text-muted-foreground tabular-nums">{at + 1}</span> {when}
              </td>
              <td className={cell}>
                <Lines of={facts} />
              </td>
              <td className={cell}>
                <Lines of={expected} />
              </td>
              <td className={cx(cell, isBroken && at === steps.length - 1 && 'font-semibold text-danger')}>
                <Lines of={observed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lines({ of }: { of: readonly string[] }) {
  if (of.length === 0) return <span className="text-muted-foreground">nothing</span>;
  return (
    <ul>
      {of.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
