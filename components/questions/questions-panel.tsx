'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatCount } from '#components/ui/format-time.ts';
import { LongList } from '#components/ui/long-list.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Age } from '#components/ui/time.tsx';
import { QuestionCard } from './question-card.tsx';
import type { KeptAnswer, Questions } from './use-questions.ts';

type QuestionsPanelProps = {
  questions: Questions;
  /** The card that is open, by the address; null: the first. */
  selected: string | null;
  onSelect: (id: string | null) => void;
  onCriterion: (id: string) => void;
  onDiscuss: ((criterion: string) => void) | null;
};

/** What the analysis asks people, one card a question, what matters most first; beneath, what was answered. */
export function QuestionsPanel({ questions, selected, onSelect, onCriterion, onDiscuss }: QuestionsPanelProps) {
  const { open, settled, earlier, isReading, isChecking, error } = questions;
  const latest = useRef({ onSelect, onCriterion });
  useEffect(() => {
    latest.current = { onSelect, onCriterion };
  });
  const select = useCallback((id: string) => latest.current.onSelect(id), []);
  // What is answered leaves the address: whoever came back by it would be told that it is gone.
  const unselect = useCallback(() => latest.current.onSelect(null), []);
  const showCriterion = useCallback((id: string) => latest.current.onCriterion(id), []);
  // A deep link was followed here, rather than a card opened.
  const [ringed] = useState(selected);
  const isOpen = open.some(({ id }) => id === selected);
  const isGone = selected !== null && ringed === selected && !isReading && !isOpen;
  const shown = isOpen ? selected : (open[0]?.id ?? null);
  return (
    <section aria-label="Questions" aria-busy={isReading}>
      {error && (
        <Notice tone="danger" role="alert" className="m-3">
          The answers could not be read.{' '}
          <Button size="sm" onClick={() => void questions.refetch()}>
            Try again
          </Button>
        </Notice>
      )}
      {isGone && (
        <Notice className="m-3" role="status">
          {settled.some(({ question }) => question.id === selected)
            ? 'That question has been answered: see below.'
            : 'That question is gone: its sentences have changed.'}
        </Notice>
      )}
      {open.length > 0 && (
        <p role="status" className="border-b border-border px-4 py-1.5 text-xs text-muted-foreground">
          {formatCount(open.length, 'open question')}
          {isChecking && ' · the solver is still at work'}
        </p>
      )}
      <LongList items={open} itemPx={100} kept={open.findIndex(({ id }) => id === shown)}>
        {(part) =>
          part.map((question) => (
            <QuestionCard
              key={question.id}
              question={question}
              questions={questions}
              isSelected={question.id === shown}
              isRinged={question.id === ringed}
              onSelect={select}
              onAnswered={unselect}
              onCriterion={showCriterion}
              onDiscuss={onDiscuss}
            />
          ))
        }
      </LongList>
      {open.length === 0 &&
        !error &&
        (isReading ? (
          <p role="status" className="late px-4 py-3 text-muted-foreground">
            Reading the criteria
          </p>
        ) : (
          <EmptyState title="No open question">
            What the criteria that could be read leave open, or contradict one another in, is asked here.
            {isChecking && ' The solver is still at work.'}
          </EmptyState>
        ))}
      {settled.length + earlier.length > 0 && (
        <details className="border-b border-border" open={isGone}>
          <summary className="cursor-pointer px-4 py-2 text-xs text-muted-foreground">
            {formatCount(settled.length + earlier.length, 'answer')}
          </summary>
          <ul aria-label="Answers">
            {[...settled.map(({ answer }) => answer), ...earlier].map((answer) => (
              <AnswerItem key={answer.id} answer={answer} questions={questions} onCriterion={onCriterion} />
            ))}
          </ul>
        </details>
      )}
      {!isReading && questions.mayConfigure && (
        <label className="flex items-start gap-2 px-4 py-3 text-xs text-muted-foreground">
          <input
            type="checkbox"
            checked={questions.hasClarifications}
            onChange={({ target }) => questions.configure(target.checked)}
            className="mt-0.5 accent-(--accent)"
          />
          <span>
            Also write answers into the requirements, under <b>Clarifications</b>. This holds for all specs of the project.
          </span>
        </label>
      )}
    </section>
  );
}

const verbs: Record<KeptAnswer['kind'], string> = { option: 'answered', free: 'answered', dismissed: 'dismissed it' };

function AnswerItem({ answer, questions, onCriterion }: { answer: KeptAnswer; questions: Questions; onCriterion: (id: string) => void }) {
  const { user, can } = useOrganization();
  const { id, criteria, question, kind, words, by, createdAt } = answer;
  const mayReopen = questions.mayAnswer && (by.id === user.id || can('document.edit'));
  return (
    <li className="border-t border-border px-4 py-2">
      <p className="text-xs text-muted-foreground">
        {criteria.map((criterion) => (
          <button key={criterion} type="button" className="mr-1.5 text-accent hover:underline" onClick={() => onCriterion(criterion)}>
            {criterion}
          </button>
        ))}
        {question}
      </p>
      <div className="flex items-start gap-2">
        <p className="min-w-0 flex-1 break-words">
          {words}{' '}
          <span className="text-xs text-muted-foreground">
            {by.name} {verbs[kind]} <Age at={createdAt} />
          </span>
        </p>
        {mayReopen && (
          <Button
            size="sm"
            variant="ghost"
            title="Takes the answer back, with what it changed in the text"
            onClick={() => questions.reopen(id)}
          >
            Take back
          </Button>
        )}
      </div>
    </li>
  );
}
