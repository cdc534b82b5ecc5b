'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import type { Option } from '#core/analysis/analysed-spec.ts';
import type { Meaning } from '#core/analysis/meaning-patch.ts';
import { differencesOf } from '#core/questions/edit-preview.ts';
import { withEdits } from '#core/questions/option-edits.ts';
import {
  causeOf,
  createQuestionMemory,
  isContradiction,
  partByAnswers,
  questionsOf,
  type SpecQuestion,
} from '#core/questions/spec-question.ts';
import { sendAnswer, unsentAnswers } from './unsent-answers.ts';

export type KeptAnswer = Answers['questions']['list']['answers'][number];
export type Given = { kind: 'option'; option: Option } | { kind: 'free'; words: string } | { kind: 'dismissed'; reason: string };
export type Questions = ReturnType<typeof useQuestions>;

type UseQuestions = {
  specId: string;
  meaning: Meaning | null;
  /** Changes are suggested, even by those who edit. */
  isSuggesting: boolean;
};

/** The questions of a spec, what was answered, and what one does with them. An answer is the server's before it is shown as given. */
export function useQuestions({ specId, meaning, isSuggesting }: UseQuestions) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = trpc.questions.list.queryOptions({ organization, specId }, { staleTime: 60_000 });
  const { data, error, refetch } = useQuery(query);
  const [memory] = useState(createQuestionMemory);
  const questions = useMemo(() => {
    if (!meaning) return null;
    const further = data?.further ?? [];
    const causes = new Map(further.flatMap(({ finding, cause, isBetween }) => (isBetween ? [[finding.id, cause] as const] : [])));
    const sentences = new Map(meaning.readings.map(({ criterion, sentenceHash }) => [criterion, sentenceHash]));
    const isOfNow = ({ finding, cause }: (typeof further)[number]) =>
      finding.proof.engine !== 'critics' || causeOf(finding, sentences) === cause;
    const known = new Set(meaning.readings.map(({ criterion }) => criterion));
    // What the server found in an older text is not asked about criteria that are gone.
    const still = further
      .filter((one) => one.isBetween || (one.finding.criteria.every((id) => known.has(id)) && isOfNow(one)))
      .map(({ finding }) => withEdits(finding, meaning.readings));
    return questionsOf(meaning, still, memory).map((question) => {
      const cause = causes.get(question.id) ?? question.cause;
      return cause === question.cause ? question : { ...question, cause };
    });
  }, [meaning, data?.further, memory]);
  const parted = useMemo(() => (questions && data ? partByAnswers<KeptAnswer>(questions, data.answers) : null), [questions, data]);
  const settle = () => queryClient.invalidateQueries({ queryKey: query.queryKey });
  const refused = ({ message }: { message: string }) => say(message, 'danger');
  const answer = useMutation(
    trpc.questions.answer.mutationOptions({
      onSuccess: ({ change }) => {
        if (change === 'edited') say('The text says so now.');
        else if (change === 'suggested') say('Suggested: somebody who edits accepts it.');
      },
      onError: refused,
      onSettled: settle,
    }),
  );
  const send = answer.mutateAsync;
  // What a closed tab or a killed server left unsaid is said now.
  useEffect(() => {
    for (const input of unsentAnswers(specId)) void sendAnswer(input, send);
  }, [specId, send]);
  const take = useMutation(trpc.studies.take.mutationOptions({ onSuccess: () => say('The readings have it now.'), onError: refused }));
  const reopen = useMutation(trpc.questions.reopen.mutationOptions({ onError: refused, onSettled: settle }));
  const assign = useMutation(trpc.questions.assign.mutationOptions({ onError: refused, onSettled: settle }));
  const configure = useMutation(trpc.questions.configure.mutationOptions({ onError: refused, onSettled: settle }));
  const open = parted?.open ?? [];
  return {
    open,
    settled: parted?.settled ?? [],
    /** Answers whose question is not asked any more: their sentences have changed. */
    earlier: useMemo(() => earlierOf(data?.answers ?? [], parted?.settled.map(({ answer: { id } }) => id) ?? []), [data, parted]),
    contradictions: open.filter(isContradiction).length,
    isReading: parted === null,
    isChecking: data?.state === 'checking',
    error,
    refetch,
    mayAnswer: can('question.answer'),
    mayAssign: can('question.assign'),
    busyWith: take.isPending ? take.variables.findingId : answer.isPending ? answer.variables.findingId : null,
    assignedTo: (id: string) => data?.assigned.find(({ findingId }) => findingId === id) ?? null,
    text: meaning?.text ?? '',
    hasClarifications: data?.hasClarifications ?? false,
    mayConfigure: can('project.configure'),
    configure: (hasClarifications: boolean) => configure.mutate({ organization, specId, hasClarifications }),
    /** Gives true once the answer is kept. */
    answer: async ({ id: findingId, cause, criteria, question }: SpecQuestion, given: Given): Promise<boolean> => {
      const base = meaning?.text ?? '';
      const said =
        given.kind === 'option'
          ? { kind: given.kind, label: given.option.label, base, edits: differencesOf(given.option, base), isSuggested: isSuggesting }
          : given;
      const input = {
        organization,
        id: crypto.randomUUID(),
        specId,
        findingId,
        cause,
        criteria: [...criteria],
        question: question.text,
        answer: said,
      };
      // What a person takes over is written first: an answer that says so must not stand without it.
      if (given.kind === 'option' && given.option.readings) {
        const isTaken = await take.mutateAsync({ organization, specId, findingId, label: given.option.label }).then(
          () => true,
          () => false,
        );
        if (!isTaken) return false;
      }
      // A refusal has been said already; what was typed stays.
      return sendAnswer(input, answer.mutateAsync);
    },
    reopen: (answerId: string) => reopen.mutate({ organization, specId, answerId }),
    assign: ({ id: findingId, kind, proof, criteria, title, cause, question }: SpecQuestion, userId: string | null) =>
      assign.mutate({
        organization,
        specId,
        findingId,
        userId,
        card: { kind, grade: proof.grade, criteria: [...criteria], title, cause, question: question.text },
      }),
  };
}

function earlierOf(answers: readonly KeptAnswer[], shown: readonly string[]): KeptAnswer[] {
  return answers.filter(({ id, isWithdrawn }) => !isWithdrawn && !shown.includes(id)).toReversed();
}
