import type { RenameResult, TextEdit } from '#core/edits/rename-id.ts';
import { fixesBetween } from './language/quick-fixes.ts';
import { elsewhere, type RenameWish } from './language/rename-subject.ts';
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

/** Terms, requirements and criteria take all their references along, or are not renamed at all. */
export const rename: monaco.languages.RenameProvider = {
  resolveRenameLocation(model, position) {
    const shown = shownIn(model);
    const found = shown && subjectIn(shown, position);
    if (!found || found.subject.kind === 'task' || found.subject.kind === 'property') {
      return refusal(model, position, 'Terms, requirements and criteria can be renamed.');
    }
    return { range: found.range, text: found.subject.id };
  },
  async provideRenameEdits(model, position, newName, token) {
    const nothing = { edits: [] };
    const shown = shownIn(model);
    const found = shown && subjectIn(shown, position);
    if (!found) return nothing;
    const version = model.getVersionId();
    const texts = { ...shown.analysis.texts, [shown.kind]: shown.text };
    const { edits, refusal: reason } = await computeRename({ texts, subject: found.subject, to: newName });
    if (token.isCancellationRequested) return nothing;
    const sentence = edits ? whyNotHere(found.subject.id, elsewhere(edits, shown.kind)) : reason;
    if (edits && sentence === null && model.getVersionId() === version) return workspaceEdit(model, edits[shown.kind]);
    sayAt(model, position, sentence ?? 'The text changed meanwhile. Rename again.');
    return nothing;
  },
};

/** Only the document that is shown is written to, so a rename that reaches further would leave the others behind. */
function whyNotHere(id: string, others: ReturnType<typeof elsewhere>): string | null {
  if (others.length === 0) return null;
  const counts = others.map(({ document, edits }) => `${edits.length === 1 ? 'once' : `${edits.length} times`} in ${document}`);
  return `${id} also stands ${counts.join(' and ')}, which would keep the old name. Nothing was renamed.`;
}

/** Monaco logs the refusal of a rename where nobody reads it: it is said where the caret is. */
function sayAt(model: Model, position: monaco.IPosition, sentence: string): void {
  const editor = monaco.editor.getEditors().find((one) => one.getModel() === model);
  editor?.getContribution<Messages>('editor.contrib.messageController')?.showMessage(sentence, position);
}

type Messages = monaco.editor.IEditorContribution & { showMessage(message: string, position: monaco.IPosition): void };

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

/** A worker for one rename: they are rare. */
async function computeRename(wish: RenameWish): Promise<RenameResult> {
  const worker = new Worker(new URL('./language/rename.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<RenameResult>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(wish);
    });
  } finally {
    worker.terminate();
  }
}
