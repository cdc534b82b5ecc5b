import { type ReadingsAbout, type ReadingsCompletion, readingsCompletions, readingsHover } from './language/readings-words.ts';
import { monaco } from './monaco.ts';

type Model = monaco.editor.ITextModel;

/** What Monaco calls the language of `readings.spec`. */
export const readingsLanguage = 'plumbline-readings';

const abouts = new WeakMap<Model, () => ReadingsAbout | null>();
let isRegistered = false;

/** Gives a model of `readings.spec` completion and hover. The returned function takes them away. */
export function attachReadings(model: Model, about: () => ReadingsAbout | null): () => void {
  registerReadings();
  abouts.set(model, about);
  monaco.editor.setModelLanguage(model, readingsLanguage);
  return () => abouts.delete(model);
}

const kinds: Record<ReadingsCompletion['kind'], monaco.languages.CompletionItemKind> = {
  declaration: monaco.languages.CompletionItemKind.Keyword,
  criterion: monaco.languages.CompletionItemKind.Reference,
  name: monaco.languages.CompletionItemKind.Variable,
  keyword: monaco.languages.CompletionItemKind.Keyword,
};

function registerReadings(): void {
  if (isRegistered) return;
  isRegistered = true;
  const { languages } = monaco;
  languages.register({ id: readingsLanguage });
  languages.setLanguageConfiguration(readingsLanguage, {
    comments: { lineComment: '--' },
    brackets: [
      ['(', ')'],
      ['{', '}'],
    ],
    wordPattern: /[\p{L}_][\p{L}\p{N}_]*|[\p{N}][\p{L}\p{N}._#/-]*/u,
  });
  languages.setMonarchTokensProvider(readingsLanguage, {
    tokenizer: {
      root: [
        [/--.*$/, 'comment'],
        [/"[^"\n]*"?/, 'string'],
        [/#[0-9a-f]{8}\b/, 'comment'],
        [/^(?:spec|in|state|out|event|action|feature|opaque|term|assume|exclusive)\b/, 'keyword'],
        [/^[A-Za-z0-9][\w.#-]*(?=[^:\n]*:)/, 'type'],
        [/\b(?:confirmed|proposed)\b/, 'strong'],
        [/\b(?:when|while|if|unless|where|then|always|never|within|for|at|least|until|and|or|not|in|as|of)\b/, 'keyword'],
        [/\d[\d_]*(?:\.\d+)?/, 'number'],
      ],
    },
  });
  languages.registerCompletionItemProvider(readingsLanguage, {
    triggerCharacters: [' ', ':'],
    provideCompletionItems(model, position) {
      const about = abouts.get(model)?.();
      if (!about) return null;
      const head = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
      const begun = /[\p{L}\p{N}_.#-]*$/u.exec(head)?.[0] ?? '';
      const range = new monaco.Range(position.lineNumber, position.column - begun.length, position.lineNumber, position.column);
      return {
        suggestions: readingsCompletions(model.getValue(), head, about).map(({ kind, label, detail, insert }, at) => ({
          label: { label, detail: `  ${detail.slice(0, 100)}` },
          kind: kinds[kind],
          insertText: insert,
          filterText: label,
          sortText: String(at).padStart(6, '0'),
          range,
        })),
      };
    },
  });
  languages.registerHoverProvider(readingsLanguage, {
    provideHover(model, position) {
      const about = abouts.get(model)?.();
      const contents = about ? readingsHover(model.getValue(), model.getOffsetAt(position), about).map((value) => ({ value })) : [];
      return contents.length > 0 ? { contents } : null;
    },
  });
}
