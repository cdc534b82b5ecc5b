import { readCounterexample, readExpectation, readSteps } from './read-counterexample.ts';
import { StepsTable } from './suite/steps-table.tsx';

type CounterexampleProps = { counterexample: string | null; message: string | null };

/** A message of one line is read as it is; a longer one is opened by whoever wants it. */
const shortMessage = 160;
const head = 'w-px py-1 pr-4 align-top text-xs font-normal whitespace-nowrap text-muted-foreground';

/** The input that breaks the rule, what was expected of it and what came: small enough to be read at a glance. */
export function Counterexample({ counterexample, message }: CounterexampleProps) {
  const steps = counterexample === null ? null : readSteps(counterexample);
  if (steps) return <StepsTable label="Counterexample" steps={steps} isBroken />;
  const rows = counterexample === null ? null : readCounterexample(counterexample);
  const isShort = message !== null && message.length <= shortMessage && !message.includes('\n');
  const expectation = message === null ? null : readExpectation(message);
  return (
    <div className="overflow-hidden rounded-md border border-danger/30">
      {(rows || expectation) && (
        <table
          aria-label="Counterexample"
          className="w-full border-collapse bg-danger-soft/50 text-left [&_tr]:border-b [&_tr]:border-danger/15 [&_tr:last-child]:border-0"
        >
          <tbody className="[&_th]:pl-2.5">
            {rows?.map(({ name, value }) => (
              <tr key={name}>
                <th scope="row" className={head}>
                  {name}
                </th>
                <td className="py-1 pr-2 font-mono text-xs break-all">{value}</td>
              </tr>
            ))}
            {expectation && (
              <>
                <tr>
                  <th scope="row" className={head}>
                    expected
                  </th>
                  <td className="py-1 pr-2 font-mono text-xs break-all text-success">{expectation.expected}</td>
                </tr>
                <tr>
                  <th scope="row" className={head}>
                    observed
                  </th>
                  <td className="py-1 pr-2 font-mono text-xs font-semibold break-all text-danger">{expectation.observed}</td>
                </tr>
              </>
            )}
          </tbody>
        </table>
      )}
      {counterexample !== null && !rows && (
        <pre className="max-h-40 overflow-auto p-2.5 font-mono text-xs whitespace-pre-wrap">{counterexample}</pre>
      )}
      {message && isShort && <p className="border-t border-danger/15 px-2.5 py-1 text-xs first:border-0">{message}</p>}
      {message && !isShort && (
        <details className="border-t border-danger/15 first:border-0" open={!rows && !expectation && counterexample === null}>
          <summary className="px-2.5 py-1 text-xs text-muted-foreground">Message of the check</summary>
          <pre className="max-h-48 overflow-auto px-2.5 pb-2 font-mono text-xs whitespace-pre-wrap">{message}</pre>
        </details>
      )}
    </div>
  );
}
