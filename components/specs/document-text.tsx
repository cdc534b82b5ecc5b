'use client';

import { useEffect, useRef } from 'react';
import type { Span } from '#core/language/span.ts';

type DocumentTextProps = { label: string; text: string; span: Span | null };

/** A document as it is typed, to be read: what stands here until the editor has come, and where there is none. */
export function DocumentText({ label, text, span }: DocumentTextProps) {
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    if (span) mark.current?.scrollIntoView({ block: 'center' });
  }, [span]);
  const end = span ? Math.min(span.end, text.length) : 0;
  return (
    <pre
      role="document"
      aria-label={label}
      className="h-full overflow-auto px-5 py-3 font-mono text-sm leading-[1.3125rem] whitespace-pre-wrap"
    >
      {span ? (
        <>
          {text.slice(0, span.start)}
          <mark ref={mark} className="rounded-sm bg-accent-soft text-inherit">
            {text.slice(span.start, end)}
          </mark>
          {text.slice(end)}
        </>
      ) : (
        text
      )}
    </pre>
  );
}
