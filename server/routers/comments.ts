import { deleteComment, editComment } from '#server/services/comments/change-comment.ts';
import { listComments, listMentionable } from '#server/services/comments/list-comments.ts';
import {
  deleteCommentInput,
  editCommentInput,
  listCommentsInput,
  replyInput,
  setResolvedInput,
  startThreadInput,
} from '#server/services/comments/thread-input.ts';
import { reply, setResolved, startThread } from '#server/services/comments/write-comment.ts';
import { memberProcedure, router } from './trpc.ts';

export const commentsRouter = router({
  list: memberProcedure('document.read')
    .input(listCommentsInput)
    .query(({ ctx, input }) => listComments(ctx.member, input)),
  people: memberProcedure('comment.write', { isAnywhere: true }).query(({ ctx }) => listMentionable(ctx.member)),
  start: memberProcedure('comment.write')
    .input(startThreadInput)
    .mutation(({ ctx, input }) => startThread(ctx.member, input)),
  reply: memberProcedure('comment.write')
    .input(replyInput)
    .mutation(({ ctx, input }) => reply(ctx.member, input)),
  edit: memberProcedure('comment.write')
    .input(editCommentInput)
    .mutation(({ ctx, input }) => editComment(ctx.member, input)),
  delete: memberProcedure('comment.write')
    .input(deleteCommentInput)
    .mutation(({ ctx, input }) => deleteComment(ctx.member, input)),
  setResolved: memberProcedure('comment.write')
    .input(setResolvedInput)
    .mutation(({ ctx, input }) => setResolved(ctx.member, input)),
});
