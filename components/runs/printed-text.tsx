import { readAnsi } from './ansi.ts';

// In the product's own colours, which keep their contrast in both themes.
const colors: Record<number, string> = {
  1: 'text-danger',
  2: 'text-success',
  3: 'text-warning',
  4: 'text-accent',
  5: 'text-accent',
  6: 'text-accent',
};

/** What a command printed, in its colours. */
export function PrintedText({ text }: { text: string }) {
  const stretches = readAnsi(text);
  let at = 0;
  return stretches.map((stretch) => {
    const key = at;
    at += stretch.text.length;
    const color = stretch.color === null ? undefined : colors[stretch.color % 8];
    if (!color && !stretch.isBold && !stretch.isFaint) return stretch.text;
    const weight = stretch.isBold ? 'font-semibold' : stretch.isFaint ? 'opacity-70' : '';
    return (
      <span key={key} className={`${color ?? ''} ${weight}`}>
        {stretch.text}
      </span>
    );
  });
}
