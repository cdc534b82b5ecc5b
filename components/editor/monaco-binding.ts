import * as Y from 'yjs';
import { difference } from '#core/edits/difference.ts';
import { monaco } from './monaco.ts';
import { type Edit, editsOf } from './text-edits.ts';

type Editor = monaco.editor.IStandaloneCodeEditor;

/**
 * Keeps a Monaco model and a Yjs text the same, both ways. Undo and redo are those of `undo`: what this tab typed, never what a
 * colleague did. The returned function unties them.
 */
export function bindMonaco(editor: Editor, model: monaco.editor.ITextModel, text: Y.Text, undo: Y.UndoManager): () => void {
  const origin = {};
  let isApplying = false;

  const apply = (edits: Edit[]) => {
    isApplying = true;
    try {
      model.applyEdits(
        edits.map(({ from, to, text: inserted }) => ({
          range: monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to)),
          text: inserted,
        })),
      );
    } finally {
      isApplying = false;
    }
  };

  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  const { start, removed, inserted } = difference(model.getValue(), text.toString());
  if (removed > 0 || inserted !== '') apply([{ from: start, to: start + removed, text: inserted }]);

  const onText = (event: Y.YTextEvent, transaction: Y.Transaction) => {
    if (transaction.origin === origin) return;
    apply(editsOf(event));
  };
  const listening = model.onDidChangeContent(({ changes }) => {
    if (isApplying) return;
    const transact = () => {
      // From right to left: each offset is one of the text before.
      for (const change of [...changes].sort((a, b) => b.rangeOffset - a.rangeOffset)) {
        text.delete(change.rangeOffset, change.rangeLength);
        text.insert(change.rangeOffset, change.text.replace(/\r\n?/g, '\n'));
      }
    };
    if (text.doc) text.doc.transact(transact, origin);
  });
  text.observe(onText);
  undo.addTrackedOrigin(origin);
  const forgetPlaces = restorePlaces(editor, model, text, undo);

  // Whatever asks for undo (keys, menu) ends here. Monaco's own stack knows offsets that colleagues have moved since.
  const own = { undo: model.undo, redo: model.redo };
  model.undo = () => void undo.undo();
  model.redo = () => void undo.redo();

  return () => {
    Object.assign(model, own);
    forgetPlaces();
    undo.removeTrackedOrigin(origin);
    text.unobserve(onText);
    listening.dispose();
  };
}

/** An undo puts the cursor back to where it was before what is undone. */
function restorePlaces(editor: Editor, model: monaco.editor.ITextModel, text: Y.Text, undo: Y.UndoManager): () => void {
  type StackEvent = { stackItem: { meta: Map<unknown, unknown> } };
  const key = {};
  const onAdded = ({ stackItem }: StackEvent) => {
    const position = editor.getPosition();
    if (position && !stackItem.meta.has(key))
      stackItem.meta.set(key, Y.createRelativePositionFromTypeIndex(text, model.getOffsetAt(position)));
  };
  const onPopped = ({ stackItem }: StackEvent) => {
    const place = stackItem.meta.get(key);
    const absolute = place instanceof Y.RelativePosition && text.doc ? Y.createAbsolutePositionFromRelativePosition(place, text.doc) : null;
    if (!absolute) return;
    const position = model.getPositionAt(absolute.index);
    editor.setPosition(position);
    editor.revealPositionInCenterIfOutsideViewport(position);
  };
  undo.on('stack-item-added', onAdded);
  undo.on('stack-item-popped', onPopped);
  return () => {
    undo.off('stack-item-added', onAdded);
    undo.off('stack-item-popped', onPopped);
  };
}
