'use client';

import { Editor, type OnMount } from '@monaco-editor/react';
import { useEffect, useId, useRef } from 'react';
import { monaco } from './monaco.ts';
import { useMonacoTheme } from './monaco-theme.ts';
import { sourceMetrics } from './source-metrics.ts';

/** What may stand at a place: `insert` replaces the text from `from` on. */
export type JsonCompletion = { label: string; detail: string; insert: string; from: number };

export type JsonEditorProps = {
  label: string;
  text: string;
  readOnly: boolean;
  complete: (text: string, offset: number) => readonly JsonCompletion[];
  problems: readonly { message: string; start: number; end: number }[];
  onText: (text: string) => void;
};

/** A JSON text in Monaco, with completion and problems of whoever shows it. Browser only: pages use `JsonEditor`. */
export function JsonEditorMonaco({ label, text, readOnly, complete, problems, onText }: JsonEditorProps) {
  const theme = useMonacoTheme();
  const path = `inmemory://json/${useId().replaceAll(':', '')}.json`;
  const editor = useRef<Parameters<OnMount>[0] | null>(null);
  const latest = useRef(complete);
  useEffect(() => {
    latest.current = complete;
  });
  useEffect(() => {
    const provider = monaco.languages.registerCompletionItemProvider('javascript', {
      triggerCharacters: ['"', '$'],
      provideCompletionItems: (model, position) => {
        if (model.uri.toString() !== path) return { suggestions: [] };
        const end = model.getOffsetAt(position);
        const range = (from: number) => monaco.Range.fromPositions(model.getPositionAt(from), position);
        return {
          suggestions: latest.current(model.getValue(), end).map(({ label: name, detail, insert, from }) => ({
            label: name,
            detail,
            insertText: insert,
            filterText: model.getValueInRange(range(from)) + name,
            kind: monaco.languages.CompletionItemKind.Value,
            range: range(from),
          })),
        };
      },
    });
    return () => provider.dispose();
  }, [path]);
  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    const markers = problems.map(({ message, start, end }) => {
      const [from, to] = [model.getPositionAt(start), model.getPositionAt(Math.max(end, start + 1))];
      return {
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
        message,
        severity: monaco.MarkerSeverity.Error,
      };
    });
    monaco.editor.setModelMarkers(model, 'json-editor', markers);
  }, [problems]);
  return (
    <Editor
      className="source-editor-monaco"
      path={path}
      // Without a language service of its own: what fits is known by whoever shows it.
      language="javascript"
      defaultValue={text}
      onChange={(value) => onText(value ?? '')}
      onMount={(mounted) => {
        editor.current = mounted;
      }}
      theme={theme}
      loading={null}
      options={{
        ariaLabel: label,
        readOnly,
        automaticLayout: true,
        fontFamily: sourceMetrics.fontFamily,
        fontSize: sourceMetrics.fontSize,
        lineHeight: sourceMetrics.lineHeight,
        minimap: { enabled: false },
        scrollBeyondLastLine: false,
        tabSize: 2,
        quickSuggestions: { strings: true, other: true, comments: false },
        wordBasedSuggestions: 'off',
        fixedOverflowWidgets: true,
      }}
    />
  );
}
