'use client';

import { Inbox } from '#components/inbox/inbox.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';

export function InboxPage({ state }: PageState) {
  return (
    <WithAnswers state={state}>
      <Inbox />
    </WithAnswers>
  );
}
