import { type RenameSubject, renameAcross } from '#core/edits/rename-across.ts';
import type { SpecDocument } from '#core/edits/spec-documents.ts';

type Wish = { documents: SpecDocument[]; subject: RenameSubject; newName: string };

// A rename reads every document in full, which takes longer than a frame.
self.onmessage = ({ data: { documents, subject, newName } }: MessageEvent<Wish>) =>
  self.postMessage(renameAcross(documents, subject, newName));
