import { Bot } from 'lucide-react';
import { cx } from './class-names.ts';

type AvatarProps = { name: string; isAgent?: boolean; className?: string };

/** A person as initials, an agent as what it is. Decorative: the name stands beside it. */
export function Avatar({ name, isAgent = false, className }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'inline-flex size-6 shrink-0 items-center justify-center rounded-full text-[0.625rem] font-semibold select-none',
        isAgent ? 'bg-muted text-muted-foreground' : 'bg-accent-soft text-accent',
        className,
      )}
    >
      {isAgent ? <Bot className="size-3.5" /> : initialsOf(name)}
    </span>
  );
}

/** The first letters of the first and the last word of a name. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...new Intl.Segmenter().segment(word ?? '')][0]?.segment,
  );
  return letters.join('').toUpperCase();
}
