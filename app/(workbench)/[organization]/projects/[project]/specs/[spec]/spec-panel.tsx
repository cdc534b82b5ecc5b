'use client';

import { CommentsPanel } from '#components/comments/comments-panel.tsx';
import { ApprovalsPanel } from '#components/governance/approvals-panel.tsx';
import { QuestionsPanel } from '#components/questions/questions-panel.tsx';
import { ReadingsPanel } from '#components/readings/readings-panel.tsx';
import type { Answers } from '#components/shell/answers.ts';
import { CriterionSentence } from '#components/specs/criterion-sentence.tsx';
import { DesignReading } from '#components/specs/design-reading.tsx';
import { ImpactPanel } from '#components/specs/impact-panel.tsx';
import { leavesOf } from '#components/specs/leaves-of.ts';
import { Links } from '#components/specs/links.tsx';
import { ProblemsPanel } from '#components/specs/problems-panel.tsx';
import { RequirementsReading } from '#components/specs/requirements-reading.tsx';
import { TasksReading } from '#components/specs/tasks-reading.tsx';
import { TracePanel } from '#components/specs/trace-panel.tsx';
import { StudiesPanel } from '#components/studies/studies-panel.tsx';
import { SuggestionsPanel } from '#components/suggestions/suggestions-panel.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { PanelTabs } from '#components/ui/panel-tabs.tsx';
import { VerdictChain } from '#components/verification/verdict-chain.tsx';
import { unverified } from '#components/vocabulary/verdict.tsx';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { Criterion, Task } from '#core/language/spec-tree.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { DraftedKind } from '#core/study/draft-kinds.ts';
import type { Address, Panel } from './address.ts';
import type { SpecComments } from './use-comments.ts';
import { openersOf } from './use-page-actions.ts';
import type { SpecQuestions } from './use-spec-questions.tsx';
import type { SpecReadings } from './use-spec-readings.tsx';
import type { SpecSuggestions } from './use-spec-suggestions.ts';

type SpecPanelProps = {
  specId: string;
  runsHref: string;
  matrixHref: string;
  address: Address;
  analysis: SpecAnalysis;
  texts: Partial<Record<DocumentStage, string>>;
  verdicts: Answers['checks']['verdicts'];
  problems: number;
  decisions: number;
  /** The document that is shown, if an agent may draft it. */
  drafted: DraftedKind | null;
  comments: SpecComments;
  suggesting: SpecSuggestions;
  asked: SpecQuestions;
  read: SpecReadings;
  onGo: (change: Partial<Address>) => void;
  onJump: (stage: DocumentStage, to: Span, at?: string | null) => void;
  onRun: (task: Task) => void;
  /** Starts a conversation on a criterion. */
  onDiscuss: (criterionId: string) => void;
  onCheck: (() => void) | null;
  isChecking: boolean;
  className?: string;
};

/** What the text means: its reading, its problems, its links, its decisions. */
export function SpecPanel({ className, ...panel }: SpecPanelProps) {
  const { address, analysis, comments, decisions, onGo } = panel;
  const readings = {
    requirements: analysis.requirements?.tree.requirements.reduce((sum, { criteria }) => sum + criteria.length, 0),
    design: analysis.design?.tree.properties.length,
    tasks: analysis.tasks?.tree.tasks.length,
  };
  const found = Object.values(analysis.diagnostics).reduce((sum, { length }) => sum + length, 0);
  return (
    <PanelTabs<Panel>
      label="About the text"
      className={cx('min-w-0 border-border bg-card max-lg:flex-1 lg:border-l', className)}
      panelClassName="overflow-auto"
      tabs={[
        { id: 'questions', label: 'Questions', count: panel.asked.questions.isReading ? null : panel.asked.questions.open.length },
        { id: 'readings', label: 'Readings', count: panel.asked.meaning?.counts.criteria ?? null },
        { id: 'comments', label: 'Comments', count: comments.openCount },
        { id: 'suggestions', label: 'Suggestions', count: panel.suggesting.suggestions.open.length },
        { id: 'problems', label: 'Problems', count: found },
        { id: 'trace', label: 'Trace' },
        { id: 'approvals', label: 'Approvals', count: decisions },
        { id: 'agents', label: 'Agents' },
        { id: 'reading', label: 'Outline', count: readings[address.document] ?? 0 },
      ]}
      selected={address.panel}
      onSelect={(id) => onGo({ panel: id, evidence: null })}
    >
      <PanelBody {...panel} />
    </PanelTabs>
  );
}

