'use client';

import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from '#components/ui/avatar.tsx';
import { IconButton } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Age } from '#components/ui/time.tsx';
import { CommentBody } from './comment-body.tsx';
import { CommentForm } from './comment-form.tsx';
import type { Comment } from './threads.ts';

type CommentItemProps = {
  comment: Comment;
  isMine: boolean;
  runsHref: string;
  onEdit: (commentId: string, body: string) => Promise<boolean>;
  onRemove: (commentId: string) => void;
};

/** One contribution: who, when, what. Its author may change it and take it away. */
export function CommentItem({ comment, isMine, runsHref, onEdit, onRemove }: CommentItemProps) {
  const { id, author, runId, body, createdAt, editedAt, isDeleted } = comment;
  const [isEditing, setIsEditing] = useState(false);
  if (isDeleted) return <li className="py-1.5 pl-8 text-muted-foreground italic">{author.name} deleted this comment.</li>;
  return (
    <li className="group/comment flex gap-2 py-1.5">
      <Avatar name={author.name} isAgent={runId !== null} />
      <div className="min-w-0 flex-1">
        <div className="flex min-h-6 flex-wrap items-center gap-x-1.5">
          {runId ? (
            <>
              <GoLink href={`${runsHref}/${runId}`} className="relative z-1 font-medium hover:underline">
                Agent
              </GoLink>
              <span className="text-xs text-muted-foreground">for {author.name}</span>
            </>
          ) : (
            <span className="font-medium">{author.name}</span>
          )}
          <span className="text-xs text-muted-foreground">
            <Age at={createdAt} />
            {editedAt && ', edited'}
          </span>
          {isMine && !isEditing && (
            <span className="relative z-1 ml-auto flex items-center gap-0.5 opacity-0 group-focus-within/comment:opacity-100 group-hover/comment:opacity-100 pointer-coarse:opacity-100">
              <IconButton label="Edit this comment" className="size-6!" onClick={() => setIsEditing(true)}>
                <Pencil aria-hidden="true" className="size-3.5" />
              </IconButton>
              <ConfirmButton
                label="Delete"
                name="Delete this comment"
                className="h-6! border-transparent! px-1.5!"
                onConfirm={() => onRemove(id)}
              />
            </span>
          )}
        </div>
        {isEditing ? (
          <div className="relative z-1">
            <CommentForm
              label="Your comment"
              submitLabel="Save"
              draftKey={`edit:${id}`}
              first={body}
              autoFocus
              onSubmit={(text) => {
                setIsEditing(false);
                return onEdit(id, text);
              }}
              onCancel={() => setIsEditing(false)}
            />
          </div>
        ) : (
          <CommentBody {...comment} />
        )}
      </div>
    </li>
  );
}
