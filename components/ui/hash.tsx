type HashProps = { of: string; label: string };

/** The head of a hash, the whole of it on hover. */
export function Hash({ of, label }: HashProps) {
  return (
    <code title={`${label} ${of}`} className="font-mono text-xs">
      {of.slice(0, 8)}
    </code>
  );
}
