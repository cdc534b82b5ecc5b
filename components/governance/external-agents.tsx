'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { Section } from './section.tsx';

const AddAgentDialog = dynamic(() => import('./add-agent-dialog.tsx').then(({ AddAgentDialog }) => AddAgentDialog), { ssr: false });

type Agent = Answers['externalAgents']['list'][number];

/** Agents that are programs of their own: runs can be started with them as with a model. */
export function ExternalAgents() {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const [isAdding, setIsAdding] = useState(false);
  const { data: agents } = useSuspenseQuery(trpc.externalAgents.list.queryOptions({ organization: slug }));
  const may = can('model.configure');
  return (
    <Section
      title="External agents"
      hint="Programs that speak ACP, such as Claude Code or Codex. They work in the same sandbox, under the same policy; the checks and the verdict stay ours."
      actions={
        <Button disabled={!may} title={may ? undefined : `The role ${role} does not add agents.`} onClick={() => setIsAdding(true)}>
          Add agent
        </Button>
      }
    >
      {agents.length === 0 ? (
        <p className="panel px-4 py-3 text-muted-foreground">None yet. An agent that is added here can be chosen where a run is started.</p>
      ) : (
        <ul aria-label="External agents" className="panel divide-y divide-border">
          {agents.map((agent) => (
            <AgentRow key={agent.id} agent={agent} may={may} />
          ))}
        </ul>
      )}
      {isAdding && <AddAgentDialog onClose={() => setIsAdding(false)} />}
    </Section>
  );
}

function AgentRow({ agent, may }: { agent: Agent; may: boolean }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.externalAgents.remove.mutationOptions({
      onSuccess: () => say(`${agent.name} is removed, and its variables with it.`),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.externalAgents.pathFilter()),
          queryClient.invalidateQueries(trpc.models.pathFilter()),
        ]),
    }),
  );
  const { id, name, command, folder, hosts, envNames, mode } = agent;
  const facts = [
    folder && `program in ${folder}`,
    mode && `mode ${mode}`,
    hosts.length > 0 ? `reaches ${hosts.join(', ')}` : 'reaches no host',
    envNames.length > 0 && `variables ${envNames.join(', ')}`,
  ].filter(Boolean);
  return (
    <li className="flex flex-wrap items-center gap-2 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">{name}</p>
        <p className="truncate font-mono text-xs">{command}</p>
        <p className="text-xs break-words text-muted-foreground">{facts.join(', ')}</p>
      </div>
      {may && (
        <ConfirmButton
          label="Remove"
          name={`Remove ${name}`}
          disabled={remove.isPending}
          onConfirm={() => remove.mutate({ organization: slug, id })}
        />
      )}
    </li>
  );
}
