import { imageTypes, maxImageBytes } from '#core/formats/spec-image.ts';
import { monaco } from './monaco.ts';

/** Keeps a picture with the spec and gives its path for the text; null where that was refused, and said. */
export type KeepImage = (picture: File) => Promise<string | null>;

const types: ReadonlySet<string> = new Set(Object.values(imageTypes));

/** Pictures among what was pasted or dropped, that a spec can hold. */
function picturesIn(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter(({ type, size }) => types.has(type) && size <= maxImageBytes);
}

/** What stands for a picture that has no words of its own. */
function wordsFor({ name }: File): string {
  const words = name.replace(/\.\w+$/, '').replace(/[[\]\\]/g, '');
  return words === '' || words === 'image' ? 'Picture' : words;
}

/** Takes pictures that are pasted or dropped into the text: each is kept, and named where the caret is or where it was dropped. Gives the way to end it. */
export function takeImages(editor: monaco.editor.IStandaloneCodeEditor, keep: KeepImage): () => void {
  const place = editor.getContainerDomNode();

  const insert = async (pictures: File[], at: monaco.IRange) => {
    const texts: string[] = [];
    for (const picture of pictures) {
      const path = await keep(picture);
      if (path) texts.push(`![${wordsFor(picture)}](${path})`);
    }
    if (texts.length > 0) editor.executeEdits('picture', [{ range: at, text: texts.join('\n'), forceMoveMarkers: true }]);
  };
  const take = (event: Event, pictures: File[], at: monaco.IRange | null) => {
    if (pictures.length === 0 || !at || editor.getOption(monaco.editor.EditorOption.readOnly)) return;
    // Before Monaco, which would put in the file's name.
    event.preventDefault();
    event.stopPropagation();
    void insert(pictures, at);
  };
  const onPaste = (event: ClipboardEvent) => {
    // Words from a word processor or a table come with a picture of themselves.
    if (!event.clipboardData?.types.includes('text/plain')) take(event, picturesIn(event.clipboardData), editor.getSelection());
  };
  const onDrop = (event: DragEvent) => {
    const target = editor.getTargetAtClientPoint(event.clientX, event.clientY)?.position;
    take(event, picturesIn(event.dataTransfer), target ? monaco.Range.fromPositions(target) : editor.getSelection());
  };
  // Without it a browser opens the picture in the place of the page.
  const onOver = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  place.addEventListener('paste', onPaste, true);
  place.addEventListener('drop', onDrop, true);
  place.addEventListener('dragover', onOver, true);
  return () => {
    place.removeEventListener('paste', onPaste, true);
    place.removeEventListener('drop', onDrop, true);
    place.removeEventListener('dragover', onOver, true);
  };
}
