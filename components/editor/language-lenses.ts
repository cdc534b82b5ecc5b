import { type Lens, lensesOf } from './language/lenses.ts';
import { monaco } from './monaco.ts';
import { rangeIn, shownIn } from './spec-language.ts';
import { areWithin, type Lines, linesAround, spanOfLines } from './visible-lines.ts';

type Model = monaco.editor.ITextModel;

const command = 'plumbline.lens';
/** Lines beyond what an editor shows that have their lenses already; a lens that comes into sight must not push the text about. */
const aroundLines = 150;
const edgeLines = 50;
const outdated = new monaco.Emitter<monaco.languages.CodeLensProvider>();
const given = new WeakMap<Model, Lines>();
let isRegistered = false;

/** What stands above a criterion or task: its verdict, its references, the button that has it done. */
export const lenses: monaco.languages.CodeLensProvider = {
  onDidChange: outdated.event,
  provideCodeLenses(model) {
    const shown = shownIn(model);
    const editor = editorOf(model);
    if (!shown || !editor) return null;
    registerCommand();
    const lines = linesAround(editor, model, aroundLines);
    given.set(model, lines);
    const { start, end } = spanOfLines(model, lines);
    const within = { start: shown.moved.toBefore(start) ?? start, end: shown.moved.toBefore(end) ?? end };
    const found = lensesOf(shown.analysis, shown.kind, { verdictOf: shown.verdictOf, mayRun: shown.onRun !== undefined, within });
    return {
      lenses: found.flatMap((lens) => {
        const now = shown.moved.toNow(lens.span);
        return now
          ? [{ range: rangeIn(model, now), command: { id: command, title: lens.title, arguments: [model.uri.toString(), lens] } }]
          : [];
      }),
      dispose: () => {},
    };
  },
};

/** Asks for the lenses again, once Monaco has a moment: what they say has changed. */
export function renewLenses(): void {
  outdated.fire(lenses);
}

/** Keeps lenses where an editor is scrolled to, and the caret in sight where they come, until the returned function is called. */
export function followLenses(editor: monaco.editor.ICodeEditor, model: Model): () => void {
  const scrolling = editor.onDidScrollChange(({ scrollTopChanged }) => {
    const lines = given.get(model);
    if (scrollTopChanged && lines && !areWithin(linesAround(editor, model, edgeLines), lines)) renewLenses();
  });
  const keeping = keepCaretInSight(editor);
  return () => {
    scrolling.dispose();
    keeping();
  };
}

/** Lenses that come above the caret push it down: whoever types at the foot of the editor must go on seeing what they type. */
function keepCaretInSight(editor: monaco.editor.ICodeEditor): () => void {
  const isSeen = () => {
    const caret = editor.getPosition();
    return caret !== null && editor.getVisibleRanges().some((range) => range.containsPosition(caret));
  };
  let wasSeen = isSeen();
  const look = () => {
    wasSeen = isSeen();
  };
  const pushed = () => {
    if (!wasSeen || !editor.hasTextFocus()) return;
    // Monaco puts the first line back where it was; what that means for the caret is known in the next frame.
    requestAnimationFrame(() => {
      const caret = editor.getModel() && editor.getPosition();
      if (caret && !isSeen()) editor.revealPosition(caret);
    });
  };
  const subscriptions = [editor.onDidChangeCursorPosition(look), editor.onDidScrollChange(look), editor.onDidChangeViewZones(pushed)];
  return () => {
    for (const subscription of subscriptions) subscription.dispose();
  };
}

function editorOf(model: Model): monaco.editor.ICodeEditor | undefined {
  return monaco.editor.getEditors().find((editor) => editor.getModel() === model);
}

function registerCommand(): void {
  if (isRegistered) return;
  isRegistered = true;
  monaco.editor.registerCommand(command, (_accessor, uri: string, { act, id, span }: Lens) => {
    const editor = monaco.editor.getEditors().find((one) => one.getModel()?.uri.toString() === uri);
    const model = editor?.getModel();
    const shown = model && shownIn(model);
    if (!editor || !model || !shown) return;
    if (act === 'verdict') shown.onVerdict?.(id);
    else if (act === 'run') shown.onRun?.(id);
    else {
      const now = shown.moved.toNow(span);
      if (!now) return;
      editor.setPosition(rangeIn(model, now).getStartPosition());
      editor.focus();
      editor.trigger('lens', 'editor.action.goToReferences', {});
    }
  });
}
