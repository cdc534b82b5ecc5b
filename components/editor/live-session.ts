import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { IndexeddbPersistence } from 'y-indexeddb';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Difference } from '#core/edits/difference.ts';
import { isUser, type SessionUser } from './live-person.ts';
import { type LivePlaces, livePlaces } from './live-places.ts';
import { beforeOpening, type LiveState, type Person } from './live-state.ts';
import { personColor } from './person-color.ts';
import { createSaveMeter } from './save-meter.ts';
import { differencesOf } from './text-edits.ts';

/** One document open in this tab, shared by everything on the page that shows it. */
export type LiveSession = {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly awareness: Awareness;
  /** Undo and redo of what was typed in this tab, whichever view it was typed in. */
  readonly undo: Y.UndoManager;
  /** Stretches that stay where they are, and where the others are. */
  readonly places: LivePlaces;
  getState(): LiveState;
  getText(): string;
  subscribe(listener: () => void): () => void;
  /** Tells of each change of the text as it happens, as differences to be carried out one after the other, and whether it was made in this tab. */
  onEdits(listener: EditListener): () => void;
  /** Calls back once, when this session is over and the document has to be acquired afresh: its history was folded away. */
  onReplaced(listener: () => void): () => void;
  /** Replaces a stretch of the text as this person. Nothing happens without the right to edit. */
  edit(change: (text: string) => Difference | null): void;
};

export type EditListener = (changes: readonly Difference[], isOwn: boolean) => void;

/** Close codes after which asking again gives the same answer. */
const finalCodes = new Set([4400, 4401, 4403, 4404, 4414, 4422]);
/** The copy kept here is of an epoch that is over: the server has taken what was typed on it, and gives the document without its history. */
const epochEnded = 4206;
/** Yjs clients below write the texts with which documents begin. */
const reservedClients = 1_024;
/** A page that shows the document again within this time goes on with the same session. */
const keptOpenMs = 1_000;
/** A connection that takes longer than this to open is shown as missing. */
const patienceMs = 3_000;

const sessions = new Map<
  string,
  { session: LiveSession; users: number; close(): void; closing?: ReturnType<typeof setTimeout> | undefined }
>();

/** Opens a document, or joins whoever has it open in this tab. The returned function lets go of it. */
export function acquireLiveSession(documentId: string, user: SessionUser): { session: LiveSession; release(): void } {
  const key = `${documentId} ${user.id}`;
  let entry = sessions.get(key);
  if (!entry) {
    const opened = { ...openSession(documentId, user), users: 0 };
    opened.session.onReplaced(() => {
      if (sessions.get(key) === opened) sessions.delete(key);
    });
    entry = opened;
    sessions.set(key, entry);
  }
  const mine = entry;
  clearTimeout(mine.closing);
  mine.users += 1;
  const release = () => {
    mine.users -= 1;
    if (mine.users > 0) return;
    mine.closing = setTimeout(() => {
      if (sessions.get(key) === mine) sessions.delete(key);
      mine.close();
    }, keptOpenMs);
  };
  return { session: mine.session, release };
}

