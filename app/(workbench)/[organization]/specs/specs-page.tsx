'use client';

import { Board } from '#components/pipeline/board.tsx';
import type { BoardAddress } from '#components/pipeline/board-address.ts';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';

/** The specs of all projects of the organization. */
export function SpecsPage({ state, address }: PageState & { address: BoardAddress }) {
  return (
    <WithAnswers state={state}>
      <Board title="Specs" crumbs={[]} address={address} />
    </WithAnswers>
  );
}
