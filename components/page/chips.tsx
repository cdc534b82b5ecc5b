type ChipsProps = { label: string; ids: readonly string[]; onOpen: (id: string) => void };

const shownAtMost = 8;

/** Ids that lead to what they name. */
export function Chips({ label, ids, onOpen }: ChipsProps) {
  if (ids.length === 0) return null;
  return (
    <span className="flex flex-wrap items-center gap-1 text-xs text-muted-foreground">
      {label}
      {ids.slice(0, shownAtMost).map((id) => (
        <button
          key={id}
          type="button"
          onClick={() => onOpen(id)}
          className="rounded-sm border border-border px-1 font-mono leading-4 hover:border-accent hover:text-accent"
        >
          {id}
        </button>
      ))}
      {ids.length > shownAtMost && <span>and {ids.length - shownAtMost} more</span>}
    </span>
  );
}
