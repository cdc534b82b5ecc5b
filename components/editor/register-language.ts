import { quickFixes, rename } from './language-changes.ts';
import { lenses } from './language-lenses.ts';
import { completion, definition, folding, hover, outline, references } from './language-reading.ts';
import { monaco } from './monaco.ts';
import { openBeside } from './spec-language.ts';

let isRegistered = false;

/** Tells Monaco of the language of specs, once for all editors; it speaks only of models that `attachLanguage` was given. */
export function registerLanguage(): void {
  if (isRegistered) return;
  isRegistered = true;
  const { languages } = monaco;
  languages.registerCompletionItemProvider('markdown', completion);
  languages.registerHoverProvider('markdown', hover);
  languages.registerDefinitionProvider('markdown', definition);
  languages.registerReferenceProvider('markdown', references);
  languages.registerDocumentSymbolProvider('markdown', outline);
  languages.registerFoldingRangeProvider('markdown', folding);
  languages.registerCodeActionProvider('markdown', quickFixes, { providedCodeActionKinds: ['quickfix'] });
  languages.registerRenameProvider('markdown', rename);
  languages.registerCodeLensProvider('markdown', lenses);
  monaco.editor.registerEditorOpener({
    openCodeEditor(source, resource, at) {
      const model = source.getModel();
      return model !== null && openBeside(model, resource, at);
    },
  });
}
