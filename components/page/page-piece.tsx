'use client';

import { memo, type ReactNode, useMemo } from 'react';
import { cx } from '#components/ui/class-names.ts';
import type { SpecTree } from '#core/language/spec-tree.ts';
import type { PageCut } from '#core/page/cut-page.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import { blocksOf } from '#core/page/page-blocks.ts';
import { EarsBuilder } from './ears-builder.tsx';
import type { PageFacts } from './page-facts.ts';
import { DetailsBlock, PropertyBlock, TaskBlock } from './plan-blocks.tsx';
import { CodeBlock, HeadingBlock, ProseBlock, RawBlock } from './prose-blocks.tsx';
import { AddCriterion, CriterionBlock, RequirementBlock, StoryBlock } from './requirement-blocks.tsx';

type PagePieceProps = {
  index: number;
  kind: PageCut['kind'];
  text: string;
  /** Null while the piece is far from the screen: then it is its own plain text. */
  near: { cut: PageCut; tree: SpecTree; facts: PageFacts } | null;
};

/** One piece of a page. Far from the screen it costs a text node, and is found by the browser's own search. */
export const PagePiece = memo(function PagePiece({ index, kind, text, near }: PagePieceProps) {
  const isCard = kind === 'requirement' || kind === 'property';
  return (
    <section data-piece={index} className={cx('page-piece', isCard && 'page-card')}>
      {near ? <Blocks {...near} /> : <p className="page-plain-text">{text.trim()}</p>}
    </section>
  );
});

function Blocks({ cut, tree, facts }: NonNullable<PagePieceProps['near']>) {
  const blocks = useMemo(() => blocksOf(facts.source, cut, tree), [facts.source, cut, tree]);
  const keys = keysOf(blocks);
  const shown: ReactNode[] = [];
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at];
    if (!block) continue;
    if (block.kind !== 'criterion' && block.kind !== 'task' && block.kind !== 'details') {
      shown.push(<Block key={keys[at]} block={block} facts={facts} />);
      continue;
    }
    const rows: ReactNode[] = [];
    const from = at;
    for (; inOneList(block, blocks[at]); at += 1) {
      const row = blocks[at];
      if (!row) break;
      rows.push(<Block key={keys[at]} block={row} facts={facts} />);
      const builder = builderBehind(row, facts);
      if (builder) rows.push(<li key={`${keys[at]}-builder`}>{builder}</li>);
    }
    at -= 1;
    shown.push(
      <ol
        key={`list-${keys[from]}`}
        className="page-list"
        aria-label={block.kind === 'criterion' ? `Criteria of ${block.requirement.id}` : 'Tasks'}
      >
        {rows}
      </ol>,
    );
  }
  const head = blocks.find((block) => block.kind === 'requirement');
  const isBuilding = head !== undefined && facts.edit?.building?.requirementId === head.requirement.id;
  return (
    <>
      {shown}
      {isBuilding && facts.edit?.building?.behindId === null && (
        <EarsBuilder facts={facts} requirement={head.requirement} behindId={null} />
      )}
      {head && !isBuilding && <AddCriterion facts={facts} block={head} />}
    </>
  );
}

function inOneList(first: PageBlock, block: PageBlock | undefined): boolean {
  return first.kind === 'criterion' ? block?.kind === 'criterion' : block?.kind === 'task' || block?.kind === 'details';
}

function builderBehind(block: PageBlock, facts: PageFacts): ReactNode {
  const building = facts.edit?.building;
  if (block.kind !== 'criterion' || building?.behindId !== block.criterion.id) return null;
  return <EarsBuilder facts={facts} requirement={block.requirement} behindId={building.behindId} />;
}

function Block({ block, facts }: { block: PageBlock; facts: PageFacts }) {
  switch (block.kind) {
    case 'requirement':
      return <RequirementBlock block={block} facts={facts} />;
    case 'story':
      return <StoryBlock block={block} facts={facts} />;
    case 'criterion':
      return <CriterionBlock block={block} facts={facts} />;
    case 'property':
      return <PropertyBlock block={block} facts={facts} />;
    case 'task':
      return <TaskBlock block={block} facts={facts} />;
    case 'details':
      return <DetailsBlock block={block} facts={facts} />;
    case 'heading':
      return <HeadingBlock block={block} facts={facts} />;
    case 'prose':
      return <ProseBlock block={block} facts={facts} />;
    case 'code':
      return <CodeBlock block={block} facts={facts} />;
    case 'aside':
    case 'conflict':
      return <RawBlock block={block} facts={facts} />;
  }
}

/** Names that a block keeps while the text above it grows. */
function keysOf(blocks: readonly PageBlock[]): string[] {
  const seen = new Map<string, number>();
  return blocks.map((block) => {
    const name = nameOf(block);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name}-${count}`;
  });
}

function nameOf(block: PageBlock): string {
  if (block.kind === 'criterion') return `criterion-${block.criterion.id}`;
  return block.kind === 'task' || block.kind === 'details' ? `${block.kind}-${block.task.id}` : block.kind;
}
