/** Tells whether everything typed so far is committed on the server. */
export type SaveMeter = {
  /** A new socket is open: nothing that was sent on an old one counts any more. */
  reset(): void;
  /** The client sends a frame. */
  noteSent(frame: Uint8Array): void;
  /** The server sends a frame. */
  noteReceived(frame: Uint8Array): void;
  /** True from the moment at which the client's own state, and every change after it, is acknowledged on this socket. */
  isSaved(): boolean;
};

const sync = 0;
const syncReply = 4;
const syncStatus = 8;
const step2 = 1;
const update = 2;

/**
 * Counts changes and their acknowledgements on the wire. The provider's own count starts again with each connection while changes typed
 * offline are still in its queue, so it says "saved" after the first of them.
 */
export function createSaveMeter(): SaveMeter {
  let hasSentState = false;
  let open = 0;
  return {
    reset: () => {
      hasSentState = false;
      open = 0;
    },
    noteSent: (frame) => {
      const [type, kind] = kindOf(frame);
      if ((type !== sync && type !== syncReply) || (kind !== step2 && kind !== update)) return;
      open += 1;
      if (kind === step2) hasSentState = true;
    },
    noteReceived: (frame) => {
      const [type, kind] = kindOf(frame);
      if (type === syncStatus && kind === 1) open -= 1;
    },
    isSaved: () => hasSentState && open === 0,
  };
}

/** The kind of message and what follows it, behind the address and its length. */
function kindOf(frame: Uint8Array): [number | undefined, number | undefined] {
  let at = 0;
  let length = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = frame[at] ?? 0;
    at += 1;
    length += (byte & 127) * factor;
    if (byte < 128) break;
  }
  return [frame[at + length], frame[at + length + 1]];
}
