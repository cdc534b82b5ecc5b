import { cx } from '#components/ui/class-names.ts';
import type { Option } from '#core/analysis/analysed-spec.ts';
import { type PreviewPart, previewOf } from '#core/questions/edit-preview.ts';

type OptionPreviewProps = { option: Option; text: string };

/** Stretches that stay are cut down to this many characters on either side of a change. */
const around = 70;

/** What an option would write: each line that it changes, with the words that go and those that come. */
export function OptionPreview({ option, text }: OptionPreviewProps) {
  const lines = previewOf(option, text);
  if (lines.length === 0) return <span className="text-muted-foreground">Changes no text.</span>;
  return lines.map(({ parts }) => (
    <span key={parts.map(({ text: words }) => words).join('')} className="block">
      {withKeys(parts).map(({ key, part: { kind, text: words }, at }) =>
        kind === 'same' ? (
          <span key={key}>{shortened(words, at === 0, at === parts.length - 1)}</span>
        ) : kind === 'removed' ? (
          <del key={key} className="rounded-sm bg-danger-soft text-danger decoration-1">
            <span className="sr-only">taken out: </span>
            {words}
          </del>
        ) : (
          <ins key={key} className={cx('rounded-sm bg-success-soft text-success no-underline')}>
            <span className="sr-only">put in: </span>
            {words}
          </ins>
        ),
      )}
    </span>
  ));
}

function withKeys(parts: readonly PreviewPart[]): { key: string; at: number; part: PreviewPart }[] {
  let offset = 0;
  return parts.map((part, at) => {
    const key = `${part.kind}${offset}`;
    offset += part.text.length;
    return { key, at, part };
  });
}

function shortened(words: string, isFirst: boolean, isLast: boolean): string {
  if (words.length <= around * (isFirst || isLast ? 1 : 2)) return words;
  const head = isFirst ? '' : words.slice(0, around);
  const tail = isLast ? '' : words.slice(-around);
  return `${head}…${tail}`;
}
