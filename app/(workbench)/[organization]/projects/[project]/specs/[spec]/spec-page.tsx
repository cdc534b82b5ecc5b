'use client';

import { useState } from 'react';
import type { Person } from '#components/editor/live-state.ts';
import { GateQuestions } from '#components/questions/gate-questions.tsx';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { createSaveSignal } from '#components/specs/live-status.tsx';
import { MissingDocument } from '#components/specs/missing-document.tsx';
import { WhenRead } from '#components/specs/reading.tsx';
import { cx } from '#components/ui/class-names.ts';
import { Tabs } from '#components/ui/tabs.tsx';
import { StageIcon, stageNames } from '#components/vocabulary/stage-state.tsx';
import { unverified, verdictWords } from '#components/vocabulary/verdict.tsx';
import type { Span } from '#core/language/span.ts';
import { type DocumentStage, documentStages } from '#core/pipeline/stages.ts';
import { draftedKinds } from '#core/study/draft-kinds.ts';
import { type Address, isAboutPanel, writeAddress } from './address.ts';
import { DocumentAside } from './document-aside.tsx';
import { DocumentView } from './document-view.tsx';
import { ProposalDocument } from './proposal-document.tsx';
import { ReadingsDocument } from './readings-document.tsx';
import { RunDialog, type Running } from './run-dialog.tsx';
import { SideSwitch } from './side-switch.tsx';
import { spanOf } from './span-of.ts';
import { SpecGate } from './spec-gate.tsx';
import { SpecHead } from './spec-head.tsx';
import { SpecPanel } from './spec-panel.tsx';
import { useChecks } from './use-checks.ts';
import { useComments } from './use-comments.ts';
import { languageOf, usePageActions } from './use-page-actions.ts';
import { useRename } from './use-rename.tsx';
import { useSpec } from './use-spec.ts';
import { useSpecQuestions } from './use-spec-questions.tsx';
import { useSpecReadings } from './use-spec-readings.tsx';
import { useSpecSuggestions } from './use-spec-suggestions.ts';

type SpecPageProps = { project: string; spec: string; address: Address };

export function SpecPage({ state, ...where }: PageState & SpecPageProps) {
  return (
    <WithAnswers state={state}>
      <WhenRead project={where.project} spec={where.spec}>
        <Spec {...where} />
      </WhenRead>
    </WithAnswers>
  );
}

