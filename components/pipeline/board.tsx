'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useDeferredValue, useMemo, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { type Crumb, PageHead } from '#components/shell/page-head.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { columnOf, columnsOf, isOnBoard, moveOf, taskColumnOf, taskColumns, taskMoveOf } from '#core/pipeline/board.ts';
import { type BoardAddress, writeBoardAddress } from './board-address.ts';
import { BoardColumn } from './board-column.tsx';
import { BoardTools } from './board-tools.tsx';
import { ChosenBar } from './chosen-bar.tsx';
import { type BoardCard, SpecCard, specCardPx } from './spec-card.tsx';
import { TaskCard, taskCardPx } from './task-card.tsx';
import { useBulk } from './use-bulk.ts';

const othersMs = 30_000;
const nobody: ReadonlySet<string> = new Set();

type BoardProps = { project?: string; title: string; crumbs: readonly Crumb[]; address: BoardAddress };

/** Specs by the stage that they wait at, or tasks by how far they are. */
export function Board({ project, title, crumbs, address: opened }: BoardProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const asked = { organization, ...(project === undefined ? {} : { project }) };
  const { data: all } = useSuspenseQuery(trpc.pipeline.board.queryOptions(asked, { refetchInterval: othersMs }));
  const [address, setAddress] = useState(opened);
  const go = (change: Partial<BoardAddress>) => {
    const next = { ...address, ...change };
    setAddress(next);
    const query = writeBoardAddress(next);
    window.history.replaceState(null, '', `${window.location.pathname}${query === '' ? '' : `?${query}`}`);
  };
  const words = useDeferredValue(address.words);
  const epics = useMemo(() => [...new Set(all.flatMap(({ epic }) => epic ?? []))].sort(), [all]);
  const projects = useMemo(() => [...new Map(all.map((spec) => [spec.project.slug, spec.project])).values()], [all]);
  // The words of a filter on tasks are looked for in the tasks.
  const specs = useMemo(
    () =>
      all.filter(
        (spec) =>
          isOnBoard(spec, { ...address, words: address.show === 'specs' ? words : '' }) && (!spec.isArchived || address.withArchive),
      ),
    [all, address, words],
  );
  const tasks = useMemo(() => specs.flatMap((spec) => spec.plan.map((task) => ({ ...task, spec }))), [specs]);
  const found = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    return tasks.filter(({ id, title: name, spec }) => wanted === '' || `${id} ${name} ${spec.title}`.toLowerCase().includes(wanted));
  }, [tasks, words]);
  const shown = address.show === 'specs' ? `${specs.length} of ${all.length} specs` : `${found.length} tasks`;
  return (
    <>
      <PageHead title={title} crumbs={crumbs}>
        <BoardTools project={project} address={address} projects={projects} epics={epics} shown={shown} onGo={go} />
      </PageHead>
      {all.length === 0 ? (
        <EmptyState title="No spec yet">
          Every spec stands here at the stage that it waits for. Import a repository, or make a spec in a project.
        </EmptyState>
      ) : address.show === 'specs' ? (
        <SpecBoard specs={specs} all={all} epics={epics} withProject={project === undefined} withArchive={address.withArchive} />
      ) : (
        <TaskBoard tasks={found} />
      )}
    </>
  );
}

const hrefOf = (organization: string, { project, slug }: Pick<BoardCard, 'project' | 'slug'>) =>
  `/${organization}/projects/${project.slug}/specs/${slug}`;

/** The focus moves between columns with the arrows; up and down are those of every list (j, k). */
function onArrow(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
  if (!(event.target instanceof HTMLElement) || !event.target.matches('[data-row]')) return;
  let column = event.target.closest('section');
  do {
    const next = event.key === 'ArrowRight' ? column?.nextElementSibling : column?.previousElementSibling;
    column = next instanceof HTMLElement ? next : null;
  } while (column && !column.querySelector('[data-row]'));
  column?.querySelector<HTMLElement>('[data-row]')?.focus();
  if (column) event.preventDefault();
}

type SpecBoardProps = {
  specs: readonly BoardCard[];
  all: readonly BoardCard[];
  epics: readonly string[];
  withProject: boolean;
  withArchive: boolean;
};

