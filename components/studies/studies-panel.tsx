'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { Age, Elapsed } from '#components/ui/time.tsx';
import { ModelField, useModelChoice } from '#components/vocabulary/model-field.tsx';
import { isActive, RunStatus } from '#components/vocabulary/run-status.tsx';
import type { DraftedKind } from '#core/study/draft-kinds.ts';
import { DraftForm } from './draft-form.tsx';
import { StudyForm } from './study-form.tsx';
import { useStudyStart } from './use-study-start.ts';

type Study = Answers['studies']['list'][number];
type Places = { onQuestions: () => void; onSuggestions: (document: DraftedKind) => void };
type StudiesPanelProps = {
  specId: string;
  runsHref: string;
  /** The document that is shown, if the spec has it. */
  document: DraftedKind | null;
  /** Where what came of a study is looked at. */
  places: Places;
};

const goingMs = 1_000;

/** Who may be asked about a spec beside people: an author, critics and readers, those that are at work, and those that were. */
export function StudiesPanel({ specId, runsHref, document, places }: StudiesPanelProps) {
  const { slug: organization, role } = useOrganization();
  const trpc = useTRPC();
  const { data: studies, error } = useQuery(
    trpc.studies.list.queryOptions(
      { organization, specId },
      // How far a study is shows while it goes; that it began and ended is told.
      { refetchInterval: ({ state }) => (state.data?.some(({ status }) => isActive(status)) ? goingMs : false) },
    ),
  );
  const choice = useModelChoice();
  const start = useStudyStart(specId);
  const going = studies?.filter(({ status }) => isActive(status)) ?? [];
  const past = studies?.filter(({ status }) => !isActive(status)) ?? [];
  const isBusy = (kind: Study['kind']) => going.some((study) => study.kind === kind);
  return (
    <section aria-label="Agents">
      <div className="border-b border-border px-4 py-3">
        <ModelField {...choice} scripted="Scripted, not a model: it says what is written for the sample project." />
        {start.error && (
          <Notice tone="danger" role="alert" className="mt-3">
            {start.error}
          </Notice>
        )}
        {!start.may && (
          <p className="mt-2 text-xs text-muted-foreground">The role {role} reads what agents found but does not start them.</p>
        )}
      </div>
      <StudyList label="At work" studies={going} {...{ runsHref, places }} />
      {document && <DraftForm {...{ document, start }} model={choice.model} isBusy={isBusy('draft')} />}
      <StudyForm {...{ specId, start }} model={choice.model} busy={{ critics: isBusy('critics'), readers: isBusy('readers') }} />
      {error && (
        <p role="alert" className="px-4 py-3 text-danger">
          {error.message}
        </p>
      )}
      {studies?.length === 0 && (
        <EmptyState title="Nobody was asked yet">
          A draft becomes a suggestion, and what critics and readers find becomes questions. They write nothing: people decide.
        </EmptyState>
      )}
      <StudyList label="Studies" studies={past} {...{ runsHref, places }} />
    </section>
  );
}

function StudyList({ label, studies, runsHref, places }: { label: string; studies: readonly Study[]; runsHref: string; places: Places }) {
  return (
    <ul aria-label={label}>
      {studies.map((study) => (
        <StudyItem key={study.id} study={study} runsHref={runsHref} places={places} />
      ))}
    </ul>
  );
}

function nameOf({ kind, document, asked }: Study): string {
  if (document) return `Draft of the ${document}`;
  return kind === 'critics' ? `${asked.length} ${asked.length === 1 ? 'critic' : 'critics'}` : `${asked.length} readers`;
}

function StudyItem({ study, runsHref, places }: { study: Study; runsHref: string; places: Places }) {
  const { slug: organization, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () => queryClient.invalidateQueries(trpc.studies.list.pathFilter()),
    }),
  );
  const { id, document, status, asked, modelLabel, createdAt, finishedAt, startedBy } = study;
  const isGoing = isActive(status);
  const answered = asked.filter(({ hasAnswered }) => hasAnswered).length;
  return (
    <li className="border-b border-border px-4 py-2.5">
      <div className="flex items-center gap-2">
        <RunStatus status={status} className="text-xs" />
        <GoLink href={`${runsHref}/${id}`} className="min-w-0 truncate font-medium hover:underline">
          {nameOf(study)}
        </GoLink>
        <span className="ml-auto text-xs whitespace-nowrap text-muted-foreground" role="status">
          {isGoing ? document ? 'Writing' : `${answered} of ${asked.length} answered` : <Age at={createdAt} />}
        </span>
      </div>
      <ul aria-label="Who was asked" className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1 text-xs text-muted-foreground">
        {asked.map(({ label, hasAnswered }) => (
          <li key={label} className="inline-flex items-center gap-1">
            <StateIcon
              shape={hasAnswered ? 'check' : isGoing ? 'dashed' : 'slash'}
              className={hasAnswered ? 'size-3 text-success' : 'size-3'}
            />
            {label}
            <span className="sr-only">{hasAnswered ? ': answered' : ': not answered'}</span>
          </li>
        ))}
      </ul>
      <div className="mt-1.5 flex items-center gap-3 text-xs text-muted-foreground">
        <span className="min-w-0 truncate">
          {modelLabel}, by {startedBy.name}
        </span>
        <Elapsed from={createdAt} to={finishedAt} />
        <span className="ml-auto flex gap-1.5">
          {status === 'done' && (
            <Button size="sm" variant="ghost" onClick={() => (document ? places.onSuggestions(document) : places.onQuestions())}>
              {document ? 'See the suggestion' : 'See the questions'}
            </Button>
          )}
          {isGoing && (
            <Button
              size="sm"
              disabled={!can('run.cancel') || cancel.isPending}
              title={can('run.cancel') ? undefined : `The role ${role} does not cancel runs.`}
              onClick={() => cancel.mutate({ organization, runId: id })}
            >
              {cancel.isPending ? 'Stopping' : 'Cancel'}
            </Button>
          )}
        </span>
      </div>
    </li>
  );
}
