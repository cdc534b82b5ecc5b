import { difference } from '#core/edits/difference.ts';
import { previewOf } from '#core/questions/edit-preview.ts';

/** One sentence as it was and as it is, word by word. */
export function SentenceChange({ before, after }: { before: string; after: string }) {
  const [was, is] = [oneLine(before), oneLine(after)];
  const { start, removed, inserted } = difference(was, is);
  const [line] = previewOf({ edits: [{ span: { start, end: start + removed }, text: inserted }] }, was);
  return (line?.parts ?? [{ kind: 'same' as const, text: is }]).map(({ kind, text }, at) =>
    kind === 'same' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have an order and no name
      <span key={at}>{text}</span>
    ) : kind === 'removed' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <del key={at} className="rounded-sm bg-danger-soft text-danger decoration-1">
        <span className="sr-only">taken out: </span>
        {text}
      </del>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <ins key={at} className="rounded-sm bg-success-soft text-success no-underline">
        <span className="sr-only">put in: </span>
        {text}
      </ins>
    ),
  );
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}
