'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { SourceEditorProps } from './source-editor.tsx';
import { sourceMetrics } from './source-metrics.ts';
import './source-editor.css';

// Browser only: rendered on the server it would load a second copy of Yjs into the process that holds the live documents.
const SourceEditor = dynamic(() => import('./source-editor.tsx').then((module) => module.SourceEditor), { ssr: false });

/** The source of a document: readable at once, live and editable when Monaco is there. Fills its parent. */
export function SourceEditorLazy(props: SourceEditorProps) {
  const [isThere, setThere] = useState(false);
  const { fontFamily, fontSize, lineHeight, paddingTop, numberChars, decorations, folding } = sourceMetrics;
  return (
    <div className="source-editor">
      {isThere ? null : (
        <section
          className="source-editor-plain"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must scroll with keys, too
          tabIndex={0}
          aria-label={props.label}
          style={{
            fontFamily,
            fontSize,
            lineHeight: `${lineHeight}px`,
            padding: `${paddingTop}px 14px ${paddingTop}px calc(${numberChars}ch + ${decorations + folding}px)`,
          }}
        >
          {props.initialText}
        </section>
      )}
      <SourceEditor
        {...props}
        onReady={() => {
          setThere(true);
          props.onReady?.();
        }}
      />
    </div>
  );
}
