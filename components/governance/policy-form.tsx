'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Check } from '#components/ui/check.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { type ApprovalPolicy, policyFaults, policySentences, type StageRule } from '#core/pipeline/approval-policy.ts';
import { PolicyStage } from './policy-stage.tsx';
import { Section } from './section.tsx';

type People = Answers['policies']['get']['people'];
type Teams = Answers['policies']['get']['teams'];
type PolicyFormProps = { project: string; policy: ApprovalPolicy; people: People; teams: Teams; onDone: () => void };

const newStage: StageRule = {
  id: '',
  name: '',
  covers: ['requirements', 'design'],
  approvals: 1,
  quorums: [],
  excludesAuthors: true,
  isSkippedWhenMissing: true,
};

/** A policy being changed: the sentences that it would be are read while it is, and what nobody could meet is said at once. */
export function PolicyForm({ project, policy, people, teams, onDone }: PolicyFormProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(policy);
  const propose = useMutation(
    trpc.policies.propose.mutationOptions({
      onSuccess: async ({ version }) => {
        await queryClient.invalidateQueries(trpc.policies.pathFilter());
        say(`Version ${version} is proposed; it counts once an owner has accepted it.`);
        onDone();
      },
    }),
  );
  const nameOf = (id: string) =>
    people.find(({ userId }) => userId === id)?.name ?? teams.find((team) => team.id === id)?.name ?? 'somebody who left';
  const named = { ...draft, stages: draft.stages.map((stage) => ({ ...stage, id: stage.id || idOf(stage.name) })) };
  const faults = policyFaults(named, people);
  const setStage = (index: number, stage: StageRule | null) =>
    setDraft({ ...draft, stages: stage ? draft.stages.with(index, stage) : draft.stages.toSpliced(index, 1) });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '');
    const stages = named.stages.map((stage) => ({
      ...stage,
      covers: [...stage.covers],
      quorums: stage.quorums.map((quorum) => ({
        ...quorum,
        roles: [...quorum.roles],
        people: [...quorum.people],
        teams: [...quorum.teams],
      })),
    }));
    propose.mutate({ organization: slug, project, policy: { ...named, stages }, reason });
  };
  return (
    <Section title="A change" hint="Nothing changes until an owner accepts it. Work that has started keeps running.">
      <form onSubmit={submit} className="space-y-3" aria-label="Propose a policy">
        {draft.stages.map((stage, index) => (
          <PolicyStage
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage has no other identity while its name is typed
            key={index}
            stage={stage}
            people={people}
            teams={teams}
            onChange={(changed) => setStage(index, changed)}
            onRemove={draft.stages.length > 1 ? () => setStage(index, null) : null}
          />
        ))}
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          <Button onClick={() => setDraft({ ...draft, stages: [...draft.stages, newStage] })}>Add a stage</Button>
          <Check label="in this order" isOn={draft.isInOrder} onChange={(isInOrder) => setDraft({ ...draft, isInOrder })} />
          <Check
            label="cosmetic changes may be renewed with one decision"
            isOn={draft.allowsRenewal}
            onChange={(allowsRenewal) => setDraft({ ...draft, allowsRenewal })}
          />
        </div>
        <QuickSpecs mostTasks={draft.quickTasks} onChange={(quickTasks) => setDraft({ ...draft, quickTasks })} />
        <div className="panel px-4 py-3" aria-live="polite">
          <h3 className="mb-1 text-xs font-medium">It would say</h3>
          <ul className="list-disc pl-5">
            {policySentences(named, nameOf).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
        {faults.length > 0 && <Notice tone="danger">{faults.join(' ')}</Notice>}
        {propose.error && <Notice tone="danger">{propose.error.message}</Notice>}
        <TextField label="Why" name="reason" required maxLength={1000} />
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={faults.length > 0 || propose.isPending}>
            Propose
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** Whether something small may go without approvals, and what is small. */
function QuickSpecs({ mostTasks, onChange }: { mostTasks: number; onChange: (mostTasks: number) => void }) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Check label="quick specs need no approval" isOn={mostTasks > 0} onChange={(isOn) => onChange(isOn ? 3 : 0)} />
      {mostTasks > 0 && (
        <>
          <label htmlFor={id} className="text-muted-foreground">
            with at most
          </label>
          <input
            id={id}
            type="number"
            min={1}
            max={50}
            value={mostTasks}
            onChange={({ target }) => onChange(Math.min(50, Math.max(1, Math.trunc(target.valueAsNumber) || 1)))}
            className="control w-16 tabular-nums"
          />
          <span className="text-muted-foreground">task{mostTasks === 1 ? '' : 's'}</span>
        </>
      )}
    </div>
  );
}

/** A stage's name as an id: `Security review` as `security-review`. */
const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);
