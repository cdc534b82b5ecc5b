import type { CSSProperties, ReactNode } from 'react';
import { cx } from '#components/ui/class-names.ts';
import type { Span } from '#core/language/span.ts';
import { segmentsOf } from '#core/page/segments.ts';
import type { PageMark } from './page-mark.ts';

type PageTextProps = { source: string; span: Span; marks: readonly PageMark[] };

/** A stretch of the text as it stands, with everything that is said about it. */
export function PageText({ source, span, marks }: PageTextProps): ReactNode {
  const segments = segmentsOf(span, marks);
  const [only] = segments;
  if (segments.length <= 1 && (only?.marks.length ?? 0) === 0) return source.slice(span.start, span.end);
  return segments.map(({ start, end, marks: over }) => {
    if (start === end) {
      return over.map((mark) => {
        const key = `${start}:${mark.id}`;
        return mark.ghost === undefined ? <Caret key={key} mark={mark} /> : <Marked key={key} words={mark.ghost} marks={[mark]} />;
      });
    }
    return <Marked key={start} words={source.slice(start, end)} marks={over} />;
  });
}

function Marked({ words, marks }: { words: string; marks: readonly PageMark[] }) {
  if (marks.length === 0) return words;
  const title = marks.flatMap((mark) => mark.title ?? []).join('\n');
  const className = cx(...marks.map((mark) => mark.className));
  const color = marks.findLast((mark) => mark.color !== undefined)?.color;
  const onOpen = marks.findLast((mark) => mark.onOpen !== undefined)?.onOpen;
  const look = { className, title: title || undefined, style: color ? person(color) : undefined };
  if (!onOpen) return <span {...look}>{words}</span>;
  return (
    <button
      type="button"
      {...look}
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      {words}
    </button>
  );
}

function Caret({ mark: { name, color } }: { mark: PageMark }) {
  return (
    <span className="page-caret" style={color ? person(color) : undefined} title={name}>
      <span className="page-caret-name">{name}</span>
    </span>
  );
}

function person(color: string): CSSProperties {
  // React's style type knows no custom properties.
  return { '--person': color } as CSSProperties;
}
