import { cx } from '#components/ui/class-names.ts';
import { formatCount } from '#components/ui/format-time.ts';
import type { Questions } from './use-questions.ts';

type GateQuestionsProps = { questions: Pick<Questions, 'open' | 'contradictions' | 'isReading'>; onOpen: (id: string) => void };

/** What is still open about a text that somebody is about to decide on; leads to the gravest of it. Always one line: the gate must not grow. */
export function GateQuestions({ questions: { open, contradictions, isReading }, onOpen }: GateQuestionsProps) {
  const [first] = open;
  if (isReading || !first) return <span>{isReading ? 'Reading the criteria' : 'No open question'}</span>;
  const asked = open.length - contradictions;
  const words = [
    ...(contradictions > 0 ? [formatCount(contradictions, 'contradiction')] : []),
    ...(asked > 0 ? [formatCount(asked, 'open question')] : []),
  ].join(', ');
  return (
    <button
      type="button"
      onClick={() => onOpen(first.id)}
      className={cx('font-medium underline decoration-dotted underline-offset-4', contradictions > 0 ? 'text-danger' : 'text-warning')}
    >
      {words}
    </button>
  );
}
