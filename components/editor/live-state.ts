/** How what is typed stands: committed, on its way, typed without a connection, or refused by the server. */
export type SaveState = 'saved' | 'saving' | 'offline' | 'refused';

/** Somebody who has the document open. */
export type Person = { id: string; name: string; color: string; isMe: boolean };

/** What a page shows about an open document. A new object with each change. */
export type LiveState = {
  /** The text is the server's, or the one that this browser kept while offline. */
  isReady: boolean;
  isReadOnly: boolean;
  saveState: SaveState;
  /** The server's sentence when it refused. */
  refusal: string | null;
  people: Person[];
};

export const beforeOpening: LiveState = { isReady: false, isReadOnly: true, saveState: 'saved', refusal: null, people: [] };