function openSession(documentId: string, user: SessionUser): { session: LiveSession; close(): void } {
  const doc = new Y.Doc();
  if (doc.clientID < reservedClients) doc.clientID += reservedClients;
  const text = doc.getText('text');
  const replacedListeners = new Set<() => void>();
  let isEnding = false;
  const meter = createSaveMeter();
  const listeners = new Set<() => void>();
  const pageOrigin = {};
  let state = beforeOpening;
  let isOnline = false;
  let isLate = false;
  let refusal: string | null = null;
  let currentText: string | undefined;
  let notice: number | undefined;

  /** Tells listeners once a frame: a paste of a colleague is many updates. */
  const tell = () => {
    notice ??= requestAnimationFrame(() => {
      notice = undefined;
      for (const listener of listeners) listener();
    });
  };

  class MeteredSocket extends WebSocket {
    override send(data: Parameters<WebSocket['send']>[0]) {
      if (data instanceof Uint8Array) meter.noteSent(data);
      super.send(data);
      update();
    }
  }
  const socket = new HocuspocusProviderWebsocket({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/collab`,
    WebSocketPolyfill: MeteredSocket,
    delay: 500,
    minDelay: 300,
    maxDelay: 5_000,
  });
  const provider = new HocuspocusProvider({ websocketProvider: socket, name: `document:${documentId}`, document: doc, token: null });
  const { awareness } = provider;
  if (!awareness) throw new Error('The provider was made without awareness.');
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set([pageOrigin]), captureTimeout: 500 });
  // Typing without a connection survives a reload. Kept per person: what one typed must not be sent under another's name.
  const kept = new IndexeddbPersistence(`plumbline:${user.id}:${documentId}`, doc);

  const saveState = () => {
    if (refusal !== null) return 'refused';
    if (!isOnline) return isLate ? 'offline' : 'saved';
    return meter.isSaved() || !state.isReady ? 'saved' : 'saving';
  };
  const update = (isReady = state.isReady) => {
    const isReadOnly = provider.authorizedScope !== 'read-write' || refusal !== null || isEnding;
    const next: LiveState = { isReady, isReadOnly, saveState: saveState(), refusal, people: state.people };
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    tell();
  };

  socket.on('open', () => {
    meter.reset();
    isOnline = true;
    update();
  });
  socket.on('close', ({ event }: { event: { code: number; reason: string } }) => {
    isOnline = false;
    isLate = true;
    if (event.code === epochEnded) {
      // Nothing more is typed on it. What the server has not acknowledged is brought once more; then the copy can go.
      isEnding = true;
      if (meter.isSaved()) {
        socket.disconnect();
        void kept.clearData().then(() => {
          for (const listener of replacedListeners) listener();
        });
      }
    }
    if (finalCodes.has(event.code)) {
      refusal = event.reason;
      socket.disconnect();
    }
    update();
  });
  provider.on('message', ({ event }: { event: { data: ArrayBuffer } }) => {
    meter.noteReceived(new Uint8Array(event.data));
    update();
  });
  provider.on('authenticated', () => update());
  provider.on('synced', () => update(true));
  kept.on('synced', () => update(state.isReady || text.length > 0));
  text.observe(() => {
    currentText = undefined;
    tell();
  });
  awareness.on('change', () => {
    const people = peopleOf(awareness, user);
    // A caret that moves changes nothing about who is here.
    if (JSON.stringify(people) === JSON.stringify(state.people)) return;
    state = { ...state, people };
    tell();
  });
  awareness.setLocalStateField('user', user);
  const patience = setTimeout(() => {
    isLate = true;
    update();
  }, patienceMs);
  provider.attach();

  const session: LiveSession = {
    doc,
    text,
    awareness,
    undo,
    places: livePlaces({ doc, text, awareness, origin: pageOrigin, mayEdit: () => state.isReady && !state.isReadOnly }),
    getState: () => state,
    getText: () => {
      currentText ??= text.toString();
      return currentText;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEdits: (listener) => followText(text, listener),
    onReplaced: (listener) => {
      replacedListeners.add(listener);
      return () => replacedListeners.delete(listener);
    },
    edit: (change) => {
      if (state.isReadOnly || !state.isReady) return;
      const difference = change(text.toString());
      if (!difference) return;
      doc.transact(() => {
        text.delete(difference.start, difference.removed);
        text.insert(difference.start, difference.inserted);
      }, pageOrigin);
    },
  };
  const close = () => {
    clearTimeout(patience);
    if (notice !== undefined) cancelAnimationFrame(notice);
    provider.destroy();
    socket.destroy();
    undo.destroy();
    // Destroys what this browser keeps it in, too: the connection, not the content.
    doc.destroy();
  };
  return { session, close };
}

/** Tells of each change of a text as it happens. */
export function followText(text: Y.Text, listener: EditListener): () => void {
  const onText = (event: Y.YTextEvent, { local }: Y.Transaction) => listener(differencesOf(event), local);
  text.observe(onText);
  return () => text.unobserve(onText);
}

/** Everybody present, once each however many tabs they have, oneself first. */
function peopleOf(awareness: Awareness, me: SessionUser): Person[] {
  const people = new Map<string, Person>();
  for (const { user } of awareness.getStates().values()) {
    if (!isUser(user)) continue;
    people.set(user.id, { id: user.id, name: user.name, color: personColor(user.id), isMe: user.id === me.id });
  }
  return [...people.values()].sort((a, b) => Number(b.isMe) - Number(a.isMe) || a.name.localeCompare(b.name));
}
