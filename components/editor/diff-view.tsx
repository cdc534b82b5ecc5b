'use client';

import dynamic from 'next/dynamic';
import type { DiffViewProps } from './diff-view-monaco.tsx';
import './source-editor.css';

const DiffViewMonaco = dynamic(() => import('./diff-view-monaco.tsx').then((module) => module.DiffViewMonaco), {
  ssr: false,
  loading: () => <p className="p-3 text-muted-foreground">Loading the difference…</p>,
});

/** What changed in one file: side by side where there is room, in one column where there is not. Fills its parent. */
export function DiffView(props: DiffViewProps) {
  return (
    <section className="source-editor" aria-label={`Changes in ${props.path}`}>
      <DiffViewMonaco {...props} />
    </section>
  );
}