function SpecBoard({ specs, all, epics, withProject, withArchive }: SpecBoardProps) {
  const { slug: organization, can } = useOrganization();
  const router = useRouter();
  const bulk = useBulk();
  const [chosenIds, setChosenIds] = useState(nobody);
  const [dragged, setDragged] = useState<BoardCard | null>(null);
  const [asking, setAsking] = useState<'reason' | 'epic' | null>(null);
  const columns = useMemo(() => columnsOf(all, withArchive || dragged !== null), [all, withArchive, dragged]);
  const placed = useMemo(() => Map.groupBy(specs, columnOf), [specs]);
  const chosen = specs.filter(({ id }) => chosenIds.has(id));
  const mayChange = can('spec.change');
  const clear = () => {
    setChosenIds(nobody);
    setAsking(null);
  };
  const choose = (id: string) => {
    const next = new Set(chosenIds);
    if (!next.delete(id)) next.add(id);
    setChosenIds(next);
  };
  const openGate = (spec: BoardCard) => {
    const move = columnOf(spec);
    router.push(`${hrefOf(organization, spec)}?document=${encodeURIComponent(move)}&review=1`);
  };
  const drop = (to: string) => {
    if (!dragged) return;
    const move = moveOf(dragged, to);
    if (move.kind === 'gate') openGate(dragged);
    if (move.kind === 'restore') void bulk.restore([dragged.id]);
    if (move.kind === 'archive') {
      setChosenIds(new Set([dragged.id]));
      setAsking('reason');
    }
    if (move.kind === 'refused') say(move.because, 'danger');
    setDragged(null);
  };
  const accepts = (to: string) => {
    const move = dragged && moveOf(dragged, to).kind;
    return move === null ? null : move === 'stay' ? null : move !== 'refused';
  };
  const [only] = chosen;
  const gated = chosen.length === 1 && only?.waitsFor != null ? only : null;
  return (
    <>
      {chosen.length > 0 && (
        <ChosenBar
          chosen={chosen}
          epics={epics}
          asking={asking}
          onAsk={setAsking}
          onGate={gated && (() => openGate(gated))}
          onArchive={(reason) => {
            void bulk.archive(
              chosen.filter(({ isArchived }) => !isArchived).map(({ id }) => id),
              reason,
            );
            clear();
          }}
          onRestore={() => {
            void bulk.restore(chosen.filter(({ isArchived }) => isArchived).map(({ id }) => id));
            clear();
          }}
          onEpic={(epic) => {
            void bulk.setEpic(chosen, epic);
            clear();
          }}
          onClear={clear}
        />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the cards inside */}
      <div
        onKeyDown={(event) => {
          const row =
            event.target instanceof HTMLElement && event.target.matches('[data-row]') ? event.target.closest('[data-spec]') : null;
          const id = row?.getAttribute('data-spec');
          if (event.key === 'x' && id && mayChange && !event.ctrlKey && !event.metaKey) choose(id);
          else if (event.key === 'Escape' && chosen.length > 0) clear();
          else onArrow(event);
        }}
        className={boardClass}
        style={gridOf(columns.length)}
      >
        {columns.map(({ id: column, name }) => {
          const own = placed.get(column) ?? [];
          return (
            <BoardColumn
              key={column}
              name={name}
              count={own.length}
              cardPx={specCardPx}
              keyOf={(index) => own[index]?.id ?? String(index)}
              accepts={accepts(column)}
              onDrop={() => drop(column)}
              card={(index) => {
                const spec = own[index];
                return (
                  spec && (
                    <div data-spec={spec.id} className="h-full">
                      <SpecCard
                        spec={spec}
                        href={hrefOf(organization, spec)}
                        withProject={withProject}
                        isChosen={chosenIds.has(spec.id)}
                        onChoose={mayChange ? () => choose(spec.id) : null}
                        onDrag={(isDragged) => setDragged(isDragged ? spec : null)}
                      />
                    </div>
                  )
                );
              }}
            />
          );
        })}
      </div>
    </>
  );
}

const boardClass =
  'flex min-h-0 flex-1 gap-3 overflow-x-auto p-3 max-md:snap-x max-md:snap-mandatory max-md:scroll-px-3 md:grid md:grid-rows-1 md:px-5';

/** All columns have their place before the last of them has been parsed: a page is painted while it is still read. */
const gridOf = (columns: number) => ({ gridTemplateColumns: `repeat(${columns}, minmax(14rem, 1fr))` });

type BoardTask = BoardCard['plan'][number] & { spec: BoardCard };

function TaskBoard({ tasks }: { tasks: readonly BoardTask[] }) {
  const { slug: organization, can } = useOrganization();
  const router = useRouter();
  const [dragged, setDragged] = useState<BoardTask | null>(null);
  const placed = useMemo(() => Map.groupBy(tasks, taskColumnOf), [tasks]);
  const moveTo = (task: BoardTask, to: (typeof taskColumns)[number]['id']) =>
    taskMoveOf({ ...task, cannotStartBecause: task.spec.cannotStartBecause }, to);
  const hrefOfTask = ({ id, spec }: BoardTask) => `${hrefOf(organization, spec)}?document=tasks&at=${encodeURIComponent(id)}`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the cards inside
    <div onKeyDown={onArrow} className={boardClass} style={gridOf(taskColumns.length)}>
      {taskColumns.map(({ id: column, name }) => {
        const own = placed.get(column) ?? [];
        const move = dragged && moveTo(dragged, column);
        return (
          <BoardColumn
            key={column}
            name={name}
            count={own.length}
            cardPx={taskCardPx}
            keyOf={(index) => `${own[index]?.spec.id} ${own[index]?.id}`}
            accepts={move === null || move.kind === 'stay' ? null : move.kind === 'run'}
            onDrop={() => {
              if (dragged && move?.kind === 'run') router.push(hrefOfTask(dragged));
              if (move?.kind === 'refused') say(move.because, 'danger');
              setDragged(null);
            }}
            card={(index) => {
              const task = own[index];
              return (
                task && (
                  <TaskCard
                    task={task}
                    href={hrefOfTask(task)}
                    runsHref={`/${organization}/runs`}
                    mayMove={can('run.start')}
                    onDrag={(isDragged) => setDragged(isDragged ? task : null)}
                  />
                )
              );
            }}
          />
        );
      })}
    </div>
  );
}
