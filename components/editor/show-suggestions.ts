import type { SuggestionMark } from '#core/edits/suggestion-mark.ts';
import { monaco } from './monaco.ts';

type Editor = monaco.editor.IStandaloneCodeEditor;

/** Longer words are shown cut; the list beside the text has them in full. */
const inlineUnits = 240;
const zoneLines = 12;

/**
 * Shows suggestions in the text: words to go struck through, words to come where they come, several lines of them beneath the line. `onPick`
 * hears which one is clicked on. The returned functions show others and take them away.
 */
export function showSuggestions(editor: Editor, model: monaco.editor.ITextModel, onPick: (id: string) => void) {
  const decorations = editor.createDecorationsCollection();
  let zones: string[] = [];
  let shown: readonly SuggestionMark[] = [];

  const show = (marks: readonly SuggestionMark[], activeId: string | null) => {
    shown = marks;
    decorations.set(marks.map((mark) => decorationOf(model, mark, mark.suggestionId === activeId)));
    editor.changeViewZones((accessor) => {
      for (const zone of zones) accessor.removeZone(zone);
      zones = marks
        .filter(({ kind, words }) => kind === 'added' && words.trimEnd().includes('\n'))
        .map((mark) => {
          const zone = zoneOf(model, mark, mark.suggestionId === activeId);
          editor.applyFontInfo(zone.domNode);
          return accessor.addZone(zone);
        });
    });
  };
  const picking = editor.onMouseDown(({ target }) => {
    if (!target.position) return;
    const at = model.getOffsetAt(target.position);
    const hit = shown.find(({ start, end }) => start <= at && at <= end);
    if (hit) onPick(hit.suggestionId);
  });
  return {
    show,
    hide: () => {
      picking.dispose();
      show([], null);
    },
  };
}

function decorationOf(model: monaco.editor.ITextModel, { kind, start, end, words }: SuggestionMark, isActive: boolean) {
  const range = monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
  const inlineClassName = `suggestion-${kind}${isActive ? ' suggestion-active' : ''}`;
  const stickiness = monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges;
  if (kind === 'removed' || kind === 'typed') return { range, options: { inlineClassName, stickiness } };
  const isAbove = kind === 'added' && words.trimEnd().includes('\n');
  const content = isAbove ? '↓' : inLine(words);
  const injected = { content, inlineClassName, inlineClassNameAffectsLetterSpacing: true };
  return { range, options: { showIfCollapsed: true, stickiness, before: injected } };
}

/** Injected text has one line. */
function inLine(words: string): string {
  const cut = words.length > inlineUnits ? `${words.slice(0, inlineUnits)}…` : words;
  return cut.replace(/\n/g, '⏎');
}

function zoneOf(model: monaco.editor.ITextModel, { start, words }: SuggestionMark, isActive: boolean): monaco.editor.IViewZone {
  const lines = words.replace(/^\n+|\n+$/g, '').split('\n');
  const node = document.createElement('div');
  node.className = `suggestion-zone${isActive ? ' suggestion-active' : ''}`;
  const rest = lines.length - zoneLines;
  node.textContent = [...lines.slice(0, zoneLines), ...(rest > 0 ? [`… ${rest} more lines`] : [])].join('\n');
  return {
    afterLineNumber: model.getPositionAt(start).lineNumber,
    heightInLines: Math.min(lines.length, zoneLines + 1),
    domNode: node,
  };
}
