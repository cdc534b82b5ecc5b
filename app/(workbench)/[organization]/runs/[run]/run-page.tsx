'use client';

import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { DiffView } from '#components/editor/diff-view.tsx';
import { ChangesView } from '#components/runs/changes-view.tsx';
import { CostView } from '#components/runs/cost-view.tsx';
import { DriftNotice } from '#components/runs/drift-notice.tsx';
import { LogView } from '#components/runs/log-view.tsx';
import { PlanIssue } from '#components/runs/plan-issue.tsx';
import { QuestionCard } from '#components/runs/question-card.tsx';
import { ReviewView } from '#components/runs/review-view.tsx';
import { RunHeader } from '#components/runs/run-header.tsx';
import { SteerBox } from '#components/runs/steer-box.tsx';
import { TimelineView } from '#components/runs/timeline-view.tsx';
import { useRunLog } from '#components/runs/use-run-log.ts';
import { InProject, useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { CriterionSentence } from '#components/specs/criterion-sentence.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { EvidenceView } from '#components/verification/evidence-view.tsx';
import { readRequirements } from '#core/formats/read-document.ts';
import { isStudyTask } from '#core/study/study-task.ts';
import { type RunAddress, type RunTab, writeRunAddress } from './run-address.ts';

type RunPageProps = { runId: string; address: RunAddress };

export function RunPage({ state, ...where }: PageState & RunPageProps) {
  return (
    <WithAnswers state={state}>
      <Run {...where} />
    </WithAnswers>
  );
}

/** One run: what it asks, what it says, what it changed, what was established. */
function Run({ runId, address: opened }: RunPageProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: run } = useSuspenseQuery(trpc.runs.get.queryOptions({ organization: slug, runId }));
  const { state, entries, connection } = useRunLog(runId, run.lastSeq);
  const [address, setAddress] = useState(opened);
  const go = (change: Partial<RunAddress>) => {
    const next = { ...address, ...change };
    setAddress(next);
    window.history.replaceState(null, '', `${window.location.pathname}${writeRunAddress(next)}`);
  };
  const [openedStep, setOpenedStep] = useState<string | null>(null);
  const { outcome } = state;
  useEffect(() => {
    if (!outcome) return;
    void queryClient.invalidateQueries(trpc.runs.list.pathFilter());
    void queryClient.invalidateQueries(trpc.checks.verdicts.pathFilter());
    void queryClient.invalidateQueries(trpc.projects.pathFilter());
    void queryClient.invalidateQueries(trpc.specs.pathFilter());
  }, [outcome, queryClient, trpc]);

  const checks = useMemo(() => state.checks.flatMap(({ result }) => (result ? [result] : [])), [state.checks]);
  const openQuestions = state.outcome ? [] : state.questions.filter(({ answer }) => answer === null);
  const lines = state.files.reduce((sum, { added, removed }) => sum + added + removed, 0);
  const specHref = `/${slug}/projects/${run.project.slug}/specs/${run.spec.slug}`;
  return (
    <InProject project={run.project.slug}>
      <RunHeader run={run} state={state} />
      {!isStudyTask(run.taskId) && <DriftNotice runId={runId} specHref={specHref} isGoing={!outcome} />}
      {state.planIssue && <PlanIssue issue={state.planIssue} taskId={run.taskId} specHref={specHref} />}
      {openQuestions.map((question) => (
        <QuestionCard key={question.questionId} runId={runId} question={question} />
      ))}
      <Tabs<RunTab>
        label="About the run"
        className="flex-1 bg-card"
        panelClassName="overflow-hidden"
        tabs={[
          { id: 'log', label: 'Log' },
          { id: 'timeline', label: 'Timeline' },
          { id: 'changes', label: 'Changes', count: state.files.length },
          { id: 'evidence', label: 'Evidence', count: checks.length },
          { id: 'review', label: 'Review', count: state.reviews.length },
          { id: 'cost', label: 'Cost' },
        ]}
        selected={address.tab}
        onSelect={(tab) => go({ tab })}
        aside={<ConnectionState connection={connection} />}
      >
        {address.tab === 'log' && (
          <LogView
            runId={runId}
            entries={entries}
            steps={state.steps}
            target={{ seq: opened.event, stepKey: openedStep, evidenceId: opened.tab === 'log' ? opened.evidence : null }}
            isLive={connection === 'live' && !outcome}
            onOpenFile={(file) => go({ tab: 'changes', file })}
            onOpenEvidence={(evidence) => go({ tab: 'evidence', evidence })}
          />
        )}
        {address.tab === 'timeline' && (
          <TimelineView
            state={state}
            run={run}
            onOpen={(stepKey) => {
              setOpenedStep(stepKey);
              go({ tab: 'log' });
            }}
          />
        )}
        {address.tab === 'review' && <ReviewView reviews={state.reviews} onOpenFile={(file) => go({ tab: 'changes', file })} />}
        {address.tab === 'cost' && <CostView runId={runId} revision={state.tokens.input + state.tokens.output} context={state.context} />}
        {address.tab === 'changes' && (
          <ChangesView
            runId={runId}
            revision={lines}
            path={address.file}
            onPath={(file) => go({ file })}
            isOpen={state.status === 'paused'}
            renderDiff={(file) => <DiffView key={file.path} {...file} />}
          />
        )}
        {address.tab === 'evidence' && (
          <RunEvidence
            project={run.project.slug}
            spec={run.spec.slug}
            checks={checks}
            selected={address.evidence}
            onSelect={(evidence) => go({ evidence })}
          />
        )}
      </Tabs>
      {state.lastSeq > 0 && !outcome && <SteerBox runId={runId} messages={state.messages} />}
    </InProject>
  );
}

function ConnectionState({ connection }: { connection: ReturnType<typeof useRunLog>['connection'] }) {
  if (connection === 'ended') return null;
  const isLive = connection === 'live';
  const words = isLive ? 'Live' : connection === 'connecting' ? 'Connecting' : connection.refusal;
  return (
    <span role="status" className="flex min-w-22 items-center justify-end gap-1.5 pr-2 text-xs whitespace-nowrap text-muted-foreground">
      <span
        aria-hidden="true"
        className={isLive ? 'size-1.5 rounded-full bg-success' : 'size-1.5 rounded-full border border-muted-foreground'}
      />
      {words}
    </span>
  );
}

type RunEvidenceProps = Omit<React.ComponentProps<typeof EvidenceView>, 'sentence'> & { project: string; spec: string };

/** The evidence beside the sentences that it speaks for, which are the spec's. */
function RunEvidence({ project, spec: slug, ...rest }: RunEvidenceProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data: spec } = useQuery(trpc.specs.get.queryOptions({ organization, project, spec: slug }));
  const source = spec?.documents.find(({ stage }) => stage === 'requirements')?.text ?? '';
  const format = spec?.format;
  const criteria = useMemo(
    () =>
      new Map(
        readRequirements(source, format).tree.requirements.flatMap((requirement) =>
          requirement.criteria.map((criterion) => [criterion.id, criterion] as const),
        ),
      ),
    [source, format],
  );
  const sentence = (id: string) => {
    const criterion = criteria.get(id);
    return criterion ? <CriterionSentence source={source} criterion={criterion} /> : null;
  };
  return <EvidenceView {...rest} sentence={sentence} />;
}
