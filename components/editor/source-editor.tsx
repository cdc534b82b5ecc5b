'use client';

import { Editor } from '@monaco-editor/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { SuggestionMark } from '#core/edits/suggestion-mark.ts';
import type { Span } from '#core/language/span.ts';
import { type CommentMark, type CommentMarks, createCommentMarks, offerComment } from './comment-marks.ts';
import type { ReadingsAbout } from './language/readings-words.ts';
import { followLenses, renewLenses } from './language-lenses.ts';
import type { SessionUser } from './live-person.ts';
import type { LiveSession } from './live-session.ts';
import type { Person, SaveState } from './live-state.ts';
import { type Marker, openMarkers, rangeOf } from './markers.ts';
import { monaco } from './monaco.ts';
import { bindMonaco } from './monaco-binding.ts';
import { useMonacoTheme } from './monaco-theme.ts';
import { type KeepImage, takeImages } from './paste-images.ts';
import { attachReadings } from './readings-language.ts';
import { registerLanguage } from './register-language.ts';
import { showRemoteCursors } from './remote-cursors.ts';
import { showSuggestions } from './show-suggestions.ts';
import { sourceMetrics } from './source-metrics.ts';
import { attachLanguage, type SpecLanguage } from './spec-language.ts';
import { useLiveDocument } from './use-live-document.ts';

/** The conversations about a text: where they stand, and what opens and starts them. */
export type SourceComments = {
  marks: readonly CommentMark[];
  onOpen: (threadId: string) => void;
  /** Null for whoever may not comment. */
  onComment: ((span: Span) => void) | null;
};

export type SourceEditorProps = {
  documentId: string;
  /** The text that the page came with; it is shown until the live one is there. */
  initialText: string;
  user: SessionUser;
  /** What the editor is called for people who do not see it. */
  label: string;
  /** Forbids typing even to those who may edit. */
  readOnly?: boolean;
  markers?: Marker[];
  /** The same before the page is drawn again with them. */
  markerFeed?: ((listener: (markers: Marker[]) => void) => () => void) | undefined;
  /** What the page knows of the spec: with it come completion, hover, fixes, and ways to other places. */
  language?: SpecLanguage | undefined;
  /** For `readings.spec`: what its lines are about. With it come its own colours, completion and hover. */
  readings?: ReadingsAbout | undefined;
  /** A place to show and ring; a new object jumps again. */
  jumpTo?: Span | null;
  /** Shown and typed into in the place of the live text: a draft of suggestions. */
  draft?: LiveSession | null;
  suggestions?: readonly SuggestionMark[];
  activeSuggestion?: string | null;
  onPickSuggestion?: (id: string) => void;
  comments?: SourceComments | undefined;
  /** Keeps a picture that is pasted or dropped into the text. Without it pictures are not taken. */
  onImage?: KeepImage | undefined;
  onText?: (text: string) => void;
  onPresence?: (people: Person[]) => void;
  onSaveState?: (state: SaveState) => void;
  /** Monaco stands, with the text in it. */
  onReady?: () => void;
};

const ringMs = 2_000;
const noMarkers: Marker[] = [];
const noSuggestions: readonly SuggestionMark[] = [];

const baseOptions = {
  automaticLayout: true,
  fontFamily: sourceMetrics.fontFamily,
  fontSize: sourceMetrics.fontSize,
  lineHeight: sourceMetrics.lineHeight,
  lineNumbersMinChars: sourceMetrics.numberChars,
  lineDecorationsWidth: sourceMetrics.decorations,
  padding: { top: sourceMetrics.paddingTop, bottom: sourceMetrics.paddingTop },
  wordWrap: 'on',
  wrappingIndent: 'none',
  minimap: { enabled: false },
  glyphMargin: false,
  stickyScroll: { enabled: false },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'none',
  // Found anew for every line at every frame, and prose has none.
  guides: { indentation: false, bracketPairs: false },
  bracketPairColorization: { enabled: false },
  overviewRulerBorder: false,
  occurrencesHighlight: 'off',
  quickSuggestions: false,
  acceptSuggestionOnEnter: 'smart',
  suggest: { showStatusBar: false },
  // Page keys such as Tab must not be swallowed for good: Ctrl+M gives Tab back to the page.
  tabSize: 2,
  detectIndentation: false,
  unicodeHighlight: { ambiguousCharacters: false },
  fixedOverflowWidgets: true,
} as const;

/**
 * Monaco asks for fixes only in editors that were writable when they were made, or when the option of the light bulb changed last: so it
 * changes together with the right to type.
 */
function optionsFor(ariaLabel: string, mayType: boolean) {
  const { ShowLightbulbIconMode } = monaco.editor;
  const lightbulb = { enabled: mayType ? ShowLightbulbIconMode.OnCode : ShowLightbulbIconMode.Off };
  return { ...baseOptions, ariaLabel, readOnly: !mayType, domReadOnly: !mayType, lightbulb };
}

