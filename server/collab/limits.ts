/** What one peer may ask of the process. Honest editors stay far below; the README says why each is what it is. */
export const limits = {
  /** Bytes of one websocket message. A larger one closes the socket (1009). */
  messageBytes: 4 * 1024 * 1024,
  /** UTF-16 units of a document's text. */
  textLength: 8 * 1024 * 1024,
  /** Bytes of updates kept aside per connection until what they build on arrives. */
  waitingBytes: 64 * 1024,
  /** Milliseconds that they may wait. */
  waitingMs: 5_000,
  /** Bytes of one presence message, and of one person's presence in it. */
  awarenessBytes: 16 * 1024,
  awarenessStateBytes: 4 * 1024,
  /** Presences that one connection may show: its own, and a few that a changed client id left behind. */
  awarenessClients: 4,
  /** Structs and ranges of deletions in one update, beside as many as the document has. A day's offline writing has hundreds. */
  piecesPerUpdate: 20_000,
  /** Pieces that Yjs may have to look at to place an update (some microsecond each, in every browser too), and to place one key. */
  stepsPerUpdate: 40_000,
  stepsPerKey: 32,
  /** Such steps of all of a connection's updates that need more than a key may: after a burst, a second. A small update is charged tenfold. */
  stepsBurst: 40_000,
  stepsPerSecond: 4_000,
  /** Documents open on one socket. */
  documentsPerSocket: 8,
  /** Bytes and messages that may wait while a document opens. */
  openingBytes: 1024 * 1024,
  openingMessages: 200,
  /** Milliseconds from connecting to the first opened document. */
  openingMs: 10_000,
  /** Messages a second, after a burst. */
  messagesPerSecond: 120,
  messagesBurst: 1_200,
  /** Bytes a second, after a burst. A request for the whole text costs its length. */
  bytesPerSecond: 1024 * 1024,
  bytesBurst: 12 * 1024 * 1024,
  /** Bytes of updates a second, after a burst: a message of the greatest size, and a little. */
  writtenBurst: 5 * 1024 * 1024,
  /** What is written faster than this, after a little, is read more slowly: each piece of it is a pause for others. */
  readBytesPerSecond: 3 * 1024 * 1024,
  readBurst: 384 * 1024,
  /** Milliseconds that placing a connection's changes may take in a second, after a burst. */
  placingMsPerSecond: 50,
  placingMsBurst: 500,
  /** Bytes that a slow reader may leave unread before the socket is dropped; it catches up when it comes back. */
  unreadBytes: 32 * 1024 * 1024,
} as const;

/** How often roles are looked up again while documents are open. */
export const accessCheckMs = 5_000;
/** How often the session behind a cookie, or the key that a program gave, is looked up again. */
export const credentialCheckMs = 15_000;
/** Updates of this long are gathered into one commit. */
export const groupMs = 30;
/** A log of this many updates is folded while the document is open. */
export const foldAfterUpdates = 1_000;
/**
 * Least milliseconds between two broadcasts of a document with so many connections. A write to a socket costs a system call, whatever it
 * holds: in a crowd, what comes within a few milliseconds goes in one. Among a hundred people that is one frame of a screen, and a third of the calls.
 */
export const broadcastMs = (connections: number): number => Math.min(16, connections / 4, 1 + connections / 5);
/** More deleted with one key is no typing; more than that and half of the text, and the text before it is kept as a revision. */
export const removedAtOnce = 500;
/** Notices of changed rights within so many ms are one look at them. */
export const gatherMs = 50;
