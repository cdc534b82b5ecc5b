'use client';

import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import type { DocumentEdits } from '#core/edits/document-edits.ts';
import type { RenamedAcross, RenameSubject } from '#core/edits/rename-across.ts';
import type { SpecDocument } from '#core/edits/spec-documents.ts';
import { lineStarts, positionAt } from '#core/language/positions.ts';

type RenameDialogProps = {
  subject: RenameSubject;
  /** What it should be called, where that was said already. */
  newName?: string | undefined;
  documents: readonly SpecDocument[];
  /** Writes to all documents; a sentence when it could not. */
  onApply: (edits: readonly DocumentEdits[]) => Promise<string | null>;
  onClose: () => void;
};

const shownAtMost = 200;

/** Another name for a requirement, criterion, property, task or term, with every place that would change shown first. */
export function RenameDialog({ subject, newName = subject.id, documents, onApply, onClose }: RenameDialogProps) {
  const [name, setName] = useState(newName);
  const [applying, setApplying] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const result = useRename(documents, subject, name);
  const isSame = name.trim() === subject.id;
  const edits = result?.edits ?? [];
  const count = edits.reduce((sum, document) => sum + document.edits.length, 0);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (count === 0 || applying) return;
    setApplying(true);
    const reason = await onApply(edits);
    setApplying(false);
    if (reason === null) onClose();
    else setFailure(reason);
  };
  return (
    <Dialog
      title={`Rename ${subject.kind} ${subject.id}`}
      description="Every place that names it changes with it, in all documents of the spec."
      onClose={onClose}
      className="w-[min(46rem,calc(100vw-2rem))]"
    >
      <form onSubmit={(event) => void submit(event)} className="space-y-3">
        <Field label="New name" error={failure ?? (isSame ? null : (result?.refusal ?? null))}>
          {(described) => (
            <input
              {...described}
              className="control font-mono"
              value={name}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {count > 0 && <Preview documents={documents} edits={edits} />}
        <div className="flex items-center gap-2">
          <Button type="submit" variant="primary" disabled={count === 0 || applying}>
            {applying ? 'Renaming' : count > 0 ? `Rename in ${count} ${count === 1 ? 'place' : 'places'}` : 'Rename'}
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <span role="status" className="text-xs text-muted-foreground">
            {count > 0 && `${edits.length} ${edits.length === 1 ? 'document' : 'documents'}; one undo in each takes it back.`}
          </span>
        </div>
      </form>
    </Dialog>
  );
}

function Preview({ documents, edits }: { documents: readonly SpecDocument[]; edits: readonly DocumentEdits[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll with keys, too
    <section className="max-h-[45dvh] overflow-auto rounded-md border border-border" tabIndex={0} aria-label="What will change">
      {edits.map(({ documentKind, edits: own }) => {
        const text = documents.find(({ kind }) => kind === documentKind)?.text ?? '';
        const starts = lineStarts(text);
        return (
          <section key={documentKind} aria-label={`${documentKind}.md`}>
            <h3 className="sticky top-0 border-b border-border bg-muted px-3 py-1 font-mono text-xs">
              {documentKind}.md <span className="text-muted-foreground">{own.length}</span>
            </h3>
            <ol>
              {changedLines(text, starts, own)
                .slice(0, shownAtMost)
                .map(({ line, before, after }) => (
                  <li key={line} className="grid grid-cols-[3.5rem_1fr] border-b border-border px-3 py-1 text-xs last:border-0">
                    <span className="text-muted-foreground">line {line}</span>
                    <span className="min-w-0 font-mono break-words">
                      <del className="block text-danger no-underline before:content-['−_']">{before}</del>
                      <ins className="block text-success no-underline before:content-['+_']">{after}</ins>
                    </span>
                  </li>
                ))}
              {own.length > shownAtMost && <li className="px-3 py-1 text-xs text-muted-foreground">and {own.length - shownAtMost} more</li>}
            </ol>
          </section>
        );
      })}
    </section>
  );
}

/** Each line that changes, as it is and as it would be. */
function changedLines(text: string, starts: number[], edits: DocumentEdits['edits']) {
  const lines = new Map<number, DocumentEdits['edits']>();
  for (const edit of edits) {
    const { line } = positionAt(starts, edit.start);
    lines.set(line, [...(lines.get(line) ?? []), edit]);
  }
  return [...lines].map(([line, own]) => {
    const from = starts[line - 1] ?? 0;
    const last = own.at(-1)?.end ?? from;
    const lineBreak = text.indexOf('\n', last);
    const to = lineBreak < 0 ? text.length : lineBreak;
    let after = '';
    let at = from;
    for (const edit of own) {
      after += text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return { line, before: text.slice(from, to), after: after + text.slice(at, to) };
  });
}

/** The rename, worked out beside the page's thread, always of the latest name. */
function useRename(documents: readonly SpecDocument[], subject: RenameSubject, name: string): RenamedAcross | null {
  const [result, setResult] = useState<RenamedAcross | null>(null);
  const { kind, id } = subject;
  useEffect(() => {
    const worker = new Worker(new URL('./rename.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<RenamedAcross>) => setResult(data);
    worker.onerror = ({ message }) => setResult({ edits: null, refusal: `The rename could not be worked out: ${message}` });
    worker.postMessage({ documents, subject: { kind, id }, newName: name });
    return () => worker.terminate();
  }, [documents, kind, id, name]);
  return result;
}
