'use client';

import { type ReactNode, useMemo, useState } from 'react';
import type { SessionUser } from '#components/editor/live-person.ts';
import { say } from '#components/shell/toaster.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';
import type { RenameSubject } from '#core/edits/rename-across.ts';
import type { SpecDocument } from '#core/edits/spec-documents.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';

const RenameDialog = onDemand(() => import('#components/specs/rename-dialog.tsx').then((module) => module.RenameDialog));

type Wish = { subject: RenameSubject; newName?: string | undefined };
type Texts = Partial<Record<DocumentStage, string>>;
type Document = { id: string; stage: DocumentStage };

/** Renames over all documents of a spec: asked for in the source or on the page, looked at in a dialog, written to the live texts. */
export function useRename(
  documents: readonly Document[],
  texts: Texts,
  analysis: SpecAnalysis,
  user: SessionUser,
): {
  onRename: (subject: RenameSubject, newName?: string) => void;
  dialog: ReactNode;
} {
  const [wish, setWish] = useState<Wish | null>(null);
  const { format } = analysis.texts;
  const isBugfix = analysis.requirements?.tree.kind === 'bugfix';
  const targets = useMemo<readonly (SpecDocument & { documentId: string })[]>(
    () =>
      wish === null
        ? []
        : documents.flatMap(({ id, stage }) => {
            const text = texts[stage];
            const kind = stage === 'requirements' && isBugfix ? 'bugfix' : stage;
            return text === undefined ? [] : [{ documentId: id, text, kind, format }];
          }),
    [wish, documents, texts, format, isBugfix],
  );
  const dialog = wish && (
    <RenameDialog
      subject={wish.subject}
      newName={wish.newName}
      documents={targets}
      onApply={async (edits) => {
        // Browser only, as everything that opens a live text.
        const { editDocuments } = await import('#components/editor/edit-documents.ts');
        const reason = await editDocuments(targets, edits, user);
        if (reason === null)
          say(`${wish.subject.id} has its new name in ${edits.length === 1 ? 'one document' : `${edits.length} documents`}.`);
        return reason;
      }}
      onClose={() => setWish(null)}
    />
  );
  return { onRename: (subject, newName) => setWish({ subject, newName }), dialog };
}
