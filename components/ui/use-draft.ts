'use client';

import { useSyncExternalStore } from 'react';

const prefix = 'plumbline:draft:';
/** What a browser that keeps nothing for us is told: such drafts live as long as the page. */
const unkept = new Map<string, string>();
const listeners = new Set<() => void>();

function read(key: string): string | null {
  const inPage = unkept.get(key);
  if (inPage !== undefined) return inPage;
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, text);
    unkept.delete(key);
  } catch {
    if (text === null) unkept.delete(key);
    else unkept.set(key, text);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const noDraft = () => null;

/** A text that survives a reload of the page, kept in this browser under `key`. It begins as `first`, and is that again after `forget`. */
export function useDraft(key: string, first = ''): { text: string; write: (text: string) => void; forget: () => void } {
  const kept = useSyncExternalStore(subscribe, () => read(key), noDraft);
  return { text: kept ?? first, write: (text) => write(key, text === first ? null : text), forget: () => write(key, null) };
}
