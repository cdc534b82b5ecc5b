import { cx } from './class-names.ts';

type FilterBarProps<Name extends string> = {
  names: readonly Name[];
  labelOf: (name: Name) => string;
  /** How many there are of each. */
  countOf: (name: Name) => number;
  value: Name;
  onChange: (name: Name) => void;
  className?: string;
};

/** Which of a list are shown: one of a few, each with how many there are. */
export function FilterBar<Name extends string>({ names, labelOf, countOf, value, onChange, className }: FilterBarProps<Name>) {
  return (
    <fieldset className={cx('flex flex-wrap gap-0.5', className)}>
      <legend className="sr-only">Show</legend>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={value === name}
          onClick={() => onChange(name)}
          className={cx(
            'h-6 rounded-md px-2 text-xs font-medium',
            value === name ? 'bg-muted text-foreground' : 'text-muted-foreground hover:text-foreground',
          )}
        >
          {labelOf(name)} <span className="font-normal text-muted-foreground">{countOf(name)}</span>
        </button>
      ))}
    </fieldset>
  );
}
