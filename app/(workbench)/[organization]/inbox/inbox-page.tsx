'use client';

import { Inbox } from '#components/inbox/inbox.tsx';
import { AnswerHere } from '#components/questions/answer-here.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';

export function InboxPage({ state }: PageState) {
  return (
    <WithAnswers state={state}>
      <Inbox answerOf={answerOf} />
    </WithAnswers>
  );
}

type Answerable = { kind: string; cause: string | null };

/** A question of the analysis is answered in the inbox itself; its cause names the spec and the finding. */
function answerOf({ kind, cause }: Answerable) {
  const [, specId, findingId] = kind === 'finding' ? (/^finding:([0-9a-f-]{36}):(.+)$/.exec(cause ?? '') ?? []) : [];
  if (specId === undefined || findingId === undefined) return null;
  return (onAnswered: () => void) => <AnswerHere key={findingId} specId={specId} findingId={findingId} onAnswered={onAnswered} />;
}
