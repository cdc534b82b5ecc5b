type InlineTextProps = { text: string };

/** One line of Markdown with its `code` and **strong** words set as such. Everything else is shown as typed. */
export function InlineText({ text }: InlineTextProps) {
  if (!/[`*]/.test(text)) return text;
  let at = 0;
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((piece) => {
    const key = at;
    at += piece.length;
    if (/^`[^`]+`$/.test(piece)) {
      return (
        <code key={key} className="rounded-sm bg-muted px-1 font-mono text-[0.92em]">
          {piece.slice(1, -1)}
        </code>
      );
    }
    return /^\*\*[^*]+\*\*$/.test(piece) ? <strong key={key}>{piece.slice(2, -2)}</strong> : piece;
  });
}
