'use client';

import { DiffEditor } from '@monaco-editor/react';
import { useId } from 'react';
import './monaco.ts';
import { useMonacoTheme } from './monaco-theme.ts';
import { sourceMetrics } from './source-metrics.ts';

export type DiffViewProps = {
  before: string;
  after: string;
  /** The file's path: it names the view and tells the language. */
  path: string;
};

/** Below this width both texts stand in one column. */
const inlineBelowPx = 760;

/** A change in Monaco's diff editor. Browser only: pages use `DiffView`. */
export function DiffViewMonaco({ before, after, path }: DiffViewProps) {
  const theme = useMonacoTheme();
  // Two views of one path on a page must not share models.
  const place = useId().replaceAll(':', '');
  return (
    <DiffEditor
      className="source-editor-monaco"
      original={before}
      modified={after}
      originalModelPath={`inmemory://before/${place}/${path}`}
      modifiedModelPath={`inmemory://after/${place}/${path}`}
      theme={theme}
      loading={null}
      options={{
        originalAriaLabel: `${path} before`,
        modifiedAriaLabel: `${path} after`,
        readOnly: true,
        domReadOnly: true,
        originalEditable: false,
        automaticLayout: true,
        renderSideBySide: true,
        useInlineViewWhenSpaceIsLimited: true,
        renderSideBySideInlineBreakpoint: inlineBelowPx,
        fontFamily: sourceMetrics.fontFamily,
        fontSize: sourceMetrics.fontSize,
        lineHeight: sourceMetrics.lineHeight,
        minimap: { enabled: false },
        scrollBeyondLastLine: false,
        renderOverviewRuler: false,
        hideUnchangedRegions: { enabled: true },
        diffAlgorithm: 'advanced',
        wordWrap: 'on',
        diffWordWrap: 'on',
        fixedOverflowWidgets: true,
      }}
    />
  );
}
