'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { Age } from '#components/ui/time.tsx';
import { PolicyForm } from './policy-form.tsx';
import { Section } from './section.tsx';

type Version = Answers['policies']['get']['versions'][number];

/** Who approves what in a project: the sentences in force, what is proposed, and every version before. */
export function PolicyPage({ state, project }: PageState & { project: string }) {
  return (
    <WithAnswers state={state}>
      <Policy project={project} />
    </WithAnswers>
  );
}

function Policy({ project }: { project: string }) {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.policies.get.queryOptions({ organization: slug, project }));
  const [isEditing, setIsEditing] = useState(false);
  const { version, policy, sentences, people, teams, versions } = data;
  const proposed = versions.find(({ isAccepted }) => isAccepted === null);
  const decided = versions.filter(({ isAccepted }) => isAccepted !== null);
  return (
    <>
      <PageHead
        title="Approval policy"
        crumbs={[
          { href: `/${slug}`, label: 'Projects' },
          { href: `/${slug}/projects/${project}`, label: data.project },
        ]}
      />
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="max-w-4xl px-4 py-5 md:px-5">
          {proposed && <Proposal project={project} version={proposed} />}
          <Section
            title={version === 0 ? 'In force since the start' : `In force, version ${version}`}
            hint="Every gate is computed from these sentences, in the page and in the services that start work."
            actions={
              can('policy.propose') && !isEditing && !proposed ? <Button onClick={() => setIsEditing(true)}>Propose a change</Button> : null
            }
          >
            <Sentences of={sentences} />
            {!can('policy.propose') && (
              <p className="mt-2 text-muted-foreground">The role {role} reads the policy and does not change it.</p>
            )}
          </Section>
          {isEditing && <PolicyForm project={project} policy={policy} people={people} teams={teams} onDone={() => setIsEditing(false)} />}
          {decided.length > 0 && (
            <Section title="Versions" hint="Each as it was proposed and decided on.">
              <ol className="panel divide-y divide-border" aria-label="Versions">
                {decided.map((known) => (
                  <li key={known.version} className="px-4 py-2.5">
                    <details>
                      <summary data-row className="cursor-pointer">
                        <span className="font-medium">Version {known.version}</span>{' '}
                        <span className="text-muted-foreground">
                          {known.isAccepted ? 'accepted' : 'refused'} by {known.decidedBy ?? 'somebody'}{' '}
                          {known.decidedAt && <Age at={known.decidedAt} />}: {known.reason}
                        </span>
                      </summary>
                      <div className="mt-2">
                        <Sentences of={known.sentences} />
                      </div>
                    </details>
                  </li>
                ))}
              </ol>
            </Section>
          )}
        </div>
      </div>
    </>
  );
}

function Sentences({ of }: { of: readonly string[] }) {
  return (
    <ul className="panel divide-y divide-border">
      {of.map((sentence) => (
        <li key={sentence} className="flex items-start gap-2 px-4 py-2">
          <StateIcon shape="check" className="mt-0.5 text-muted-foreground" />
          <span>{sentence}</span>
        </li>
      ))}
    </ul>
  );
}

function Proposal({ project, version }: { project: string; version: Version }) {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const decide = useMutation(
    trpc.policies.decide.mutationOptions({
      onSuccess: (_, { isAccepted }) => say(isAccepted ? 'The policy is in force from now on.' : 'The proposal is refused.'),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () =>
        Promise.all([trpc.policies, trpc.specs, trpc.projects].map((known) => queryClient.invalidateQueries(known.pathFilter()))),
    }),
  );
  const answer = (isAccepted: boolean) => decide.mutate({ organization: slug, project, version: version.version, isAccepted });
  return (
    <Section
      title={`Proposed, version ${version.version}`}
      hint={`By ${version.proposedBy}: ${version.reason}`}
      actions={
        can('policy.decide') ? (
          <div className="flex gap-2">
            <Button onClick={() => answer(false)} disabled={decide.isPending}>
              Refuse
            </Button>
            <Button variant="primary" onClick={() => answer(true)} disabled={decide.isPending}>
              Accept version {version.version}
            </Button>
          </div>
        ) : (
          <p className="text-muted-foreground">An owner decides; you are {role}.</p>
        )
      }
    >
      <Sentences of={version.sentences} />
    </Section>
  );
}
