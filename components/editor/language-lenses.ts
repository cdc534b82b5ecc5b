import { type Lens, lensesOf } from './language/lenses.ts';
import { monaco } from './monaco.ts';
import { rangeIn, shownIn } from './spec-language.ts';

const command = 'plumbline.lens';
let isRegistered = false;

/** What stands above a criterion or task: its verdict, its references, the button that has it done. */
export const lenses: monaco.languages.CodeLensProvider = {
  provideCodeLenses(model) {
    const shown = shownIn(model);
    if (!shown) return null;
    registerCommand();
    const found = lensesOf(shown.analysis, shown.kind, { verdictOf: shown.verdictOf, mayRun: shown.onRun !== undefined });
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
