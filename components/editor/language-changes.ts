import type { TextEdit } from '#core/edits/rename-id.ts';
import { fixesBetween } from './language/quick-fixes.ts';
import { subjectIn } from './language-reading.ts';
import { monaco } from './monaco.ts';
import { rangeIn, shownIn } from './spec-language.ts';

type Model = monaco.editor.ITextModel;

/** Fixes of what is wrong where the caret is. One whose place has been typed over since it was found is not offered. */
export const quickFixes: monaco.languages.CodeActionProvider = {
  provideCodeActions(model, range, { markers, only }) {
    const shown = shownIn(model);
    const nothing = { actions: [], dispose: () => {} };
    if (!shown || (only !== undefined && !'quickfix'.startsWith(only))) return nothing;
    const start = shown.moved.toBefore(model.getOffsetAt(monaco.Range.getStartPosition(range)));
    const end = shown.moved.toBefore(model.getOffsetAt(monaco.Range.getEndPosition(range)));
    if (start === null || end === null) return nothing;
    const actions = fixesBetween(shown.analysis, shown.kind, start, end).flatMap(({ title, edits, diagnostic, isPreferred }) => {
      const moved = edits.flatMap(({ span, text }): TextEdit[] => {
        const now = shown.moved.toNowUntouched(span);
        return now ? [{ span: now, text }] : [];
      });
      if (moved.length < edits.length) return [];
      const diagnostics = markers.filter(({ code, message }) => code === diagnostic.code && message === diagnostic.message);
      return [{ title, kind: 'quickfix', diagnostics, isPreferred, edit: workspaceEdit(model, moved) }];
    });
    return { actions, dispose: () => {} };
  },
};

/** A rename reaches over all documents of the spec: it is handed to the page, which shows every place before anything is written. */
export const rename: monaco.languages.RenameProvider = {
  resolveRenameLocation(model, position) {
    const shown = shownIn(model);
    const found = shown && subjectIn(shown, position);
    if (!found) return refusal(model, position, 'Terms, requirements, criteria, properties and tasks can be renamed.');
    if (!shown.onRename) return refusal(model, position, 'Nothing can be renamed here.');
    return { range: found.range, text: found.subject.id };
  },
  provideRenameEdits(model, position, newName) {
    const shown = shownIn(model);
    const found = shown && subjectIn(shown, position);
    if (found) shown.onRename?.(found.subject, newName);
    return { edits: [] };
  },
};

function workspaceEdit(model: Model, edits: TextEdit[]): monaco.languages.WorkspaceEdit {
  const versionId = model.getVersionId();
  return {
    edits: edits.map(({ span, text }) => ({ resource: model.uri, versionId, textEdit: { range: rangeIn(model, span), text } })),
  };
}

function refusal(model: Model, position: monaco.IPosition, rejectReason: string) {
  const word = model.getWordAtPosition(position)?.word ?? '';
  return { range: monaco.Range.fromPositions(position), text: word, rejectReason };
}
