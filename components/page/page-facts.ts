import type { ReactNode } from 'react';
import type { RenameSubject } from '#core/edits/rename-across.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Criterion, Diagnostic, Requirement, Task } from '#core/language/spec-tree.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { Verdict } from '#core/verification/evidence.ts';
import type { PageMark } from './page-mark.ts';
import type { PageSession, PageWriter } from './page-session.ts';

/** What a machine did for a task. */
export type TaskProgress = { state: 'open' | 'running' | 'verified' | 'failed'; runId: string | null };

/** What can be done from a row besides editing it. Null where this person may not. */
export type PageActions = {
  onCriterion: (id: string) => void;
  onProperty: (id: string) => void;
  onTask: (id: string) => void;
  onVerdict: (criterionId: string) => void;
  onRun: ((task: Task) => void) | null;
  onRename: (subject: RenameSubject) => void;
  runsHref: string;
};

/** Everything that the rows of a page show and do; one object for all rows, new with each analysis. */
export type PageFacts = {
  stage: DocumentStage;
  /** The text that was read and is shown. */
  source: string;
  analysis: SpecAnalysis;
  verdicts: Readonly<Record<string, Verdict>>;
  progress: Readonly<Record<string, TaskProgress>>;
  /** In the order of the text. */
  diagnostics: readonly Diagnostic[];
  marks: readonly PageMark[];
  /** Terms and EARS words that fields offer. */
  words: readonly string[];
  /** The item that the address points to. */
  at: string | null;
  /** Null as long as nothing may be written. */
  edit: PageEdit | null;
  actions: PageActions;
  aside?: ((block: PageBlock) => ReactNode) | undefined;
  beneath?: ((criterionId: string) => ReactNode) | undefined;
};

/** How a row changes the text. */
export type PageEdit = {
  session: PageSession;
  writer: PageWriter;
  /** The stretch in a field now, and where it begins in the text that is shown. */
  open: { held: ReturnType<PageSession['places']['hold']>; start: number } | null;
  onOpen: (block: PageBlock) => void;
  onClose: () => void;
  /** Opens the builder of a criterion for a requirement, behind the criterion named. */
  onBuild: (requirement: Requirement, behind: Criterion | null) => void;
  /** Where the builder is open: behind a criterion, or at the end of a requirement. */
  building: { requirementId: string; behindId: string | null } | null;
  onBuilt: () => void;
};

/** The marks and problems that touch a stretch. */
export function within<S extends { start: number; end: number }>(all: readonly S[], { start, end }: { start: number; end: number }): S[] {
  return all.filter((one) => one.start <= end && one.end >= start);
}
