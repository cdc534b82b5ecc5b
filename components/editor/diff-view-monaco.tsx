'use client';

import { DiffEditor, type DiffOnMount } from '@monaco-editor/react';
import { useEffect, useId, useRef } from 'react';
import './monaco.ts';
import { useMonacoTheme } from './monaco-theme.ts';
import { sourceMetrics } from './source-metrics.ts';

export type DiffViewProps = {
  before: string;
  after: string;
  /** The file's path: it names the view and tells the language. */
  path: string;
  /** Makes the later text editable, and hears of what it becomes. */
  onText?: (text: string) => void;
};

/** Below this width both texts stand in one column. */
const inlineBelowPx = 760;

/**
 * The editor's parts are given back in the order in which they lean on each other: the wrapper would throw the texts
 * away while the editor still shows them.
 */
function useOrderlyEnd(): DiffOnMount {
  const models = useRef<{ dispose(): void }[]>([]);
  useEffect(
    () => () => {
      const left = models.current;
      // After the wrapper's own clean-up, which ends the editor.
      queueMicrotask(() => {
        for (const model of left) model.dispose();
      });
    },
    [],
  );
  return (editor) => {
    const model = editor.getModel();
    models.current = model ? [model.original, model.modified] : [];
  };
}

/** A change in Monaco's diff editor. Browser only: pages use `DiffView`. */
export function DiffViewMonaco({ before, after, path, onText }: DiffViewProps) {
  const theme = useMonacoTheme();
  // Two views of one path on a page must not share models.
  const place = useId().replaceAll(':', '');
  const orderly = useOrderlyEnd();
  const mounted: DiffOnMount = (editor, monaco) => {
    orderly(editor, monaco);
    const edited = editor.getModifiedEditor();
    if (onText) edited.onDidChangeModelContent(() => onText(edited.getValue()));
  };
  return (
    <DiffEditor
      className="source-editor-monaco"
      original={before}
      modified={after}
      originalModelPath={`inmemory://before/${place}/${path}`}
      modifiedModelPath={`inmemory://after/${place}/${path}`}
      keepCurrentOriginalModel
      keepCurrentModifiedModel
      onMount={mounted}
      theme={theme}
      loading={null}
      options={{
        originalAriaLabel: `${path} before`,
        modifiedAriaLabel: `${path} after`,
        readOnly: onText === undefined,
        domReadOnly: onText === undefined,
        originalEditable: false,
        automaticLayout: true,
        // Of a file that is new or gone there is one text, and nothing to put beside it.
        renderSideBySide: before !== '' && after !== '',
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
        // Code is compared line by line; only one side of Monaco's would wrap.
        diffWordWrap: 'off',
        fixedOverflowWidgets: true,
      }}
    />
  );
}
