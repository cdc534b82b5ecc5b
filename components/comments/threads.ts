import type { Answers } from '#components/shell/answers.ts';
import type { Place } from '#core/comments/anchor.ts';
import { type DocumentStage, documentStages } from '#core/pipeline/stages.ts';

export type Thread = Answers['comments']['list'][number];
export type Comment = Thread['comments'][number];

export const threadFilters = ['open', 'mine', 'resolved'] as const;
export type ThreadFilter = (typeof threadFilters)[number];

/** A thread with the place where it is in the text as this page shows it. */
export type PlacedThread = Thread & { now: Place };

/** Threads with where they are: as the open document says, or as the server said of the others. */
export function placeThreads(threads: readonly Thread[], live: ReadonlyMap<string, Place>): PlacedThread[] {
  return threads.map((thread) => {
    const now = live.get(thread.id);
    // An open document that does not know the characters has not loaded them yet.
    return { ...thread, now: now && now.state !== 'unknown' ? now : thread.place };
  });
}

/** The threads that a filter shows, in the order of the documents and of their texts; what has lost its place comes last. */
export function showThreads<T extends PlacedThread>(threads: readonly T[], filter: ThreadFilter, me: string): T[] {
  return threads.filter((thread) => isShown(thread, filter, me)).toSorted((a, b) => compare(a, b));
}

function isShown({ resolved, comments }: Thread, filter: ThreadFilter, me: string): boolean {
  if (filter === 'resolved') return resolved !== null;
  if (filter === 'open') return resolved === null;
  return resolved === null && comments.some(({ author, mentions }) => author.id === me || mentions.some(({ userId }) => userId === me));
}

function compare(a: PlacedThread, b: PlacedThread): number {
  return (
    orderOf(a.stage) - orderOf(b.stage) ||
    startOf(a) - startOf(b) ||
    new Date(a.createdAt).getTime() - new Date(b.createdAt).getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}

const orderOf = (stage: DocumentStage) => documentStages.indexOf(stage);
const startOf = ({ now }: PlacedThread) => (now.state === 'unknown' ? Number.MAX_SAFE_INTEGER : now.span.start);
