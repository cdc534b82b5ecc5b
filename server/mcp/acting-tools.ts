import { z } from 'zod';
import { itemKinds } from '#core/comments/item.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import { Failure } from '#server/errors.ts';
import { commentBody } from '#server/services/comments/thread-input.ts';
import { reply, startThread } from '#server/services/comments/write-comment.ts';
import { getDocumentText } from '#server/services/documents/get-document.ts';
import { cancelRun, cancelRunInput } from '#server/services/runs/cancel-run.ts';
import { startRun, startRunInput } from '#server/services/runs/start-run.ts';
import { proposeSuggestion } from '#server/services/suggestions/propose-suggestion.ts';
import { type McpTool, tool } from './tool.ts';

const place = z.object({
  documentId: z.uuid(),
  /** Words of the document, letter by letter. */
  quote: z.string().min(1).max(5_000),
});

/**
 * What a program may do. Nothing here decides: no approval, no answer for people, no accepted suggestion, no evidence, and no change of a
 * text but a proposed one. A test holds the list to that.
 */
export const actingTools: readonly McpTool[] = [
  tool({
    name: 'comment',
    title: 'Comment or ask',
    description:
      'Starts a thread on words of a document, or on a criterion, requirement, property or task by its id. Name people as @name to ask them.',
    action: 'comment.write',
    input: z.object({
      documentId: z.uuid(),
      quote: z.string().min(1).max(5_000).optional().describe('Words of the document, letter by letter.'),
      item: z.object({ kind: z.enum(itemKinds), id: z.string().min(1).max(100) }).optional(),
      body: commentBody,
    }),
    isReading: false,
    run: async (ctx, { documentId, quote, item, body }) => {
      if ((quote === undefined) === (item === undefined)) throw new Failure('invalid', 'Name either words of the document or one item.');
      const on = item ? { kind: 'item' as const, item } : { kind: 'quote' as const, quote: quote ?? '' };
      const [threadId, commentId] = [uuidv7(), uuidv7()];
      await startThread(ctx, { documentId, place: on, body, threadId, commentId });
      return { threadId, commentId };
    },
  }),
  tool({
    name: 'reply',
    title: 'Reply in a thread',
    description: 'Adds to a thread; a resolved one is open again then.',
    action: 'comment.write',
    input: z.object({ threadId: z.uuid(), body: commentBody }),
    isReading: false,
    run: async (ctx, { threadId, body }) => {
      const commentId = uuidv7();
      await reply(ctx, { threadId, commentId, body });
      return { commentId };
    },
  }),
  tool({
    name: 'propose_suggestion',
    title: 'Propose a suggestion',
    description:
      'Proposes other words for a stretch of a document that occurs once in it. People accept or reject it; the text stays as it is until then.',
    action: 'suggestion.write',
    input: place.extend({ replacement: z.string().max(100_000), reason: z.string().trim().min(1).max(2_000) }),
    isReading: false,
    run: async (ctx, { documentId, quote, replacement, reason }) => {
      const { text } = await getDocumentText(ctx, { documentId });
      const start = text.indexOf(quote);
      if (start === -1) throw new Failure('invalid', 'The document does not have these words.');
      if (text.includes(quote, start + 1)) throw new Failure('invalid', 'These words stand there more than once. Quote more of the text.');
      const edits = [{ start, removed: quote.length, inserted: replacement }];
      const source = { kind: 'agent' as const, name: 'MCP client' };
      return proposeSuggestion(ctx, { documentId, authorId: ctx.actor.userId, base: text, edits, reason, source });
    },
  }),
  tool({
    name: 'start_run',
    title: 'Start a run',
    description: 'Starts an agent on one task. Refused while a gate is closed or a budget does not allow it, with the reason.',
    action: 'run.start',
    input: startRunInput,
    isReading: false,
    run: (ctx, input) => startRun(ctx, input),
  }),
  tool({
    name: 'cancel_run',
    title: 'Cancel a run',
    description: 'Asks a run to stop; what it did stays on its branch.',
    action: 'run.cancel',
    input: cancelRunInput,
    isReading: false,
    run: (ctx, input) => cancelRun(ctx, input),
  }),
];
