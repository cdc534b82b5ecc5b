'use client';

import { memo } from 'react';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { patternNames } from '#components/vocabulary/ears-pattern.ts';
import { VerdictMark, verdictWords } from '#components/vocabulary/verdict.tsx';
import type { Criterion } from '#core/language/spec-tree.ts';
import type { Verdict } from '#core/verification/evidence.ts';
import { CriterionSentence } from './criterion-sentence.tsx';

type CriterionRowProps = {
  source: string;
  criterion: Criterion;
  verdict: Verdict;
  isAt: boolean;
  onJump: (criterion: Criterion) => void;
  onVerdict: (criterionId: string) => void;
};

/** A criterion: its number, its pattern, its sentence read aloud in colours, and what machines found about it. */
export const CriterionRow = memo(function CriterionRow({ source, criterion, verdict, isAt, onJump, onVerdict }: CriterionRowProps) {
  const { id, pattern } = criterion;
  return (
    <li
      id={`criterion-${id}`}
      className={cx('relative border-t border-border px-4 py-2 hover:bg-muted/50', isAt && 'ringed bg-accent-soft/60')}
    >
      <div className="flex items-center gap-2">
        <button
          type="button"
          data-row
          aria-label={`Criterion ${id}: show in the text`}
          onClick={() => onJump(criterion)}
          className="font-mono text-xs font-semibold after:absolute after:inset-0"
        >
          {id}
        </button>
        <Chip tone={pattern === 'unclassified' ? 'warning' : 'neutral'} title={`EARS pattern: ${patternNames[pattern]}`}>
          {patternNames[pattern]}
        </Chip>
        <button
          type="button"
          aria-label={`Verdict of ${id}: ${verdictWords(verdict)}. Show the evidence`}
          onClick={() => onVerdict(id)}
          className="relative z-1 -mr-1 ml-auto flex rounded-sm px-1 py-0.5 hover:bg-muted"
        >
          <VerdictMark verdict={verdict} />
        </button>
      </div>
      <p className="mt-1 leading-5">
        <CriterionSentence source={source} criterion={criterion} />
      </p>
    </li>
  );
});
