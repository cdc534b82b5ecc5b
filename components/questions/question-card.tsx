'use client';

import { MessageSquare } from 'lucide-react';
import { memo, type ReactNode, useEffect, useRef, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { useDraft } from '#components/ui/use-draft.ts';
import { isContradiction, type SpecQuestion } from '#core/questions/spec-question.ts';
import { AnswerForm } from './answer-form.tsx';
import { AssignSelect } from './assign-select.tsx';
import { OptionChoice } from './option-choice.tsx';
import { kindWords, proofWords } from './question-words.ts';
import { ScenarioTable } from './scenario-table.tsx';
import type { Given, Questions } from './use-questions.ts';

type QuestionCardProps = {
  question: SpecQuestion;
  questions: Questions;
  isSelected: boolean;
  /** A deep link led here. */
  isRinged: boolean;
  onAnswered: () => void;
  /** These two are the same functions from one drawing to the next. */
  onSelect: (id: string) => void;
  onCriterion: (id: string) => void;
  onDiscuss: ((criterion: string) => void) | null;
};

/** One question: what was found, why it matters, what shows it, and what can be said to it. */
export function QuestionCard({ questions, onDiscuss, onAnswered, ...frame }: QuestionCardProps) {
  const { question, isSelected, onCriterion } = frame;
  return <Frame {...frame}>{isSelected ? <Answering {...{ question, questions, onCriterion, onDiscuss, onAnswered }} /> : null}</Frame>;
}

type FrameProps = Omit<QuestionCardProps, 'questions' | 'onDiscuss' | 'onAnswered'> & { children: ReactNode };

/** Of hundreds of questions one is open; the others are drawn again when they are other ones. */
const Frame = memo(function Frame({ question, isSelected, isRinged, onSelect, onCriterion, children }: FrameProps) {
  const element = useRef<HTMLElement>(null);
  const { id, kind, proof, criteria, title, why } = question;
  const { text } = question.question;
  useEffect(() => {
    if (isSelected) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const isGrave = isContradiction(question);
  return (
    <article
      ref={element}
      id={`question-${id}`}
      aria-label={title}
      className={cx(
        'border-b border-l-2 border-border px-3.5 py-3',
        isSelected ? 'border-l-accent bg-accent-soft/20' : 'border-l-transparent',
        isRinged && 'ringed',
      )}
    >
      <header className="flex items-center gap-1.5 text-xs text-muted-foreground">
        <StateIcon
          shape={isGrave ? 'cross' : 'question'}
          className={cx('size-3.5', isGrave ? 'text-danger' : proof.grade === 'hint' ? '' : 'text-warning')}
        />
        <span className={cx('shrink-0 font-medium', isGrave && 'text-danger')}>{kindWords[kind]}</span>
        <span aria-hidden="true">·</span>
        <span className="shrink-0" title={proofWords(proof).why}>
          {proofWords(proof).label}
        </span>
        <span className="ml-auto flex min-w-0 flex-wrap justify-end gap-1">
          {criteria.slice(0, 6).map((criterion) => (
            <button
              key={criterion}
              type="button"
              className="min-w-0"
              title={`Show the criterion ${criterion}`}
              onClick={() => onCriterion(criterion)}
            >
              <Chip className="max-w-full hover:text-foreground">
                <span className="truncate">{criterion}</span>
              </Chip>
            </button>
          ))}
          {criteria.length > 6 && <Chip>{criteria.length - 6} more</Chip>}
        </span>
      </header>
      <h3 className="mt-1 font-medium text-pretty">
        <button type="button" data-row className="text-left" aria-expanded={isSelected} onClick={() => onSelect(id)}>
          <InlineText text={kind === 'ambiguous' ? text : title} />
        </button>
      </h3>
      <p className="mt-0.5 text-xs text-muted-foreground">{why}</p>
      {question.voices && (
        <p className="mt-1 text-xs text-muted-foreground">
          <span className="font-medium text-foreground">
            {question.voices.perspectives.length} of {question.voices.of}
          </span>{' '}
          critics: {question.voices.perspectives.join(', ')}
        </p>
      )}
      {children}
    </article>
  );
});

type AnsweringProps = Pick<QuestionCardProps, 'question' | 'questions' | 'onCriterion' | 'onDiscuss' | 'onAnswered'>;

/** What shows an open question, and what can be said to it. */
function Answering({ question, questions, onCriterion, onDiscuss, onAnswered }: AnsweringProps) {
  const { role } = useOrganization();
  // A card that is closed, by another one or by a reload, is found again as it was left.
  const pick = useDraft(`option:${question.id}`);
  const [form, setForm] = useState<'free' | 'dismissed' | null>(null);
  const { id, kind, criteria } = question;
  const { text, options } = question.question;
  const { mayAnswer, busyWith } = questions;
  const isBusy = busyWith === id;
  const give = async (given: Given) => {
    const isTaken = await questions.answer(question, given);
    if (isTaken) {
      pick.forget();
      onAnswered();
    }
    return isTaken;
  };
  const at = options.findIndex(({ label }) => label === pick.text);
  const picked = options[at];
  const [first] = criteria;
  return (
    <>
      <ScenarioTable question={question} onCriterion={onCriterion} />
      <OptionChoice
        name={`option-${id}`}
        question={text}
        isLegendHidden={kind === 'ambiguous'}
        text={questions.text}
        options={options}
        chosen={at < 0 ? null : at}
        onChoose={(choice) => pick.write(options[choice]?.label ?? '')}
        onGive={(option) => void give({ kind: 'option', option })}
        disabled={!mayAnswer || isBusy}
        className="mt-2.5"
      />
      {form === null ? (
        <div className="mt-1 flex flex-wrap items-center gap-1.5">
          <Button
            size="sm"
            variant="primary"
            disabled={!mayAnswer || picked === undefined || isBusy}
            title={mayAnswer ? (picked ? undefined : 'Choose an option first') : `The role ${role} reads the questions.`}
            onClick={() => picked && void give({ kind: 'option', option: picked })}
          >
            {isBusy ? 'Keeping the answer' : 'Answer'}
          </Button>
          <Button size="sm" disabled={!mayAnswer} onClick={() => setForm('free')}>
            In your words
          </Button>
          <Button size="sm" variant="ghost" disabled={!mayAnswer} onClick={() => setForm('dismissed')}>
            Dismiss
          </Button>
          <span className="ml-auto flex items-center gap-1.5">
            {onDiscuss && first !== undefined && (
              <Button size="sm" variant="ghost" onClick={() => onDiscuss(first)}>
                <MessageSquare aria-hidden="true" className="size-3.5" /> Discuss
              </Button>
            )}
            <AssignSelect question={question} questions={questions} />
          </span>
        </div>
      ) : (
        <AnswerForm
          key={form}
          kind={form}
          draftKey={`${id}:${form}`}
          isBusy={isBusy}
          onGive={(words) => give(form === 'free' ? { kind: 'free', words } : { kind: 'dismissed', reason: words })}
          onCancel={() => setForm(null)}
        />
      )}
    </>
  );
}