/** The heart: the text in the middle, what it means beside it, the gate below it. */
function Spec({ project, spec: slug, address: opened }: SpecPageProps) {
  const { slug: organization, user, can } = useOrganization();
  const live = useSpec(project, slug);
  const { spec, verdicts, texts, analysis, soundness, isAtRest } = live;
  /** Where only a proposal says what is required, it is what is shown of the requirements. */
  const placeOf = (stage: DocumentStage) => ({
    document: stage,
    beside:
      stage === 'requirements' && spec.proposal && !spec.documents.some((known) => known.stage === stage) ? ('proposal' as const) : null,
  });
  const [address, setAddress] = useState(() => (opened.beside === null ? { ...opened, ...placeOf(opened.document) } : opened));
  const [span, setSpan] = useState<Span | null>(() => spanOf(analysis, opened));
  const [side, setSide] = useState<'text' | 'panel'>(isAboutPanel(opened) ? 'panel' : 'text');
  const [people, setPeople] = useState<Person[]>([]);
  const [saving] = useState(createSaveSignal);
  const [followed, setFollowed] = useState<string | null>(null);
  const [liveText, setLiveText] = useState('');
  const [running, setRunning] = useState<Running | null>(null);
  const checks = useChecks(spec.id);

  const go = (change: Partial<Address>) => {
    const next = { ...address, ...change };
    setAddress(next);
    window.history.replaceState(null, '', `${window.location.pathname}${writeAddress(next)}`);
  };
  const jump = (stage: DocumentStage, to: Span, at: string | null = null) => {
    // A new object each time: the same place asked for again is shown again.
    setSpan({ ...to });
    setSide('text');
    go({ document: stage, beside: null, at });
  };
  const rename = useRename(spec.documents, texts, analysis, user);
  const actions = usePageActions(analysis, {
    onJump: jump,
    onVerdict: (id) => {
      setSide('panel');
      go({ evidence: id });
    },
    onRun: setRunning,
    onRename: rename.onRename,
    runsHref: `/${organization}/runs`,
  });
  const comments = useComments({
    specId: spec.id,
    proposalId: spec.proposal?.id ?? null,
    analysis,
    address,
    onShow: (place) => setSpan({ ...place }),
    onGo: (change) => {
      if (change.panel) setSide('panel');
      go(change);
    },
  });
  const isProposal = address.beside === 'proposal';
  const stored = spec.documents.find(({ stage }) => stage === address.document);
  const document = isProposal ? spec.proposal : stored;
  const suggesting = useSpecSuggestions({
    documentId: document?.id ?? null,
    mayEdit: can('document.edit'),
    mode: address.mode,
    activeId: address.suggestion,
    onActive: (suggestion) => go({ suggestion, panel: 'suggestions', evidence: null }),
    onShow: (place) => setSpan({ ...place }),
    onMode: (mode) => go({ mode }),
  });
  const asked = useSpecQuestions({
    spec,
    analysis,
    requirements: texts.requirements,
    readings: live.readingsText,
    comments,
    isSuggesting: suggesting.mode === 'suggesting',
    selected: address.panel === 'questions' ? address.question : null,
    onOpen: (question) => {
      setSide('panel');
      go({ panel: 'questions', question, evidence: null });
    },
  });
  const read = useSpecReadings({ specId: spec.id, meaning: asked.meaning, analysis });
  const verdictOf = (criterionId: string) => verdictWords(verdicts.criteria[criterionId] ?? unverified);

  const toAgents = () => {
    setSide('panel');
    go({ panel: 'agents', evidence: null });
  };
  /** A stage of the project's own shows the first document that it covers. */
  const documentOf = (stage: string): DocumentStage => {
    const covered = spec.stages.find((known) => known.stage === stage)?.documentIds ?? [];
    return spec.documents.find(({ id }) => covered.includes(id))?.stage ?? documentStages.find((kind) => kind === stage) ?? 'requirements';
  };
  const shown = {
    view: address.view,
    user,
    mayEdit: can('document.edit'),
    verdicts: verdicts.criteria,
    progress: verdicts.tasks,
    language: languageOf(actions, analysis, {
      shapes: live.live.shapes,
      verdictOf,
      readingOf: read.readingOf,
      onOpenPlace: jump,
      onRename: rename.onRename,
    }),
    actions,
    at: address.at,
    jumpTo: span,
    followed,
    onFollowed: setSpan,
    read,
    comments,
    suggestions: suggesting,
    onLiveText: setLiveText,
    onPresence: setPeople,
    onSaveState: saving.set,
  };
  return (
    <>
      <SpecHead
        {...{ spec, soundness, checks }}
        selected={address.panel === 'trace' ? 'verified' : address.document}
        meaning={asked.meaning}
        questions={asked.questions}
        onRun={() => setRunning('many')}
        onStage={(stage) => {
          if (stage === 'build') go({ document: 'tasks', beside: null, panel: 'reading', evidence: null });
          else if (stage === 'verified') go({ panel: 'trace', evidence: null });
          else go({ ...placeOf(documentOf(stage)), panel: 'reading', evidence: null });
        }}
      />
      <SideSwitch side={side} onChange={setSide} />
      {/* The panel has its column before it has arrived: the page is painted while it is still read, and the text must not move then. */}
      <div className="flex min-h-0 flex-1 lg:grid lg:grid-cols-[minmax(0,1fr)_clamp(24rem,36vw,34rem)] lg:grid-rows-1">
        <div className={cx('flex min-h-0 min-w-0 flex-1 flex-col', side === 'panel' && 'max-lg:hidden')}>
          <Tabs
            label="Documents"
            className="flex-1 bg-card"
            panelClassName="overflow-hidden"
            tabs={[
              ...(spec.proposal ? [{ id: 'proposal' as const, label: 'Proposal' }] : []),
              ...documentStages.map((kind) => ({
                id: kind,
                label: stageNames[kind],
                mark: <StageIcon state={spec.stages.find(({ stage }) => stage === kind)?.state ?? 'draft'} className="size-3.5" />,
              })),
              { id: 'readings' as const, label: 'Glossary' },
            ]}
            selected={address.beside ?? address.document}
            aside={
              document && (
                <DocumentAside
                  {...{ address, suggesting, read, saving, people, followed }}
                  onFollow={setFollowed}
                  onView={(view) => go({ view })}
                />
              )
            }
            onSelect={(stage) => {
              setSpan(null);
              if (stage === 'readings' || stage === 'proposal') go({ document: 'requirements', beside: stage, at: null });
              else go({ document: stage, beside: null, at: null });
            }}
          >
            {address.beside === 'readings' ? (
              <ReadingsDocument
                document={spec.readings}
                slug={slug}
                user={user}
                view={address.view}
                readings={read.readings}
                glossary={analysis.requirements?.tree.glossary ?? []}
                sentenceOf={read.sentenceOf}
                onCriterion={actions.onCriterion}
                onView={(view) => go({ view })}
                onText={live.writeReadings}
                onSaveState={saving.set}
              />
            ) : isProposal && spec.proposal ? (
              <ProposalDocument {...shown} document={spec.proposal} label="Proposal document" />
            ) : stored ? (
              <DocumentView
                {...shown}
                key={stored.id}
                document={stored}
                stage={address.document}
                label={`${stageNames[address.document]} document`}
                analysis={analysis}
                liveTexts={live.live}
                {...(address.document === 'requirements' ? { marks: asked.marks, findings: asked.markers, aside: asked.aside } : {})}
              />
            ) : (
              <MissingDocument spec={spec} stage={address.document} onDraft={toAgents} />
            )}
          </Tabs>
          {document && (
            <SpecGate
              key={document.id}
              {...{ spec, document, analysis, comments, address, onGo: go, onJump: jump }}
              verdicts={verdicts.criteria}
              questions={address.document === 'requirements' && <GateQuestions questions={asked.questions} onOpen={asked.onOpen} />}
              isAtRest={suggesting.mode === 'suggesting' || isProposal ? liveText === document.text : isAtRest(address.document)}
            />
          )}
        </div>
        <SpecPanel
          className={side === 'text' ? 'max-lg:hidden' : ''}
          specId={spec.id}
          runsHref={`/${organization}/runs`}
          matrixHref={`/${organization}/projects/${project}/specs/${slug}/matrix`}
          address={address}
          analysis={analysis}
          texts={texts}
          verdicts={verdicts}
          problems={soundness.problems}
          comments={comments}
          suggesting={suggesting}
          asked={asked}
          read={read}
          onDiscuss={asked.discuss}
          drafted={spec.format === 'kiro' ? (draftedKinds.find((kind) => kind === stored?.kind) ?? null) : null}
          decisions={spec.stages.filter(({ latest }) => latest).length}
          onGo={go}
          onJump={jump}
          onRun={setRunning}
          onCheck={checks.start}
          isChecking={checks.isStarted}
        />
      </div>
      {rename.dialog}
      {running && <RunDialog specId={spec.id} running={running} blocker={spec.cannotStartBecause} onClose={() => setRunning(null)} />}
    </>
  );
}
