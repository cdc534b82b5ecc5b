'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { Age } from '#components/ui/time.tsx';
import type { FoldedQuestion } from '#core/run/fold-run.ts';

/** A question of the agent, on top of everything: the run waits for it. */
export function QuestionCard({ runId, question }: { runId: string; question: FoldedQuestion }) {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = useId();
  const answer = useMutation(
    trpc.runs.answer.mutationOptions({
      onSuccess: () => say('Answered; the run goes on.'),
      onSettled: () => queryClient.invalidateQueries(trpc.runs.pathFilter()),
    }),
  );
  const may = can('run.answer');
  // What was tried, or what a reviewer says, stands beneath the question itself.
  const [heading = '', ...paragraphs] = question.question.split('\n\n');
  const rest = paragraphs.join('\n\n').trim();
  const give = (text: string) => answer.mutate({ organization: slug, runId, questionId: question.questionId, answer: text });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('answer') ?? '').trim();
    if (text) give(text);
  };
  return (
    <section aria-labelledby={`${id}-question`} className="mx-4 my-3 rounded-lg border border-warning/40 bg-warning-soft p-3 md:mx-5">
      <div className="flex items-start gap-2">
        <StateIcon shape="question" className="mt-0.5 text-warning" />
        <div className="min-w-0 flex-1">
          <h2 id={`${id}-question`} className="font-medium break-words">
            {heading}
          </h2>
          {rest !== '' && <p className="mt-1 max-h-60 max-w-[100ch] overflow-auto text-xs break-words whitespace-pre-wrap">{rest}</p>}
          <p className="text-xs text-muted-foreground">
            The run waits for an answer. Asked <Age at={question.askedAt} />.
          </p>
          {may ? (
            <>
              {question.options.length > 0 && (
                <div className="mt-2 flex flex-wrap gap-2">
                  {question.options.map((option) => (
                    <Button
                      key={option}
                      className="h-auto! min-h-8 py-1 text-left whitespace-normal!"
                      disabled={answer.isPending || answer.isSuccess}
                      onClick={() => give(option)}
                    >
                      {option}
                    </Button>
                  ))}
                </div>
              )}
              <form onSubmit={submit} className="mt-2 flex gap-2">
                <input
                  name="answer"
                  aria-label="Answer in your own words"
                  placeholder="Or answer in your own words"
                  maxLength={5000}
                  required
                  className="control"
                />
                <Button type="submit" disabled={answer.isPending || answer.isSuccess}>
                  {answer.isPending ? 'Sending' : 'Answer'}
                </Button>
              </form>
            </>
          ) : (
            <p className="mt-2 text-xs">The role {role} reads but does not answer.</p>
          )}
          {answer.error && (
            <p role="alert" className="mt-2 text-xs text-danger">
              {answer.error.message}
            </p>
          )}
        </div>
      </div>
    </section>
  );
}
