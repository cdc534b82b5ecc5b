'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Section } from './section.tsx';

const AddMcpDialog = dynamic(() => import('./add-mcp-dialog.tsx').then(({ AddMcpDialog }) => AddMcpDialog), { ssr: false });

type Server = Answers['mcpServers']['list'][number];

/** Servers whose tools a project's agents may use: what each offers, what of it is approved, and what has changed since. */
export function McpServers({ project }: { project: string }) {
  const { slug, can } = useOrganization();
  const trpc = useTRPC();
  const [isAdding, setIsAdding] = useState(false);
  const { data: servers } = useSuspenseQuery(
    trpc.mcpServers.list.queryOptions(
      { organization: slug, project },
      // A worker asks it: until it has, this page looks again.
      { refetchInterval: ({ state }) => (state.data?.some(({ isLooking }) => isLooking) ? 1_000 : false) },
    ),
  );
  return (
    <Section
      title="MCP servers"
      hint="Tools of other programs. Agents are told what was approved here, word by word; a server that says anything else is closed until somebody has looked."
      actions={can('project.configure') ? <Button onClick={() => setIsAdding(true)}>Add server</Button> : null}
    >
      {servers.length === 0 ? (
        <p className="text-muted-foreground">None: agents have the tools of this workbench and no others.</p>
      ) : (
        <ul aria-label="MCP servers" className="panel divide-y divide-border">
          {servers.map((server) => (
            <ServerRow key={server.id} project={project} server={server} />
          ))}
        </ul>
      )}
      {isAdding && <AddMcpDialog project={project} onClose={() => setIsAdding(false)} />}
    </Section>
  );
}

function ServerRow({ project, server }: { project: string; server: Server }) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const settled = {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.mcpServers.pathFilter()),
  };
  const look = useMutation(trpc.mcpServers.look.mutationOptions(settled));
  const remove = useMutation(trpc.mcpServers.remove.mutationOptions(settled));
  const { id, slug, command, url, hosts, secretNames, closedReason, isLooking, approved, seen } = server;
  const facts = [hosts.length > 0 && `reaches ${hosts.join(', ')}`, secretNames.length > 0 && `secrets ${secretNames.join(', ')}`].filter(
    Boolean,
  );
  return (
    <li className="space-y-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex items-center gap-2 font-medium">
            {slug}
            {closedReason === null ? (
              <Chip tone="success">In use</Chip>
            ) : (
              <Chip tone={isLooking ? 'neutral' : 'warning'}>{isLooking ? 'Asking' : 'Closed'}</Chip>
            )}
          </p>
          <p className="truncate font-mono text-xs">{url ?? command}</p>
          {facts.length > 0 && <p className="text-xs text-muted-foreground">{facts.join(', ')}</p>}
        </div>
        {can('project.configure') && (
          <div className="flex gap-1">
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Ask ${slug} again`}
              disabled={isLooking || look.isPending}
              onClick={() => look.mutate({ organization, project, id })}
            >
              Ask again
            </Button>
            <ConfirmButton
              label="Remove"
              name={`Remove ${slug}`}
              disabled={remove.isPending}
              onConfirm={() => remove.mutate({ organization, project, id })}
            />
          </div>
        )}
      </div>
      {closedReason !== null && !isLooking && <Notice tone="warning">{closedReason}</Notice>}
      {approved && <ToolList label="Approved tools" tools={approved} />}
      {seen && <SeenTools project={project} server={server} seen={seen} />}
    </li>
  );
}

/** What a server says now that nobody has approved: each word of it, since a model would read each word. */
function SeenTools({ project, server, seen }: { project: string; server: Server; seen: NonNullable<Server['seen']> }) {
  const { slug: organization, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const approve = useMutation(
    trpc.mcpServers.approve.mutationOptions({
      onSuccess: () => say(`The tools of ${server.slug} are approved. The rules of the policy say which of them are asked about.`),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () => queryClient.invalidateQueries(trpc.mcpServers.pathFilter()),
    }),
  );
  const { changes, problems } = seen;
  const words = changes && [
    ...changes.added.map((name) => `${name} is new`),
    ...changes.removed.map((name) => `${name} is gone`),
    ...changes.changed.map((name) => `${name} has other words`),
  ];
  return (
    <div className="space-y-2">
      {words && <p className="text-xs text-warning">Since it was approved: {words.join(', ')}.</p>}
      {problems.map((problem) => (
        <Notice key={problem} tone="danger">
          {problem}
        </Notice>
      ))}
      <ToolList label="What it offers" tools={seen.tools} isOpen />
      {can('policy.decide') ? (
        <Button
          size="sm"
          variant="primary"
          disabled={problems.length > 0 || approve.isPending}
          onClick={() => approve.mutate({ organization, project, id: server.id, sha256: seen.sha256 })}
        >
          Approve these tools
        </Button>
      ) : (
        <p className="text-xs text-muted-foreground">The role {role} does not approve tools.</p>
      )}
    </div>
  );
}

function ToolList({
  label,
  tools,
  isOpen = false,
}: {
  label: string;
  tools: { name: string; description: string; inputs?: string[] }[];
  isOpen?: boolean;
}) {
  return (
    <details open={isOpen}>
      <summary className="cursor-pointer text-xs text-muted-foreground">
        {label}: {tools.length}
      </summary>
      <dl className="mt-1 max-h-80 space-y-1.5 overflow-auto border-l-2 border-border pl-3">
        {tools.map(({ name, description, inputs = [] }) => (
          <div key={name}>
            <dt className="font-mono text-xs font-medium">
              {name}
              {inputs.length > 0 && <span className="font-normal text-muted-foreground"> ({inputs.join(', ')})</span>}
            </dt>
            <dd className="text-xs break-words whitespace-pre-wrap text-muted-foreground">{description || 'It says nothing of it.'}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
