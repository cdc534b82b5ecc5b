'use client';

import { useMemo } from 'react';
import type { TasksTree } from '#core/language/spec-tree.ts';
import { taskBlocksOf } from '#core/page/task-blocks.ts';
import type { PageFacts } from './page-facts.ts';
import { TaskBlock } from './plan-blocks.tsx';

/**
 * The tasks of a tasks.json as rows. Boxes write the word of a status; everything else of JSON is edited in its source, where a quotation mark more or
 * less is seen.
 */
export function TaskMasterPage({ facts, tree }: { facts: PageFacts; tree: TasksTree }) {
  const blocks = useMemo(() => taskBlocksOf(facts.source, tree), [facts.source, tree]);
  const reading = useMemo<PageFacts>(() => ({ ...facts, edit: null }), [facts]);
  return (
    <>
      <p className="px-5 text-xs text-muted-foreground">
        A box writes the status of its task. Titles and details are edited in the source.
      </p>
      <ol className="page-list" aria-label="Tasks">
        {blocks.map((block) => (
          <TaskBlock key={`${block.task.id} ${block.start}`} facts={reading} block={block} writing={facts.edit} isSaid />
        ))}
      </ol>
    </>
  );
}
