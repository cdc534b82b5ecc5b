'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button, IconButton } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { type SpecStateFilter, specStates } from '#core/pipeline/board.ts';
import { type BoardAddress, readBoardAddress, writeBoardAddress } from './board-address.ts';

const stateNames: Record<SpecStateFilter, string> = {
  any: 'Any state',
  waits: 'Waits for a decision',
  stale: 'Changed since approval',
  'held-up': 'Changes requested or rejected',
  problems: 'With problems',
  falsified: 'With falsified criteria',
};

type BoardToolsProps = {
  /** The slug of the project whose board it is; none for all projects. */
  project: string | undefined;
  address: BoardAddress;
  projects: readonly { slug: string; name: string }[];
  epics: readonly string[];
  shown: string;
  onGo: (change: Partial<BoardAddress>) => void;
};

const select = 'control h-7! w-auto! max-w-48 px-1.5! text-xs! max-sm:flex-1';

/** What a board shows: specs or tasks, filters, and the views that were kept of it. */
export function BoardTools({ project, address, projects, epics, shown, onGo }: BoardToolsProps) {
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      <fieldset aria-label="Show" className="flex rounded-md border border-border p-0.5">
        {(['specs', 'tasks'] as const).map((show) => (
          <button
            key={show}
            type="button"
            aria-pressed={address.show === show}
            onClick={() => onGo({ show })}
            className={cx(
              'h-6 rounded-sm px-2 text-xs font-medium',
              address.show === show ? 'bg-muted' : 'text-muted-foreground hover:text-foreground',
            )}
          >
            {show === 'specs' ? 'Specs' : 'Tasks'}
          </button>
        ))}
      </fieldset>
      <input
        type="search"
        aria-label="Find"
        placeholder={address.show === 'specs' ? 'Find in titles and epics' : 'Find in tasks and specs'}
        value={address.words}
        onChange={({ target }) => onGo({ words: target.value })}
        className="control h-7! min-w-32 flex-1 text-xs! sm:max-w-56"
      />
      {project === undefined && projects.length > 1 && (
        <select
          aria-label="Project"
          value={address.project ?? ''}
          onChange={({ target }) => onGo({ project: target.value || null })}
          className={select}
        >
          <option value="">Every project</option>
          {projects.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </select>
      )}
      {epics.length > 0 && (
        <select
          aria-label="Epic"
          value={address.epic ?? ''}
          onChange={({ target }) => onGo({ epic: target.value || null })}
          className={select}
        >
          <option value="">Every epic</option>
          {epics.map((epic) => (
            <option key={epic}>{epic}</option>
          ))}
        </select>
      )}
      <select
        aria-label="Kind"
        value={address.kind ?? ''}
        onChange={({ target }) => onGo({ kind: readBoardAddress({ kind: target.value }).kind })}
        className={select}
      >
        <option value="">Features and bugfixes</option>
        <option value="feature">Features</option>
        <option value="bugfix">Bugfixes</option>
      </select>
      <select
        aria-label="State"
        value={address.state}
        onChange={({ target }) => onGo({ state: readBoardAddress({ state: target.value }).state })}
        className={select}
      >
        {specStates.map((state) => (
          <option key={state} value={state}>
            {stateNames[state]}
          </option>
        ))}
      </select>
      {address.show === 'specs' && (
        <label className="flex items-center gap-1.5 text-xs">
          <input
            type="checkbox"
            checked={address.withArchive}
            onChange={({ target }) => onGo({ withArchive: target.checked })}
            className="size-3.5 accent-(--accent)"
          />
          Archive
        </label>
      )}
      <span role="status" className="text-xs text-muted-foreground">
        {shown}
      </span>
      <Views project={project} address={address} onGo={onGo} />
    </div>
  );
}

function Views({ project, address, onGo }: Pick<BoardToolsProps, 'project' | 'address' | 'onGo'>) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isNaming, setIsNaming] = useState(false);
  const { data: views } = useQuery(trpc.pipeline.views.queryOptions({ organization, ...(project === undefined ? {} : { project }) }));
  const settled = {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.pipeline.views.pathFilter()),
  };
  const save = useMutation(trpc.pipeline.saveView.mutationOptions({ ...settled, onSuccess: () => setIsNaming(false) }));
  const remove = useMutation(trpc.pipeline.removeView.mutationOptions(settled));
  const query = writeBoardAddress(address);
  const open = views?.find((view) => view.query === query);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '');
    save.mutate({ organization, ...(project === undefined ? {} : { project }), name, query });
  };
  return (
    <span className="ml-auto flex flex-wrap items-center gap-1">
      {views?.map((view) => (
        <span
          key={view.id}
          className={cx('flex items-center rounded-md border', view === open ? 'border-accent bg-accent-soft' : 'border-border')}
        >
          <button
            type="button"
            aria-pressed={view === open}
            onClick={() => onGo(readBoardAddress(Object.fromEntries(new URLSearchParams(view.query))))}
            className="h-6 max-w-40 truncate px-2 text-xs font-medium"
          >
            {view.name}
          </button>
          {view === open && can('spec.change') && (
            <IconButton
              label={`Forget the view ${view.name}`}
              className="size-6!"
              onClick={() => remove.mutate({ organization, viewId: view.id })}
            >
              <X aria-hidden="true" className="size-3" />
            </IconButton>
          )}
        </span>
      ))}
      {can('spec.change') && !open && query !== '' && !isNaming && (
        <Button size="sm" variant="ghost" onClick={() => setIsNaming(true)}>
          Save this view
        </Button>
      )}
      {isNaming && (
        <form onSubmit={submit} className="flex items-center gap-1">
          <input
            name="name"
            aria-label="Name of the view"
            placeholder="Name"
            required
            maxLength={60}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
            autoFocus
            onKeyDown={({ key }) => key === 'Escape' && setIsNaming(false)}
            className="control h-6! w-32! text-xs!"
          />
          <Button size="sm" type="submit" disabled={save.isPending}>
            Save
          </Button>
        </form>
      )}
    </span>
  );
}
