'use client';

import { Play } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { GoLink } from '#components/ui/go-link.tsx';
import { stateChange } from '#core/edits/set-task-state.ts';
import type { Span } from '#core/language/span.ts';
import type { TaskState } from '#core/language/spec-tree.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import { Chips } from './chips.tsx';
import { type PageFacts, within } from './page-facts.ts';
import { PageMarkdown } from './page-markdown.tsx';
import { Editable, PageRow } from './page-row.tsx';
import { Problems } from './requirement-blocks.tsx';
import { taskChanges } from './row-changes.ts';

type Of<K extends PageBlock['kind']> = { facts: PageFacts; block: Extract<PageBlock, { kind: K }> };

/** The head of a property's card; what it says follows as prose. */
export function PropertyBlock({ facts, block }: Of<'property'>) {
  const { property } = block;
  const name = `Property ${property.id}`;
  const criterionIds = facts.analysis.trace.properties.get(property.id)?.criterionIds ?? [];
  return (
    <PageRow
      facts={facts}
      block={block}
      name={name}
      className="page-requirement"
      id={`property-${property.id}`}
      isRinged={facts.at === property.id}
    >
      <h3>
        <Editable facts={facts} block={block} name={name} />
      </h3>
      <div className="page-facts">
        {criterionIds.length > 0 ? (
          <Chips label="Validates" ids={criterionIds} onOpen={facts.actions.onCriterion} />
        ) : (
          <span className="text-xs text-warning">Validates no criterion.</span>
        )}
      </div>
      <Problems facts={facts} block={block} />
    </PageRow>
  );
}

const marks: Record<TaskState, { checked: boolean | 'mixed'; words: string; sign: string }> = {
  todo: { checked: false, words: 'open', sign: '' },
  queued: { checked: 'mixed', words: 'queued', sign: '~' },
  running: { checked: 'mixed', words: 'in progress', sign: '–' },
  done: { checked: true, words: 'done', sign: '✓' },
};

const works = { open: null, running: 'Running', verified: 'Verified', failed: 'Failed' } as const;

type TaskBlockProps = Of<'task'> & {
  /** What its box writes with; null where nothing may be written. */
  writing?: PageFacts['edit'];
  /** Whether its details are shown in it, for they are no text beneath it. */
  isSaid?: boolean;
};

/** A task: its box, which changes one character of the text; what it serves and waits for; the button that has it done. */
export function TaskBlock({ facts, block, writing = facts.edit, isSaid = false }: TaskBlockProps) {
  const { task } = block;
  const { source, analysis, actions } = facts;
  const tree = analysis.tasks?.tree;
  const isParent = tree?.tasks.some(({ parentId }) => parentId === task.id) ?? false;
  const known = facts.progress[task.id];
  const mark = marks[task.state];
  const toggle = () => {
    const change = stateChange(task, task.state === 'done' ? 'todo' : 'done');
    if (change && writing) writing.writer.write(source, change, `Task ${task.id}`);
  };
  const work = known ? works[known.state] : null;
  return (
    <PageRow
      as="li"
      facts={facts}
      block={block}
      name={`Task ${task.id}`}
      id={`page-task-${task.id}`}
      className={cx('page-task', isParent && 'font-semibold')}
      isRinged={facts.at === task.id}
      changes={tree && taskChanges(facts, tree, task)}
      lead={
        <span className="flex shrink-0 items-start gap-2" style={{ marginLeft: `${task.depth * 1.5}rem` }}>
          {/* biome-ignore lint/a11y/useSemanticElements: a box with four states that writes one character */}
          <button
            type="button"
            role="checkbox"
            aria-checked={mark.checked}
            aria-label={`Task ${task.id} is ${mark.words}`}
            title={writing ? `${mark.words}; click to change` : mark.words}
            disabled={!writing}
            onClick={toggle}
            className="page-box"
          >
            {mark.sign}
          </button>
          {!task.isSynthetic && <span className="page-id">{task.id}</span>}
        </span>
      }
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Editable facts={facts} block={block} name={`Task ${task.id}`} placeholder="An empty task" />
        </div>
        {work && <Chip tone={known?.state === 'verified' ? 'success' : known?.state === 'failed' ? 'danger' : 'accent'}>{work}</Chip>}
        {known?.runId && (
          <GoLink
            href={`${actions.runsHref}/${known.runId}`}
            className="rounded-sm px-1 text-xs text-accent hover:underline"
            aria-label={`Latest run of task ${task.id}`}
          >
            {known.state === 'running' ? 'Watch' : 'Run log'}
          </GoLink>
        )}
        {!isParent && actions.onRun && known?.state !== 'running' && (
          <Button size="sm" variant="ghost" aria-label={`Run task ${task.id}`} onClick={() => actions.onRun?.(task)}>
            <Play aria-hidden="true" className="size-3" /> Run
          </Button>
        )}
      </div>
      {isSaid &&
        task.details.map((words) => (
          <p key={words} className="font-normal wrap-anywhere whitespace-pre-wrap text-muted-foreground">
            {words}
          </p>
        ))}
      <div className="page-facts font-normal">
        <Chips label="Serves" ids={analysis.trace.tasks.get(task.id)?.criterionIds ?? []} onOpen={actions.onCriterion} />
        <Chips label="Properties" ids={task.propertyIds} onOpen={actions.onProperty} />
        <Chips label="Waits for" ids={task.dependsOn} onOpen={actions.onTask} />
        {task.isOptional && <Chip>Optional</Chip>}
      </div>
      <Problems facts={facts} block={block} />
    </PageRow>
  );
}

/** What a task says of itself. The lines that only name what it serves are the chips of its row, until somebody edits them. */
export function DetailsBlock({ facts, block }: Of<'details'>) {
  const { task } = block;
  const { edit, source } = facts;
  const name = `Details of task ${task.id}`;
  const isOpen = edit?.open && edit.open.start >= block.start && edit.open.start <= block.end;
  const said = isOpen ? [] : linesWithout(source, block, task.references);
  return (
    <PageRow as="li" facts={facts} block={block} name={name} className="page-prose page-details">
      <div style={{ marginLeft: `${task.depth * 1.5 + 4}rem` }}>
        {isOpen ? (
          <Editable facts={facts} block={block} name={name} isLong />
        ) : (
          said.map((span) => <PageMarkdown key={span.start} source={source} span={span} marks={within(facts.marks, span)} />)
        )}
      </div>
    </PageRow>
  );
}

/** A block's stretches of lines that hold none of the references. */
function linesWithout(source: string, block: Span, references: readonly { span: Span }[]): Span[] {
  const stretches: Span[] = [];
  let open: Span | null = null;
  for (let start = block.start; start <= block.end; ) {
    const lineBreak = source.indexOf('\n', start);
    const end = lineBreak < 0 || lineBreak > block.end ? block.end : lineBreak;
    const isReference = references.some(({ span }) => span.start >= start && span.start <= end);
    if (isReference) open = null;
    else if (open) open.end = end;
    else {
      open = { start, end };
      stretches.push(open);
    }
    start = end + 1;
  }
  return stretches;
}
