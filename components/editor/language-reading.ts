import type { ShapeEntry } from '#core/language/shape.ts';
import { completionsAt } from './language/completions.ts';
import { hoverOf } from './language/hover.ts';
import { moveLines } from './language/moved-lines.ts';
import { definitionOf, referencesTo } from './language/spec-references.ts';
import { type Subject, subjectAt } from './language/subjects.ts';
import { monaco } from './monaco.ts';
import { languageOf, locationOf, rangeIn, type Shown, shownIn } from './spec-language.ts';

const { CompletionItemInsertTextRule, CompletionItemKind, CompletionTriggerKind, SymbolKind } = monaco.languages;

const completionKinds = {
  id: CompletionItemKind.Reference,
  term: CompletionItemKind.Value,
  skeleton: CompletionItemKind.Snippet,
  label: CompletionItemKind.Keyword,
} as const;

const symbolKinds = {
  section: SymbolKind.Module,
  requirement: SymbolKind.Class,
  criterion: SymbolKind.Method,
  property: SymbolKind.Property,
  task: SymbolKind.Event,
} as const;

/** Ids, terms and the beginnings of sentences, while typing and when asked for. */
export const completion: monaco.languages.CompletionItemProvider = {
  triggerCharacters: [' ', ',', '.', '_', '*'],
  provideCompletionItems(model, position, { triggerKind }) {
    const shown = shownIn(model);
    if (!shown) return null;
    const { span, items, isCutOff } = completionsAt(shown.analysis, {
      document: shown.kind,
      head: model.getLineContent(position.lineNumber).slice(0, position.column - 1),
      offset: shown.moved.toBefore(model.getOffsetAt(position)),
      isAsked: triggerKind !== CompletionTriggerKind.TriggerCharacter,
    });
    const range = new monaco.Range(position.lineNumber, span.start + 1, position.lineNumber, position.column);
    return {
      incomplete: isCutOff,
      suggestions: items.map(({ kind, label, detail, insert }, at) => ({
        label: { label, detail: `  ${detail}` },
        kind: completionKinds[kind],
        insertText: insert,
        insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
        filterText: label,
        sortText: String(at).padStart(6, '0'),
        range,
      })),
    };
  },
};

export const hover: monaco.languages.HoverProvider = {
  provideHover(model, position) {
    const shown = shownIn(model);
    const found = shown && subjectIn(shown, position);
    if (!found) return null;
    const contents = hoverOf(shown.analysis, found.subject, shown.verdictOf, shown.readingOf).map((value) => ({ value }));
    return contents.length > 0 ? { contents, range: found.range } : null;
  },
};

export const definition: monaco.languages.DefinitionProvider = {
  provideDefinition(model, position) {
    const shown = shownIn(model);
    const found = shown && subjectIn(shown, position);
    const place = found && definitionOf(shown.analysis, found.subject);
    return shown && place ? locationOf(shown, place) : null;
  },
};

export const references: monaco.languages.ReferenceProvider = {
  provideReferences(model, position, { includeDeclaration }) {
    const shown = shownIn(model);
    const found = shown && subjectIn(shown, position);
    if (!found) return null;
    const own = includeDeclaration ? definitionOf(shown.analysis, found.subject) : null;
    return [...(own ? [own] : []), ...referencesTo(shown.analysis, found.subject)].flatMap((place) => locationOf(shown, place) ?? []);
  },
};

export const outline: monaco.languages.DocumentSymbolProvider = {
  displayName: 'Plumbline',
  async provideDocumentSymbols(model, token) {
    const language = languageOf(model);
    const shape = await language?.shapes?.outline(language.kind);
    if (!shape || token.isCancellationRequested) return null;
    const lineNow = moveLines(shape.text, model.getValue());
    const rangeOf = (start: number, end: number) => model.validateRange(new monaco.Range(lineNow(start), 1, lineNow(end) + 1, 0));
    const symbolOf = ({ name, kind, start, nameEnd, end, children }: ShapeEntry): monaco.languages.DocumentSymbol => {
      const selectionRange = rangeOf(start, nameEnd);
      const range = rangeOf(start, end).plusRange(selectionRange);
      return { name, detail: '', kind: symbolKinds[kind], tags: [], range, selectionRange, children: children.map(symbolOf) };
    };
    return shape.found.map(symbolOf);
  },
};

export const folding: monaco.languages.FoldingRangeProvider = {
  async provideFoldingRanges(model, _context, token) {
    const language = languageOf(model);
    const shape = await language?.shapes?.folds(language.kind);
    if (!shape || token.isCancellationRequested) return null;
    const lineNow = moveLines(shape.text, model.getValue());
    const { found } = shape;
    return Array.from({ length: found.length >> 1 }, (_, at) => ({
      start: lineNow(found[at * 2] ?? 1),
      end: lineNow(found[at * 2 + 1] ?? 1),
    }));
  },
};

/** What stands at a position of the text that is shown; null in what nobody has read yet. */
export function subjectIn(shown: Shown, position: monaco.IPosition): { subject: Subject; range: monaco.Range } | null {
  const offset = shown.moved.toBefore(shown.model.getOffsetAt(position));
  const found = offset === null ? null : subjectAt(shown.analysis, shown.kind, offset);
  const now = found && shown.moved.toNow(found.span);
  return found && now ? { subject: found.subject, range: rangeIn(shown.model, now) } : null;
}
