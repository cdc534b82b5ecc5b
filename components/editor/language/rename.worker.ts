import { type RenameWish, renameSubject } from './rename-subject.ts';

// A rename reads every document in full, which takes longer than a frame.
self.onmessage = ({ data }: MessageEvent<RenameWish>) => self.postMessage(renameSubject(data));
