type MeterProps = { label: string; value: number; max: number };

/** So much of so many: a bar for the eye, the numbers beside it for reading. */
export function Meter({ label, value, max }: MeterProps) {
  const share = max === 0 ? 0 : (100 * value) / max;
  return (
    <span className="inline-flex items-center gap-1.5 align-middle">
      <span className="h-1 w-10 overflow-hidden rounded-full bg-border" aria-hidden="true">
        <span className="block h-full rounded-full bg-success" style={{ width: `${share}%` }} />
      </span>
      <span>
        <span className="sr-only">{label}: </span>
        {value}/{max}
      </span>
    </span>
  );
}
