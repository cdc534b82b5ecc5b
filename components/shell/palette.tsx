'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { Command as Menu } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useRef } from 'react';
import { Key } from '#components/ui/key.tsx';
import type { Answers } from './answers.ts';
import { type Command, useOfferedCommands } from './commands.ts';
import { useOrganization } from './organization.tsx';
import { places } from './places.ts';
import { themes, useTheme } from './theme.ts';
import { useTRPC } from './trpc-provider.tsx';

/** Whose specs are listed; of more projects than that, those of the newest. */
const projectsLookedInto = 5;

/** Everything that can be reached or done from here, by name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const element = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const groups = useGroups();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    // The browser would begin at the list's frame, which takes focus and no letters.
    dialog?.querySelector('input')?.focus();
    return () => dialog?.close();
  }, []);
  const choose = (command: Command) => {
    onClose();
    if ('href' in command) router.push(command.href);
    else command.run();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={element}
      aria-label="Command palette"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
      className="fixed inset-x-0 top-[12vh] m-auto mt-0 w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-lg border border-border bg-card p-0 shadow-(--shadow) backdrop:bg-black/30"
    >
      <Menu label="Commands" loop className="flex max-h-[60vh] flex-col">
        <Menu.Input
          placeholder="Go to a page, or do something"
          className="h-11 shrink-0 border-b border-border bg-transparent px-4 text-base outline-none"
        />
        <Menu.List className="overflow-auto p-1.5">
          <Menu.Empty className="px-3 py-8 text-center text-muted-foreground">Nothing has this name.</Menu.Empty>
          {groups.map(([heading, commands]) => (
            <Menu.Group
              key={heading}
              heading={heading}
              className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground"
            >
              {commands.map((command) => (
                <Menu.Item
                  key={command.id}
                  value={`${command.id} ${command.label} ${command.hint ?? ''}`}
                  onSelect={() => choose(command)}
                  className="flex h-8 cursor-pointer items-center gap-2 rounded-md px-2.5 data-[selected=true]:bg-accent-soft"
                >
                  <span className="truncate">{command.label}</span>
                  {command.hint && <span className="truncate text-xs text-muted-foreground">{command.hint}</span>}
                  {command.keys && (
                    <span className="ml-auto flex gap-1">
                      {command.keys.split(' ').map((key) => (
                        <Key key={key}>{key}</Key>
                      ))}
                    </span>
                  )}
                </Menu.Item>
              ))}
            </Menu.Group>
          ))}
        </Menu.List>
      </Menu>
    </dialog>
  );
}

function useGroups(): [string, Command[]][] {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const offered = useOfferedCommands();
  const [theme, setTheme] = useTheme();
  const { data: projects } = useQuery(trpc.projects.list.queryOptions({ organization: slug }));
  const { data: runs } = useQuery(trpc.runs.list.queryOptions({ organization: slug }));
  // After the rest: calls at the same time go in one batch, which is as slow as its slowest.
  const specs = useQueries({
    queries: (projects ?? [])
      .slice(0, projectsLookedInto)
      .map(({ slug: project }) => trpc.projects.get.queryOptions({ organization: slug, project }, { enabled: runs !== undefined })),
    combine: specsOf,
  });
  return useMemo(() => {
    const commands: Command[] = [
      ...offered,
      ...places.map(({ id, label, path, key }) => ({ id: `go-${id}`, group: 'Go to', label, href: `/${slug}${path}`, keys: `g ${key}` })),
      ...(projects ?? []).map((project) => ({
        id: `project-${project.id}`,
        group: 'Projects',
        label: project.name,
        hint: project.source,
        href: `/${slug}/projects/${project.slug}`,
      })),
      ...specs.map(({ id, title, slug: spec, project }) => ({
        id: `spec-${id}`,
        group: 'Specs',
        label: title,
        hint: project,
        href: `/${slug}/projects/${project}/specs/${spec}`,
      })),
      ...(runs ?? []).slice(0, 20).map((run) => ({
        id: `run-${run.id}`,
        group: 'Runs',
        label: `${run.taskId} ${run.taskTitle.replaceAll('`', '')}`,
        hint: run.status,
        href: `/${slug}/runs/${run.id}`,
      })),
      ...themes
        .filter((name) => name !== theme)
        .map((name) => ({ id: `theme-${name}`, group: 'Theme', label: `Theme: ${name}`, run: () => setTheme(name) })),
    ];
    const groups = new Map<string, Command[]>();
    for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
    return [...groups];
  }, [offered, projects, specs, runs, slug, theme, setTheme]);
}

/** Outside of the component, so that the list stays the same while its answers do. */
function specsOf(results: readonly { data: Answers['projects']['get'] | undefined }[]) {
  return results.flatMap(
    ({ data: project }) => project?.specs.map(({ id, slug, title }) => ({ id, slug, title, project: project.slug })) ?? [],
  );
}
