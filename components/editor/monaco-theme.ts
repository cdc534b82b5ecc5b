'use client';

import { useSyncExternalStore } from 'react';
import { monaco } from './monaco.ts';

/** Monaco colours and the variables of the page that they come from. */
const colors = {
  'editor.background': '--card',
  'editor.foreground': '--foreground',
  'editorLineNumber.foreground': '--muted-foreground',
  'editorLineNumber.activeForeground': '--foreground',
  'editorCursor.foreground': '--accent',
  'editorGutter.background': '--card',
  'editor.lineHighlightBackground': '--muted',
  'editorWidget.background': '--card',
  'editorWidget.border': '--border',
  'editorSuggestWidget.background': '--card',
  'editorSuggestWidget.border': '--border',
  'editorSuggestWidget.selectedBackground': '--accent-soft',
  'editorSuggestWidget.selectedForeground': '--foreground',
  'editorSuggestWidget.highlightForeground': '--accent',
  'editorSuggestWidget.focusHighlightForeground': '--accent',
  'peekView.border': '--accent',
  'peekViewTitle.background': '--muted',
  'peekViewEditor.background': '--card',
  'peekViewEditorGutter.background': '--card',
  'peekViewResult.background': '--muted',
  'peekViewResult.selectionBackground': '--accent-soft',
  'peekViewResult.selectionForeground': '--foreground',
  'editorHoverWidget.background': '--card',
  'editorHoverWidget.border': '--border',
  'editorError.foreground': '--danger',
  'editorWarning.foreground': '--warning',
  'editorInfo.foreground': '--muted-foreground',
  focusBorder: '--accent',
} as const;

let current: string | undefined;

/** The name of the Monaco theme that matches the page, light or dark; it follows the page's own. */
export function useMonacoTheme(): string {
  return useSyncExternalStore(subscribe, read, () => 'vs');
}

function subscribe(listener: () => void): () => void {
  const changed = () => {
    current = undefined;
    listener();
  };
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  return () => {
    scheme.removeEventListener('change', changed);
    observer.disconnect();
  };
}

function read(): string {
  current ??= define();
  return current;
}

function define(): string {
  const chosen = document.documentElement.dataset['theme'];
  const isDark = chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  const name = isDark ? 'plumbline-dark' : 'plumbline-light';
  const probe = document.body.appendChild(document.createElement('span'));
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const resolved: Record<string, string> = {};
  for (const [key, variable] of Object.entries(colors)) {
    probe.style.color = `var(${variable}, transparent)`;
    const hex = canvas && hexOf(canvas, getComputedStyle(probe).color);
    if (hex) resolved[key] = hex;
  }
  probe.remove();
  monaco.editor.defineTheme(name, { base: isDark ? 'vs-dark' : 'vs', inherit: true, rules: [], colors: resolved });
  return name;
}

/** Monaco takes hexadecimal colours only; the page may say a colour in any way that the browser knows. */
function hexOf(canvas: CanvasRenderingContext2D, color: string): string | undefined {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return alpha === 0 ? undefined : `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