/** The source of a document in Monaco, live. Browser only: pages use `SourceEditorLazy`. */
export function SourceEditor({
  documentId,
  initialText,
  user,
  label,
  readOnly = false,
  markers = noMarkers,
  markerFeed,
  language,
  readings,
  jumpTo = null,
  comments,
  draft = null,
  suggestions = noSuggestions,
  activeSuggestion = null,
  onPickSuggestion,
  onImage,
  onText,
  onPresence,
  onSaveState,
  onReady,
}: SourceEditorProps) {
  const live = useLiveDocument(documentId, user, initialText);
  const { text, isReady, people, saveState } = live;
  const session = draft ?? live.session;
  const isReadOnly = live.isReadOnly && !draft;
  const [editor, setEditor] = useState<monaco.editor.IStandaloneCodeEditor | null>(null);
  const theme = useMonacoTheme();
  const mayType = isReady && !isReadOnly && !readOnly;
  // The component gives Monaco all options again whenever the object is a new one.
  const options = useMemo(() => optionsFor(label, mayType), [label, mayType]);

  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model || !session || !isReady) return;
    const untie = bindMonaco(editor, model, session.text, session.undo);
    const hide = showRemoteCursors(editor, model, session);
    return () => {
      hide();
      untie();
    };
  }, [editor, session, isReady]);

  const pick = useRef(onPickSuggestion);
  useEffect(() => {
    pick.current = onPickSuggestion;
  });
  const [shown, setShown] = useState<ReturnType<typeof showSuggestions> | null>(null);
  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model) return;
    const showing = showSuggestions(editor, model, (id) => pick.current?.(id));
    setShown(showing);
    return () => {
      setShown(null);
      showing.hide();
    };
  }, [editor]);
  useEffect(() => shown?.show(suggestions, activeSuggestion), [shown, suggestions, activeSuggestion]);

  const shownMarkers = useRef<ReturnType<typeof openMarkers> | null>(null);
  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model) return;
    const opened = openMarkers(editor, model);
    shownMarkers.current = opened;
    return () => {
      shownMarkers.current = null;
      opened.hide();
    };
  }, [editor]);
  useEffect(() => (editor ? shownMarkers.current?.show(markers) : undefined), [editor, markers]);
  useEffect(() => (editor ? markerFeed?.((found) => shownMarkers.current?.show(found)) : undefined), [editor, markerFeed]);

  const latestLanguage = useRef<SpecLanguage | null>(null);
  useEffect(() => {
    latestLanguage.current = language ?? null;
  }, [language]);
  const hasLanguage = language !== undefined;
  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model || !hasLanguage) return;
    registerLanguage();
    const detach = attachLanguage(model, () => latestLanguage.current);
    const unfollow = followLenses(editor, model);
    return () => {
      unfollow();
      detach();
    };
  }, [editor, hasLanguage]);
  useEffect(() => {
    if (language) renewLenses();
  }, [language]);

  const latestReadings = useRef<ReadingsAbout | null>(null);
  useEffect(() => {
    latestReadings.current = readings ?? null;
  }, [readings]);
  const hasReadings = readings !== undefined;
  useEffect(() => {
    const model = editor?.getModel();
    return model && hasReadings ? attachReadings(model, () => latestReadings.current) : undefined;
  }, [editor, hasReadings]);

  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model || !jumpTo) return;
    const range = rangeOf(model, jumpTo);
    editor.setSelection(range);
    editor.revealRangeInCenterIfOutsideViewport(range);
    const ring = editor.createDecorationsCollection([{ range, options: { className: 'source-ring' } }]);
    const timer = setTimeout(() => ring.clear(), ringMs);
    return () => {
      clearTimeout(timer);
      ring.clear();
    };
  }, [editor, jumpTo]);

  const keepImage = useRef(onImage);
  useEffect(() => {
    keepImage.current = onImage;
  });
  useEffect(() => (editor ? takeImages(editor, async (picture) => (await keepImage.current?.(picture)) ?? null) : undefined), [editor]);

  useCommentMarks(editor, isReady ? comments : undefined);

  useTold(onText, text);
  useTold(onPresence, people);
  useTold(onSaveState, saveState);

  return (
    <Editor
      className="source-editor-monaco"
      defaultLanguage="markdown"
      defaultValue={initialText}
      defaultPath={`inmemory://documents/${documentId}/${language?.kind ?? 'text'}.md`}
      theme={theme}
      loading={null}
      onMount={(mounted) => {
        setEditor(mounted);
        onReady?.();
      }}
      options={options}
    />
  );
}

/** Shows what is said about the text, and offers to say more. */
function useCommentMarks(editor: monaco.editor.IStandaloneCodeEditor | null, comments: SourceComments | undefined): void {
  const latest = useRef(comments);
  const shown = useRef<CommentMarks | null>(null);
  useEffect(() => {
    latest.current = comments;
  });
  const mayComment = comments !== undefined && comments.onComment !== null;
  const isThere = comments !== undefined;
  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model || !isThere) return;
    const marks = createCommentMarks(editor, model, (id) => latest.current?.onOpen(id));
    shown.current = marks;
    marks.show(latest.current?.marks ?? []);
    const withdraw = mayComment ? offerComment(editor, model, (span) => latest.current?.onComment?.(span)) : () => {};
    return () => {
      withdraw();
      marks.dispose();
      shown.current = null;
    };
  }, [editor, isThere, mayComment]);
  const marks = comments?.marks;
  useEffect(() => {
    if (marks) shown.current?.show(marks);
  }, [marks]);
}

/** Tells a listener of a value, at first and whenever it changes, and never merely because the listener is a new function. */
function useTold<T>(listener: ((value: T) => void) | undefined, value: T): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    latest.current?.(value);
  }, [value]);
}
