'use client';

import { RunGroups } from '#components/runs/run-groups.tsx';
import { WavesGoing } from '#components/runs/waves-going.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';

export function RunsPage({ state }: PageState) {
  return (
    <WithAnswers state={state}>
      <PageHead title="Runs" />
      <div className="min-h-0 flex-1 overflow-auto">
        <WavesGoing />
        <RunGroups />
      </div>
    </WithAnswers>
  );
}
