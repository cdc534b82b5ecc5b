'use client';

import dynamic from 'next/dynamic';
import type { JsonEditorProps } from './json-editor-monaco.tsx';
import './source-editor.css';

const JsonEditorMonaco = dynamic(() => import('./json-editor-monaco.tsx').then((module) => module.JsonEditorMonaco), {
  ssr: false,
  loading: () => <p className="p-3 text-muted-foreground">Loading the editor</p>,
});

/** A JSON text to be edited. Fills its parent. */
export function JsonEditor(props: JsonEditorProps) {
  return (
    <section className="source-editor" aria-label={props.label}>
      <JsonEditorMonaco {...props} />
    </section>
  );
}
