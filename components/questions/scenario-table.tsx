import type { SpecQuestion } from '#core/questions/spec-question.ts';

type ScenarioTableProps = { question: Pick<SpecQuestion, 'facts' | 'asked' | 'isPath'>; onCriterion: (id: string) => void };

/** The step that shows a finding: what is so in it, and what each criterion then asks for. */
export function ScenarioTable({ question: { facts, asked, isPath }, onCriterion }: ScenarioTableProps) {
  if (facts.length === 0 && asked.length === 0) return null;
  return (
    <table aria-label="Scenario" className="mt-2 w-full border-collapse rounded-md border border-border text-xs leading-5">
      <tbody>
        {facts.length > 0 && (
          <tr className="align-top">
            <th scope="row" className="w-16 py-1 pr-2 pl-2.5 text-left font-medium text-muted-foreground">
              {isPath ? 'Steps' : 'Say'}
            </th>
            <td className="py-1 pr-2.5">
              {isPath ? (
                <ol>
                  {facts.map((fact) => (
                    <li key={fact}>{fact}</li>
                  ))}
                </ol>
              ) : (
                facts.map((fact) => (
                  <span key={fact} className="block">
                    {fact}
                  </span>
                ))
              )}
            </td>
          </tr>
        )}
        {asked.map(({ criterion, says }) => (
          <tr key={`${criterion} ${says}`} className="border-t border-border align-top">
            <th scope="row" className="w-16 py-1 pr-2 pl-2.5 text-left font-medium whitespace-nowrap">
              <button
                type="button"
                className="text-accent hover:underline"
                title="Show the criterion"
                onClick={() => onCriterion(criterion)}
              >
                {criterion}
              </button>
            </th>
            <td className="py-1 pr-2.5">{says}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
