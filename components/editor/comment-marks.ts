import type { Span } from '#core/language/span.ts';
import { rangeOf } from './markers.ts';
import { monaco } from './monaco.ts';

/** A thread in the text: the words it stands on, or the place where they stood. */
export type CommentMark = { id: string; span: Span; isOpen: boolean };

type Editor = monaco.editor.IStandaloneCodeEditor;

export type CommentMarks = { show(marks: readonly CommentMark[]): void; dispose(): void };

/** Underlines the words that threads stand on, with a mark at the line; a click on either opens the thread. */
export function createCommentMarks(editor: Editor, model: monaco.editor.ITextModel, onOpen: (threadId: string) => void): CommentMarks {
  const decorations = editor.createDecorationsCollection();
  let shown: readonly CommentMark[] = [];
  const { GUTTER_LINE_DECORATIONS, CONTENT_TEXT } = monaco.editor.MouseTargetType;
  const listening = editor.onMouseDown(({ target, event }) => {
    if (!event.leftButton || !target.position) return;
    const isMark =
      target.type === GUTTER_LINE_DECORATIONS
        ? target.element?.classList.contains('comment-line')
        : target.type === CONTENT_TEXT && target.element?.classList.contains('comment-words');
    if (!isMark) return;
    const at = target.position;
    const ranges = decorations.getRanges();
    // Where several stand on the same words, the shortest is the one that is meant.
    const hits = shown
      .map(({ id }, i) => ({ id, range: ranges[i] }))
      .filter(({ range }) => (target.type === CONTENT_TEXT ? range?.containsPosition(at) : range?.startLineNumber === at.lineNumber))
      .toSorted((a, b) => lengthOf(model, a.range) - lengthOf(model, b.range));
    const [hit] = hits;
    if (hit) onOpen(hit.id);
  });
  return {
    show: (marks) => {
      shown = marks;
      decorations.set(
        marks.map(({ span, isOpen }) => ({
          range: rangeOf(model, span),
          options: {
            inlineClassName: `comment-words${isOpen ? ' comment-words-open' : ''}`,
            firstLineDecorationClassName: `comment-line${isOpen ? ' comment-line-open' : ''}`,
            stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
            overviewRuler: { color: { id: 'editorOverviewRuler.commentForeground' }, position: monaco.editor.OverviewRulerLane.Right },
          },
        })),
      );
    },
    dispose: () => {
      listening.dispose();
      decorations.clear();
    },
  };
}

function lengthOf(model: monaco.editor.ITextModel, range: monaco.Range | undefined): number {
  return range ? model.getValueLengthInRange(range) : 0;
}

/**
 * Offers to comment on what is selected: by a button beside it, by Ctrl/Cmd-Alt-M, and in the menu. Without a selection it is the line of
 * the caret. The returned function takes the offer away.
 */
export function offerComment(editor: Editor, model: monaco.editor.ITextModel, onComment: (span: Span) => void): () => void {
  const comment = () => {
    const span = spanToComment(editor, model);
    if (!span) return;
    hide();
    onComment(span);
  };
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'comment-offer';
  node.textContent = 'Comment';
  node.title = 'Comment on the selection (Ctrl+Alt+M)';
  // The selection must outlive the press.
  node.addEventListener('mousedown', (event) => event.preventDefault());
  node.addEventListener('click', comment);
  const { ABOVE, BELOW } = monaco.editor.ContentWidgetPositionPreference;
  const widget: monaco.editor.IContentWidget = {
    getId: () => 'comment-offer',
    getDomNode: () => node,
    getPosition: () => {
      const selection = editor.getSelection();
      return selection && { position: selection.getPosition(), preference: [ABOVE, BELOW] };
    },
  };
  let isShown = false;
  const hide = () => {
    if (isShown) editor.removeContentWidget(widget);
    isShown = false;
  };
  const place = () => {
    const selection = editor.getSelection();
    if (!selection || selection.isEmpty()) return hide();
    if (isShown) editor.layoutContentWidget(widget);
    else editor.addContentWidget(widget);
    isShown = true;
  };
  const action = editor.addAction({
    id: 'plumbline.comment',
    label: 'Comment on this',
    keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyMod.Alt | monaco.KeyCode.KeyM],
    contextMenuGroupId: '1_modification',
    run: comment,
  });
  const listening = [editor.onMouseUp(place), editor.onKeyUp(place), editor.onDidBlurEditorText(hide)];
  return () => {
    hide();
    action.dispose();
    for (const one of listening) one.dispose();
  };
}

function spanToComment(editor: Editor, model: monaco.editor.ITextModel): Span | null {
  const selection = editor.getSelection();
  if (!selection) return null;
  const line = selection.startLineNumber;
  const range = selection.isEmpty()
    ? new monaco.Range(line, model.getLineFirstNonWhitespaceColumn(line) || 1, line, model.getLineMaxColumn(line))
    : selection;
  const span = { start: model.getOffsetAt(range.getStartPosition()), end: model.getOffsetAt(range.getEndPosition()) };
  return span.start < span.end ? span : null;
}
