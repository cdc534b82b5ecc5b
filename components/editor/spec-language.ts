import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Shaped, ShapeEntry } from '#core/language/shape.ts';
import type { Span } from '#core/language/span.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { VerdictOf } from './language/hover.ts';
import { type MovedPlaces, moveBetween } from './language/moved-places.ts';
import type { Place, Subject } from './language/subjects.ts';
import { monaco } from './monaco.ts';

type Model = monaco.editor.ITextModel;

/** What the page knows about the spec that a document belongs to. */
export type SpecLanguage = {
  /** Which of the spec's documents is shown. */
  kind: DocumentStage;
  /** The spec as it was read last; the text that is shown may be a few keys ahead. */
  analysis: SpecAnalysis;
  /** Outline and folds, worked out beside the page's thread. */
  shapes?: DocumentShapes | undefined;
  verdictOf?: VerdictOf | undefined;
  /** How a criterion is read, in words. */
  readingOf?: VerdictOf | undefined;
  /** Shows a place of another document. Without it nothing leads out of this one. */
  onOpenPlace?: ((kind: DocumentStage, span: Span) => void) | undefined;
  /** Asks for another name over all documents: what would change is shown before it does. */
  onRename?: ((subject: Subject, newName: string) => void) | undefined;
  /** Shows what is known about a criterion. */
  onVerdict?: ((criterionId: string) => void) | undefined;
  /** Has a task done. */
  onRun?: ((taskId: string) => void) | undefined;
};

type DocumentShapes = {
  outline(kind: DocumentStage): Promise<Shaped<ShapeEntry[]> | null>;
  folds(kind: DocumentStage): Promise<Shaped<Int32Array> | null>;
};

/** A spec's language at work on a model: `moved` leads from the text that was read to the one that is shown. */
export type Shown = SpecLanguage & { model: Model; text: string; moved: MovedPlaces };

const languages = new WeakMap<Model, () => SpecLanguage | null>();
const besides = new WeakMap<Model, Map<DocumentStage, Model>>();
const places = 'beside';

/** Gives a model the language of its spec. The returned function takes it away, with the models of the documents beside it. */
export function attachLanguage(model: Model, language: () => SpecLanguage | null): () => void {
  languages.set(model, language);
  return () => {
    languages.delete(model);
    for (const beside of besides.get(model)?.values() ?? []) beside.dispose();
    besides.delete(model);
  };
}

/** What can be said about a model; null for one that is no document of a spec. Linear in the text, for it compares it. */
export function shownIn(model: Model): Shown | null {
  const language = languageOf(model);
  const before = language?.analysis.texts[language.kind];
  if (!language || before === undefined) return null;
  const text = model.getValue();
  return { ...language, model, text, moved: moveBetween(before, text) };
}

/** What is known of the spec that a model shows a document of, for whoever needs no text; null for any other model. */
export function languageOf(model: Model): SpecLanguage | null {
  return languages.get(model)?.() ?? null;
}

/** A place as Monaco knows it; null where it is gone from the text, or stands in a document that this page cannot show. */
export function locationOf(shown: Shown, { document, span }: Place): monaco.languages.Location | null {
  if (document === shown.kind) {
    const now = shown.moved.toNow(span);
    return now && { uri: shown.model.uri, range: rangeIn(shown.model, now) };
  }
  if (!shown.onOpenPlace) return null;
  const beside = modelBeside(shown, document);
  return { uri: beside.uri, range: rangeIn(beside, span) };
}

/** Opens a place of a document beside the one shown. False for any other address. */
export function openBeside(model: Model, uri: monaco.Uri, at: monaco.IRange | monaco.IPosition | undefined): boolean {
  if (uri.authority !== places) return false;
  const found = [...(besides.get(model) ?? [])].find(([, beside]) => beside.uri.toString() === uri.toString());
  const onOpenPlace = languages.get(model)?.()?.onOpenPlace;
  if (!found || !onOpenPlace) return false;
  const [document, beside] = found;
  const range =
    at === undefined ? new monaco.Range(1, 1, 1, 1) : 'lineNumber' in at ? monaco.Range.fromPositions(at) : monaco.Range.lift(at);
  onOpenPlace(document, { start: beside.getOffsetAt(range.getStartPosition()), end: beside.getOffsetAt(range.getEndPosition()) });
  return true;
}

/** Monaco can list and preview places only of models that it has. */
function modelBeside({ model, analysis }: Shown, document: DocumentStage): Model {
  const own = besides.get(model) ?? new Map<DocumentStage, Model>();
  besides.set(model, own);
  const text = analysis.texts[document] ?? '';
  const known = own.get(document);
  if (known) {
    if (known.getValue() !== text) known.setValue(text);
    return known;
  }
  const uri = monaco.Uri.from({ scheme: model.uri.scheme, authority: places, path: model.uri.path.replace(/[^/]*$/, `${document}.md`) });
  const beside = monaco.editor.createModel(text, 'markdown', uri);
  own.set(document, beside);
  return beside;
}

/** Where a span lies in a model. */
export function rangeIn(model: Model, { start, end }: Span): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}
