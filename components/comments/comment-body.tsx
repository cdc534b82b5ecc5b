import { Fragment } from 'react';
import { mentionsIn } from '#core/comments/mentions.ts';
import type { Comment } from './threads.ts';

/** The words of a comment as they were typed, the people in them set off. */
export function CommentBody({ body, mentions }: Pick<Comment, 'body' | 'mentions'>) {
  const found = mentionsIn(body, mentions);
  // A name that two people share is one place.
  const places = found.filter(({ start }, i) => found.findIndex((mention) => mention.start === start) === i);
  const pieces = places.map(({ start, end }, i) => (
    <Fragment key={start}>
      {body.slice(places[i - 1]?.end ?? 0, start)}
      <span className="rounded-sm bg-accent-soft px-0.5 font-medium text-accent">{body.slice(start, end)}</span>
    </Fragment>
  ));
  return (
    <p className="leading-5 break-words whitespace-pre-wrap">
      {pieces}
      {body.slice(places.at(-1)?.end ?? 0)}
    </p>
  );
}
