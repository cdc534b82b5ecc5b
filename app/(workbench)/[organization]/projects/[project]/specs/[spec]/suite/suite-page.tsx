'use client';

import { ArrowLeft } from 'lucide-react';
import { useMemo, useState } from 'react';
import { JsonEditor } from '#components/editor/json-editor.tsx';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { CriterionSentence } from '#components/specs/criterion-sentence.tsx';
import { WhenRead } from '#components/specs/reading.tsx';
import { IconButton } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { AgentTests, useAgentTests } from '#components/verification/agent-tests.tsx';
import { BindingView } from '#components/verification/suite/binding-view.tsx';
import { CasesTable } from '#components/verification/suite/cases-table.tsx';
import { CodeChanges } from '#components/verification/suite/code-changes.tsx';
import { CoverageTable } from '#components/verification/suite/coverage-table.tsx';
import { CriteriaList } from '#components/verification/suite/criteria-list.tsx';
import { ExportMenu } from '#components/verification/suite/export-menu.tsx';
import { Unnoticed } from '#components/verification/suite/unnoticed.tsx';
import { type SuiteNotices, useSuite } from '#components/verification/suite/use-suite.ts';
import type { Notice } from '#core/verification/suite/notice.ts';
import { useSpec } from '../use-spec.ts';
import { type SuiteAddress, type SuiteView, writeSuiteAddress } from './suite-address.ts';

const noProblems: readonly never[] = [];

type SuitePageProps = { project: string; spec: string; address: SuiteAddress };

export function SuitePage({ state, ...where }: PageState & SuitePageProps) {
  return (
    <WithAnswers state={state}>
      <WhenRead project={where.project} spec={where.spec}>
        <Suite {...where} />
      </WhenRead>
    </WithAnswers>
  );
}

