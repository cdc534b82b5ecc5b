'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC, useTRPCClient } from '#components/shell/trpc-provider.tsx';
import { newId } from './new-id.ts';
import type { NewPlace } from './new-place.ts';
import type { Comment, Thread } from './threads.ts';

export type Threads = ReturnType<typeof useThreads>;

type Start = { threadId: string; commentId: string; body: string; shown: NewPlace };
type Author = { id: string; name: string };

const none: Thread[] = [];

/**
 * The threads of a spec and what one does with them. Each act shows at once, and is taken back with the server's sentence where it was
 * refused; what others do arrives by the stream of changes.
 */
export function useThreads(specId: string) {
  const { slug: organization, user, can } = useOrganization();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { queryKey, ...query } = trpc.comments.list.queryOptions({ organization, specId }, { staleTime: 60_000 });
  const { data: threads = none, isPending, error, refetch } = useQuery({ queryKey, ...query });

  /** Shows `change` until the server has answered. */
  const acting = <Input>(change: (threads: Thread[], input: Input) => Thread[]) => ({
    onMutate: async (input: Input) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData(queryKey);
      queryClient.setQueryData(queryKey, (known) => change(known ?? none, input));
      return { before };
    },
    onError: ({ message }: { message: string }, _input: Input, context: { before: Thread[] | undefined } | undefined) => {
      queryClient.setQueryData(queryKey, context?.before);
      say(message, 'danger');
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const start = useMutation({
    mutationFn: ({ shown, ...rest }: Start) => {
      const place =
        shown.kind === 'anchor' ? { kind: shown.kind, anchor: shown.anchor, quote: shown.quote } : { kind: shown.kind, item: shown.item };
      return client.comments.start.mutate({ organization, documentId: shown.documentId, place, ...rest });
    },
    ...acting((known, { threadId, commentId, body, shown }: Start) => [...known, startedBy(user, { threadId, commentId, body, shown })]),
  });
  const inThread = (known: Thread[], threadId: string, change: (thread: Thread) => Thread) =>
    known.map((thread) => (thread.id === threadId ? change(thread) : thread));
  const inComment = (known: Thread[], commentId: string, change: (comment: Comment) => Comment) =>
    known.map((thread) => ({
      ...thread,
      comments: thread.comments.map((comment) => (comment.id === commentId ? change(comment) : comment)),
    }));
  const reply = useMutation(
    trpc.comments.reply.mutationOptions(
      acting((known, { threadId, commentId, body }) =>
        inThread(known, threadId, (thread) => ({
          ...thread,
          resolved: null,
          comments: [...thread.comments, writtenBy(user, commentId, body)],
        })),
      ),
    ),
  );
  const edit = useMutation(
    trpc.comments.edit.mutationOptions(
      acting((known, { commentId, body }) => inComment(known, commentId, (comment) => ({ ...comment, body, editedAt: new Date() }))),
    ),
  );
  const remove = useMutation(
    trpc.comments.delete.mutationOptions(
      acting((known, { commentId }) =>
        inComment(known, commentId, (comment) => ({ ...comment, body: '', isDeleted: true })).filter(({ comments }) =>
          comments.some(({ isDeleted }) => !isDeleted),
        ),
      ),
    ),
  );
  const setResolved = useMutation(
    trpc.comments.setResolved.mutationOptions(
      acting((known, { threadId, isResolved }) =>
        inThread(known, threadId, (thread) => ({ ...thread, resolved: isResolved ? { at: new Date(), by: user.name } : null })),
      ),
    ),
  );
  return {
    threads,
    isPending,
    error,
    refetch,
    mayWrite: can('comment.write'),
    /** Starts a thread under `threadId`. These three say whether the words were taken. */
    start: (threadId: string, shown: NewPlace, body: string) => isTaken(start.mutateAsync({ threadId, commentId: newId(), body, shown })),
    reply: (threadId: string, body: string) => isTaken(reply.mutateAsync({ organization, threadId, commentId: newId(), body })),
    edit: (commentId: string, body: string) => isTaken(edit.mutateAsync({ organization, commentId, body })),
    remove: (commentId: string) => remove.mutate({ organization, commentId }),
    setResolved: (threadId: string, isResolved: boolean) => setResolved.mutate({ organization, threadId, isResolved }),
  };
}

function writtenBy({ id: authorId, name }: Author, id: string, body: string): Comment {
  return { id, author: { id: authorId, name }, runId: null, body, mentions: [], createdAt: new Date(), editedAt: null, isDeleted: false };
}

function startedBy(author: Author, { threadId, commentId, body, shown }: Start): Thread {
  return {
    id: threadId,
    documentId: shown.documentId,
    stage: shown.stage,
    item: shown.kind === 'item' ? shown.item : null,
    anchor: shown.kind === 'anchor' ? shown.anchor : { spans: [] },
    quote: shown.quote,
    place: { state: 'there', span: shown.span },
    createdAt: new Date(),
    resolved: null,
    comments: [writtenBy(author, commentId, body)],
  };
}

/** A refusal has been told already; what is left is to keep the words. */
function isTaken(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => true,
    () => false,
  );
}
