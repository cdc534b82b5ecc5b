'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Inputs } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { differencesOf } from '#core/questions/edit-preview.ts';
import { AnswerForm } from './answer-form.tsx';
import { OptionChoice } from './option-choice.tsx';
import { sendAnswer } from './unsent-answers.ts';

type AnswerHereProps = { specId: string; findingId: string; onAnswered: () => void };

/** A question of the analysis, answered where it is read: in an inbox. */
export function AnswerHere({ specId, findingId, onAnswered }: AnswerHereProps) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<number | null>(null);
  const [isFree, setIsFree] = useState(false);
  const { data, error, isPending } = useQuery(trpc.questions.get.queryOptions({ organization, specId, findingId }));
  const answer = useMutation(
    trpc.questions.answer.mutationOptions({
      onSuccess: ({ change }) => {
        say(
          change === 'edited'
            ? 'The text says so now.'
            : change === 'suggested'
              ? 'Suggested: somebody who edits accepts it.'
              : 'The answer is kept.',
        );
        void queryClient.invalidateQueries(trpc.inbox.pathFilter());
        void queryClient.invalidateQueries(trpc.questions.pathFilter());
        onAnswered();
      },
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  if (error) return <p className="mt-1 text-danger">{error.message}</p>;
  if (isPending) return <p className="late mt-1 text-muted-foreground">Reading the question</p>;
  if (data === null) return <p className="mt-1 text-muted-foreground">It has been answered, or its sentences have changed.</p>;
  const { question, text } = data;
  const { options } = question.question;
  const give = async (given: Inputs['questions']['answer']['answer']): Promise<boolean> => {
    const input = {
      organization,
      id: crypto.randomUUID(),
      specId,
      findingId,
      cause: question.cause,
      criteria: [...question.criteria],
      question: question.question.text,
      answer: given,
    };
    return sendAnswer(input, answer.mutateAsync);
  };
  const picked = chosen === null ? undefined : options[chosen];
  return (
    <div className="relative z-1 mt-2 max-w-3xl">
      {question.facts.length > 0 && <p className="text-xs text-muted-foreground">{question.facts.join(' ')}</p>}
      <OptionChoice
        name={`inbox-${findingId}`}
        question={question.question.text}
        isLegendHidden
        {...{ options, text, chosen }}
        onChoose={setChosen}
        disabled={!can('question.answer') || answer.isPending}
        className="mt-1.5"
      />
      {isFree ? (
        <AnswerForm
          kind="free"
          draftKey={`${findingId}:free`}
          isBusy={answer.isPending}
          onGive={(words) => give({ kind: 'free', words })}
          onCancel={() => setIsFree(false)}
        />
      ) : (
        <div className="flex gap-1.5">
          <Button
            size="sm"
            variant="primary"
            disabled={picked === undefined || answer.isPending || !can('question.answer')}
            onClick={() =>
              picked &&
              void give({ kind: 'option', label: picked.label, base: text, edits: differencesOf(picked, text), isSuggested: false })
            }
          >
            {answer.isPending ? 'Keeping the answer' : 'Answer'}
          </Button>
          <Button size="sm" disabled={!can('question.answer')} onClick={() => setIsFree(true)}>
            In your words
          </Button>
        </div>
      )}
    </div>
  );
}