/** The tests that follow from a spec's sentences, before anything runs. */
function Suite({ project, spec: slug, address: opened }: SuitePageProps) {
  const { slug: organization } = useOrganization();
  const { spec, analysis, texts } = useSpec(project, slug);
  const [address, setAddress] = useState(opened);
  const { overview, rows, noticed, save } = useSuite(texts, spec.readings?.text, address.criterion);
  const ofAgents = useAgentTests(spec.id);
  const tree = analysis.requirements?.tree;
  const sentences = useMemo(
    () => new Map(tree?.requirements.flatMap(({ criteria }) => criteria).map((criterion) => [criterion.id, criterion])),
    [tree],
  );
  const go = (change: Partial<SuiteAddress>) => {
    const next = { ...address, ...change };
    setAddress(next);
    window.history.replaceState(null, '', `${window.location.pathname}${writeSuiteAddress(next)}`);
  };
  const href = `/${organization}/projects/${project}/specs/${slug}`;
  const sentence = (id: string) => {
    const criterion = sentences.get(id);
    return criterion ? <CriterionSentence source={analysis.texts.requirements ?? ''} criterion={criterion} /> : null;
  };
  const document = spec.documents.find(({ stage }) => stage === 'requirements');
  const silent = noticed.notices.filter(({ by }) => by === null);
  const chosen = overview?.criteria.find(({ criterion }) => criterion === address.criterion);
  const unconfirmed = useMemo(() => new Set(overview?.unconfirmed), [overview]);
  return (
    <>
      <PageHead
        title="Tests"
        crumbs={[
          { label: 'Projects', href: `/${organization}` },
          { label: spec.project.name, href: `/${organization}/projects/${project}` },
          { label: spec.title, href },
        ]}
        actions={
          <ExportMenu
            isReady={overview !== null && overview.cases > 0}
            onChoose={(framework) => save(framework, slug, address.criterion)}
          />
        }
      >
        <p role="status" className="mt-1 text-xs text-muted-foreground tabular-nums">
          {overview ? headline(overview, unconfirmed.size) : 'Deriving cases from the sentences'}
        </p>
      </PageHead>
      <Tabs<SuiteView>
        label="Tests"
        className="min-h-0 flex-1"
        panelClassName="min-h-0 overflow-hidden"
        tabs={[
          { id: 'cases', label: 'Cases', count: overview?.cases },
          { id: 'changes', label: 'Would anything notice?', count: noticed.of > 0 ? silent.length : undefined },
          { id: 'agents', label: 'By agents', count: ofAgents && ofAgents.length > 0 ? ofAgents.length : undefined },
          { id: 'binding', label: 'Binding' },
        ]}
        selected={address.view}
        onSelect={(view) => go({ view })}
      >
        {address.view === 'agents' ? (
          <AgentTests specId={spec.id} tests={ofAgents} />
        ) : overview && overview.criteria.length === 0 ? (
          <EmptyState title="No case yet">
            Cases follow from readings, and no criterion of this spec could be read yet. What keeps each from being read is said beside it.
          </EmptyState>
        ) : address.view === 'binding' ? (
          <BindingView
            specId={spec.id}
            editor={(binding) => <JsonEditor {...binding} label={`Binding of ${spec.title}`} problems={noProblems} />}
          />
        ) : address.view === 'changes' ? (
          <div className="h-full overflow-auto">
            <NoticedLine noticed={noticed} />
            <Unnoticed documentId={document?.id ?? null} notices={noticed.notices} />
            <CodeChanges specId={spec.id} />
          </div>
        ) : (
          <div className="flex h-full min-h-0">
            <nav
              aria-label="Criteria"
              className={cx('w-96 shrink-0 overflow-auto border-r border-border max-lg:w-full max-lg:border-0', chosen && 'max-lg:hidden')}
            >
              {overview && (
                <CriteriaList
                  criteria={overview.criteria}
                  unconfirmed={unconfirmed}
                  selected={address.criterion}
                  sentence={(id) => sentences.get(id)?.text ?? ''}
                  onSelect={(criterion) => go({ criterion })}
                />
              )}
            </nav>
            {chosen ? (
              <section aria-label={`Cases of ${chosen.criterion}`} className="min-w-0 flex-1 overflow-auto">
                <div className="space-y-3 px-4 py-3 md:px-5">
                  <div className="flex items-start gap-2">
                    <IconButton label="All criteria" className="lg:hidden" onClick={() => go({ criterion: null })}>
                      <ArrowLeft className="size-4" />
                    </IconButton>
                    <GoLink
                      href={`${href}?at=${encodeURIComponent(chosen.criterion)}`}
                      className="rounded-sm pt-px font-mono text-sm font-semibold hover:text-accent"
                    >
                      {chosen.criterion}
                    </GoLink>
                    <p className="min-w-0">{sentence(chosen.criterion)}</p>
                  </div>
                  <CoverageTable coverage={chosen.coverage} />
                </div>
                <Unnoticed
                  documentId={document?.id ?? null}
                  notices={noticed.notices.filter(({ criterion }) => criterion === chosen.criterion)}
                />
                {rows && <CasesTable key={chosen.criterion} rows={rows} />}
              </section>
            ) : (
              <div className="flex-1 max-lg:hidden">
                <EmptyState title="Choose a sentence">
                  Each case is shown with what happens, what is so at that moment, and what the sentence says must follow.
                </EmptyState>
              </div>
            )}
          </div>
        )}
      </Tabs>
    </>
  );
}

type Headed = NonNullable<ReturnType<typeof useSuite>['overview']>;

function headline({ cases, criteria, states, isComplete, unreached, seed }: Headed, unconfirmed: number): string {
  const parts = [
    `${cases.toLocaleString('en-US')} cases from ${criteria.length} ${criteria.length === 1 ? 'criterion' : 'criteria'}`,
    states > 1 ? `${states} states${isComplete ? '' : ' of more'}` : '',
    unreached.length > 0 ? `${unreached.length} never reached: ${unreached.slice(0, 5).join(', ')}` : '',
    unconfirmed > 0 ? `${unconfirmed} by readings that nobody has confirmed: they give no evidence` : '',
    `seed ${seed}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function NoticedLine({ noticed: { notices, tried, of } }: { noticed: SuiteNotices }) {
  const by = (who: Notice['by']) => notices.filter((notice) => notice.by === who).length;
  const [silent, same] = [by(null), by('same')];
  return (
    <p className="border-b border-border px-4 py-2.5 text-muted-foreground tabular-nums md:px-5" role="status">
      {of === 0 ? 'Changing each number and word of the readings a little' : `${tried} of ${of} small changes of the readings tried: `}
      {of > 0 &&
        `a test would notice ${by('test')}, a finding ${by('finding')}${same > 0 ? `, ${same} mean the same` : ''}${silent > 0 ? `, nothing ${silent}. Each of these is a question.` : ', and nothing none.'}`}
    </p>
  );
}
