'use client';

import { EmptyState } from '#components/ui/empty-state.tsx';
import { InlineText } from '#components/ui/inline-text.tsx';
import { LongList } from '#components/ui/long-list.tsx';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import { stageNames } from '#components/vocabulary/stage-state.tsx';
import type { SpecDiagnosis } from '#core/language/diagnose.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import { lineOf } from './line-of.ts';

const looks: Record<Diagnostic['severity'], { label: string; shape: Shape; color: string }> = {
  error: { label: 'Error', shape: 'cross', color: 'text-danger' },
  warning: { label: 'Warning', shape: 'bang', color: 'text-warning' },
  hint: { label: 'Hint', shape: 'hollow', color: 'text-muted-foreground' },
};

type ProblemsPanelProps = {
  diagnostics: SpecDiagnosis;
  texts: Partial<Record<DocumentStage, string>>;
  onJump: (stage: DocumentStage, problem: Diagnostic) => void;
};

const stages = ['requirements', 'design', 'tasks'] as const;

/** What is wrong, document by document, each leading to its place in the text. */
export function ProblemsPanel({ diagnostics, texts, onJump }: ProblemsPanelProps) {
  if (stages.every((stage) => diagnostics[stage].length === 0)) {
    return (
      <EmptyState title="No problem found">Ids, references, EARS sentences and the links between the documents are in order.</EmptyState>
    );
  }
  return stages.map((stage) => {
    const problems = diagnostics[stage];
    if (problems.length === 0) return null;
    return (
      <section key={stage} aria-label={`Problems in ${stageNames[stage]}`}>
        <h3 className="sticky top-0 z-2 flex h-8 items-center gap-2 border-b border-border bg-card px-4 text-xs font-medium text-muted-foreground">
          {stageNames[stage]} <span className="font-normal">{problems.length}</span>
        </h3>
        <LongList items={problems} itemPx={56}>
          {(shown) => (
            <ol>
              {shown.map((problem) => {
                const look = looks[problem.severity];
                return (
                  <li
                    key={`${problem.code}:${problem.span.start}:${problem.span.end}`}
                    className="relative flex gap-2 border-b border-border px-4 py-2 hover:bg-muted/50"
                  >
                    <StateIcon shape={look.shape} className={look.color} />
                    <span className="sr-only">{look.label}:</span>
                    <div className="min-w-0 flex-1">
                      <button
                        type="button"
                        data-row
                        onClick={() => onJump(stage, problem)}
                        className="text-left after:absolute after:inset-0"
                      >
                        <InlineText text={problem.message} />
                      </button>
                      <p className="text-xs text-muted-foreground">
                        Line {lineOf(texts[stage] ?? '', problem.span.start)} <span className="font-mono">{problem.code}</span>
                      </p>
                    </div>
                  </li>
                );
              })}
            </ol>
          )}
        </LongList>
      </section>
    );
  });
}
