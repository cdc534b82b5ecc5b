'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import type { PageMark } from '#components/page/page-mark.ts';
import { BlockQuestions } from '#components/questions/block-questions.tsx';
import { useMeaning } from '#components/questions/use-meaning.ts';
import { useQuestions } from '#components/questions/use-questions.ts';
import { spanMover } from '#core/edits/moved-span.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { isContradiction } from '#core/questions/spec-question.ts';
import type { SpecComments } from './use-comments.ts';
import '#components/questions/questions.css';

type UseSpecQuestions = {
  spec: { id: string; documents: readonly { id: string; stage: DocumentStage }[] };
  analysis: SpecAnalysis;
  requirements: string | undefined;
  readings: string | undefined;
  comments: Pick<SpecComments, 'onStart'>;
  isSuggesting: boolean;
  selected: string | null;
  onOpen: (id: string) => void;
};

/** The questions of a spec with their places in the text that is shown. */
export function useSpecQuestions({ spec, analysis, requirements, readings, isSuggesting, selected, ...rest }: UseSpecQuestions) {
  const meaning = useMeaning(requirements, readings, analysis.texts.format);
  const questions = useQuestions({ specId: spec.id, meaning, isSuggesting });
  const { open } = questions;
  const latest = useRef(rest.onOpen);
  useEffect(() => {
    latest.current = rest.onOpen;
  });
  const shown = analysis.texts.requirements ?? '';
  const places = useMemo(() => {
    if (!meaning || open.length === 0) return [];
    const moved = spanMover(meaning.text, shown);
    const spans = new Map(meaning.readings.map(({ criterion, span }) => [criterion, span]));
    return open.flatMap((question) =>
      question.criteria.flatMap((criterion) => {
        const span = spans.get(criterion);
        return span && span.end > span.start ? [{ question, criterion, span: moved(span) }] : [];
      }),
    );
  }, [meaning, open, shown]);
  const marks = useMemo(
    () =>
      places
        // Hints are read in the panel; the text stays quiet about them.
        .filter(({ question }) => question.proof.grade !== 'hint' || question.id === selected)
        .map(
          ({ question, criterion, span }): PageMark => ({
            id: `question-${question.id}-${criterion}`,
            ...span,
            className: isContradiction(question) ? 'question-words question-grave' : 'question-words',
            title: `Question: ${question.title}`,
          }),
        ),
    [places, selected],
  );
  const markers = useMemo(
    () =>
      places.map(
        ({ question, span }): Diagnostic => ({
          code: `finding/${question.kind}`,
          severity: isContradiction(question) ? 'error' : question.proof.grade === 'hint' ? 'hint' : 'warning',
          message: `${question.title} ${question.question.text}`,
          span,
          fixes: [],
        }),
      ),
    [places],
  );
  const aside = useCallback(
    (block: PageBlock): ReactNode => {
      const words = 'words' in block ? block.words : block;
      const own = places.filter(({ span }) => span.start < words.end && span.end > words.start);
      const [first] = own;
      if (!first) return null;
      return (
        <BlockQuestions
          count={own.length}
          isGrave={own.some(({ question }) => isContradiction(question))}
          title={own.map(({ question }) => question.title).join(' ')}
          onOpen={() => latest.current(first.question.id)}
        />
      );
    },
    [places],
  );
  /** Starts a conversation on a criterion. */
  const discuss = (id: string) => {
    const target = spec.documents.find(({ stage }) => stage === 'requirements');
    const span = analysis.requirements?.tree.requirements
      .flatMap(({ criteria }) => criteria)
      .find((criterion) => criterion.id === id)?.span;
    if (!target || !span) return;
    const quote = shown.slice(span.start, Math.min(span.end, span.start + 600));
    rest.comments.onStart({ kind: 'item', item: { kind: 'criterion', id }, quote, span, documentId: target.id, stage: 'requirements' });
  };
  return { meaning, questions, marks, markers, aside, discuss, onOpen: rest.onOpen };
}

export type SpecQuestions = ReturnType<typeof useSpecQuestions>;
