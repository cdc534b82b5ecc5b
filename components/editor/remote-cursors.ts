import * as Y from 'yjs';
import { isUser } from './live-person.ts';
import type { LiveSession } from './live-session.ts';
import { monaco } from './monaco.ts';
import { personColor } from './person-color.ts';

type Editor = monaco.editor.IStandaloneCodeEditor;
type Flag = monaco.editor.IContentWidget & { node: HTMLElement; position: monaco.IPosition; movedAt: number };

const flagShownMs = 3_000;
const style = 'remote-selection-style';

/** Shows where colleagues are, with their names, and tells them where this editor is. The returned function ends both. */
export function showRemoteCursors(editor: Editor, model: monaco.editor.ITextModel, { text, doc, awareness }: LiveSession): () => void {
  const decorations = editor.createDecorationsCollection();
  const flags = new Map<number, Flag>();
  const sheet = document.head.appendChild(document.createElement('style'));
  sheet.dataset['for'] = style;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPaintDue = false;
  let isOver = false;

  const offsetOf = (place: unknown): number | undefined => {
    try {
      const absolute = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(place), doc);
      return absolute?.type === text ? absolute.index : undefined;
    } catch {
      // A client may say anything about itself.
      return undefined;
    }
  };

  const paint = () => {
    isPaintDue = false;
    if (isOver || model.isDisposed()) return;
    const next: monaco.editor.IModelDeltaDecoration[] = [];
    const seen = new Set<number>();
    for (const [client, { user, selection }] of awareness.getStates()) {
      if (client === awareness.clientID || !isUser(user) || !isSelection(selection)) continue;
      const anchor = offsetOf(selection.anchor);
      const head = offsetOf(selection.head);
      if (anchor === undefined || head === undefined) continue;
      seen.add(client);
      const at = model.getPositionAt(head);
      if (anchor !== head) {
        const range = monaco.Range.fromPositions(model.getPositionAt(Math.min(anchor, head)), model.getPositionAt(Math.max(anchor, head)));
        next.push({ range, options: { className: `remote-selection remote-selection-${client}` } });
      }
      place(client, user, at);
    }
    decorations.set(next);
    for (const [client, flag] of flags) {
      if (seen.has(client)) continue;
      editor.removeContentWidget(flag);
      flags.delete(client);
    }
    const colors = [...flags]
      .map(([client, { node }]) => `.remote-selection-${client}{--person:${node.style.getPropertyValue('--person')}}`)
      .join('');
    // Each write makes the browser look at the styles of the whole page again.
    if (sheet.textContent !== colors) sheet.textContent = colors;
  };
  /** Once, after the next frame: neither a key nor an edit of a colleague waits for where carets go. */
  const paintSoon = () => {
    if (isPaintDue) return;
    isPaintDue = true;
    requestAnimationFrame(() => setTimeout(paint));
  };

  const place = (client: number, user: { id: string; name: string }, at: monaco.IPosition) => {
    const old = flags.get(client);
    if (old) {
      if (monaco.Position.equals(old.position, at)) return;
      old.position = at;
      old.movedAt = Date.now();
      old.node.classList.add('remote-caret-moved');
      editor.layoutContentWidget(old);
    } else {
      const flag = createFlag(client, user, at);
      flags.set(client, flag);
      editor.addContentWidget(flag);
    }
    timer ??= setTimeout(lowerFlags, flagShownMs);
  };

  const lowerFlags = () => {
    timer = undefined;
    let isAnyUp = false;
    for (const { node, movedAt } of flags.values()) {
      const isUp = Date.now() - movedAt < flagShownMs;
      isAnyUp ||= isUp;
      node.classList.toggle('remote-caret-moved', isUp);
    }
    if (isAnyUp) timer = setTimeout(lowerFlags, flagShownMs / 3);
  };

  const createFlag = (client: number, user: { id: string; name: string }, position: monaco.IPosition): Flag => {
    const node = document.createElement('div');
    node.className = 'remote-caret remote-caret-moved';
    node.style.setProperty('--person', personColor(user.id));
    const name = node.appendChild(document.createElement('span'));
    name.className = 'remote-caret-name';
    name.textContent = user.name;
    const flag: Flag = {
      node,
      position,
      movedAt: Date.now(),
      getId: () => `remote-caret-${client}`,
      getDomNode: () => node,
      getPosition: () => ({ position: flag.position, preference: [monaco.editor.ContentWidgetPositionPreference.EXACT] }),
    };
    return flag;
  };

  const tellMine = () => {
    const selection = editor.getSelection();
    if (!selection) return;
    const { lineNumber, column } = selection.getPosition();
    const head = model.getOffsetAt({ lineNumber, column });
    const [from, to] = [model.getOffsetAt(selection.getStartPosition()), model.getOffsetAt(selection.getEndPosition())];
    awareness.setLocalStateField('selection', {
      anchor: Y.createRelativePositionFromTypeIndex(text, head === from ? to : from),
      head: Y.createRelativePositionFromTypeIndex(text, head),
    });
  };

  const listening = [
    editor.onDidChangeCursorSelection(tellMine),
    editor.onDidFocusEditorText(tellMine),
    model.onDidChangeContent(paintSoon),
  ];
  awareness.on('change', paintSoon);
  paint();
  return () => {
    isOver = true;
    clearTimeout(timer);
    for (const one of listening) one.dispose();
    awareness.off('change', paintSoon);
    awareness.setLocalStateField('selection', null);
    decorations.clear();
    for (const flag of flags.values()) editor.removeContentWidget(flag);
    sheet.remove();
  };
}

function isSelection(value: unknown): value is { anchor: unknown; head: unknown } {
  return typeof value === 'object' && value !== null && 'anchor' in value && 'head' in value;
}
