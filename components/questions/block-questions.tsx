import { StateIcon } from '#components/ui/state-icon.tsx';

type BlockQuestionsProps = { count: number; isGrave: boolean; title: string; onOpen: () => void };

/** Beside a criterion: that something is asked about it. */
export function BlockQuestions({ count, isGrave, title, onOpen }: BlockQuestionsProps) {
  return (
    <button
      type="button"
      title={title}
      aria-label={`${count === 1 ? 'A question' : `${count} questions`} about this: ${title}`}
      onClick={onOpen}
      className={`inline-flex h-6 items-center gap-1 rounded-sm px-1 text-xs font-medium hover:bg-muted ${isGrave ? 'text-danger' : 'text-warning'}`}
    >
      <StateIcon shape={isGrave ? 'cross' : 'question'} className="size-3.5" />
      {count > 1 && count}
    </button>
  );
}