function PanelBody(panel: Omit<SpecPanelProps, 'className'>) {
  const { specId, runsHref, address, analysis, texts, verdicts, onGo, onJump, onRun } = panel;
  const { requirements, design, tasks, trace, diagnostics } = analysis;
  const criteria = requirements?.tree.requirements.flatMap((requirement) => requirement.criteria) ?? [];
  const openVerdict = (id: string) => onGo({ evidence: id });
  const { onCriterion: showCriterion, onTask: showTask, onProperty: showProperty } = openersOf(analysis, onJump);
  const inEvidence = criteria.find(({ id }) => id === address.evidence);
  if (inEvidence) return <Evidence {...panel} criterion={inEvidence} showProperty={showProperty} showTask={showTask} />;
  if (address.panel === 'questions') {
    return (
      <QuestionsPanel
        questions={panel.asked.questions}
        selected={address.question}
        onSelect={(question) => onGo({ question })}
        onCriterion={showCriterion}
        onDiscuss={panel.comments.actions.mayWrite ? panel.onDiscuss : null}
      />
    );
  }
  if (address.panel === 'readings') {
    return (
      <ReadingsPanel
        readings={panel.read.readings}
        questions={panel.asked.questions.open}
        sentenceOf={({ criterion }) => panel.read.sentenceOf(criterion) ?? ''}
        at={address.at}
        onJump={({ criterion }) => showCriterion(criterion)}
        onSource={() => onGo({ document: 'requirements', beside: 'readings', view: 'source' })}
      />
    );
  }
  if (address.panel === 'comments') {
    const { openCount: _count, onOpenId: _open, onPlaces: _places, onStart: _start, ...shown } = panel.comments;
    return <CommentsPanel {...shown} runsHref={runsHref} />;
  }
  if (address.panel === 'suggestions') {
    const { suggestions, shown, activeId, open, step } = panel.suggesting;
    return <SuggestionsPanel suggestions={suggestions} outdated={shown.outdated} activeId={activeId} onOpen={open} onStep={step} />;
  }
  if (address.panel === 'problems')
    return <ProblemsPanel diagnostics={diagnostics} texts={texts} onJump={(stage, problem) => onJump(stage, problem.span)} />;
  if (address.panel === 'approvals') {
    const open = { criterion: showCriterion, property: showProperty, task: showTask };
    return (
      <>
        <ImpactPanel
          {...{ specId, runsHref }}
          onOpen={({ kind, id }) => open[kind](id)}
          onCheck={panel.onCheck}
          isChecking={panel.isChecking}
        />
        <ApprovalsPanel specId={specId} />
      </>
    );
  }
  if (address.panel === 'agents')
    return (
      <StudiesPanel
        {...{ specId, runsHref }}
        document={panel.drafted}
        places={{
          onQuestions: () => onGo({ panel: 'questions' }),
          onSuggestions: (kind) =>
            onGo({ panel: 'suggestions', document: kind === 'bugfix' ? 'requirements' : kind, beside: null, suggestion: null }),
        }}
      />
    );
  const shared = { runsHref, onCriterion: showCriterion, onProperty: showProperty, trace };
  if (address.panel === 'trace') {
    return (
      <TracePanel
        {...shared}
        matrixHref={panel.matrixHref}
        analysis={analysis}
        verdicts={verdicts.criteria}
        progress={verdicts.tasks}
        onTask={showTask}
        onVerdict={openVerdict}
      />
    );
  }
  if (address.document === 'design' && design) {
    return <DesignReading {...shared} tree={design.tree} onJump={({ headingSpan }) => onJump('design', headingSpan)} />;
  }
  if (address.document === 'tasks' && tasks) {
    return (
      <TasksReading
        {...shared}
        tree={tasks.tree}
        progress={verdicts.tasks}
        onJump={({ id, span }) => onJump('tasks', span, id)}
        onRun={onRun}
      />
    );
  }
  if (address.document === 'requirements' && requirements) {
    return (
      <RequirementsReading
        tree={requirements.tree}
        source={analysis.texts.requirements ?? ''}
        verdicts={verdicts.criteria}
        at={address.at}
        onJump={({ id, span }) => onJump('requirements', span, id)}
        onVerdict={openVerdict}
      />
    );
  }
  return <EmptyState title="Nothing to read">There is no {address.document} document in this spec.</EmptyState>;
}

type EvidenceProps = Omit<SpecPanelProps, 'className'> & {
  criterion: Criterion;
  showProperty: (id: string) => void;
  showTask: (id: string) => void;
};

function Evidence({ specId, criterion, analysis, verdicts, runsHref, onCheck, isChecking, onGo, showProperty, showTask }: EvidenceProps) {
  const { id } = criterion;
  const { propertyIds = [], taskIds = [] } = analysis.trace.criteria.get(id) ?? {};
  return (
    <VerdictChain
      key={id}
      specId={specId}
      dispositions={verdicts.dispositions.filter(({ criterionId }) => criterionId === id)}
      criterionId={id}
      sentence={<CriterionSentence source={analysis.texts.requirements ?? ''} criterion={criterion} />}
      verdict={verdicts.criteria[id] ?? unverified}
      links={
        <>
          <Links label="Property" ids={propertyIds} onOpen={showProperty} />
          <Links label="Task" ids={leavesOf(taskIds, analysis.tasks?.tree ?? null)} onOpen={showTask} />
        </>
      }
      runsHref={runsHref}
      onCheck={onCheck}
      isChecking={isChecking}
      onThread={(thread) => onGo({ panel: 'comments', thread, evidence: null })}
      onBack={() => onGo({ evidence: null })}
    />
  );
}
