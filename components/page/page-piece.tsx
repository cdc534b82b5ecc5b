'use client';

import { createContext, memo, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { cx } from '#components/ui/class-names.ts';
import type { Diagnostic, SpecTree } from '#core/language/spec-tree.ts';
import type { PageCut } from '#core/page/cut-page.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import { blocksOf } from '#core/page/page-blocks.ts';
import { EarsBuilder } from './ears-builder.tsx';
import type { PageFacts } from './page-facts.ts';
import type { PageMark } from './page-mark.ts';
import { DetailsBlock, PropertyBlock, TaskBlock } from './plan-blocks.tsx';
import { CodeBlock, HeadingBlock, ProseBlock, RawBlock } from './prose-blocks.tsx';
import { AddCriterion, CriterionBlock, RequirementBlock, StoryBlock } from './requirement-blocks.tsx';
import type { NearPieces } from './use-near-pieces.ts';

/** What the pieces of a page show: of marks and problems each has its own. */
export type PageContent = {
  cuts: readonly PageCut[];
  tree: SpecTree;
  facts: Omit<PageFacts, 'marks' | 'diagnostics'>;
  marks: readonly (readonly PageMark[])[];
  diagnostics: readonly (readonly Diagnostic[])[];
};

/** Read by the pieces that are near the screen alone: of the others none is drawn again because a text, a problem or a caret is another one. */
export const PageContentContext = createContext<PageContent | null>(null);

type PagePieceProps = {
  index: number;
  kind: PageCut['kind'];
  text: string;
  near: NearPieces;
  /** Drawn before the browser has said what is near the screen. */
  isFirst: boolean;
  /** Drawn wherever the screen is. */
  isKept: boolean;
};

/** One piece of a page. Far from the screen it costs a text node, and is found by the browser's own search. */
export const PagePiece = memo(function PagePiece({ index, kind, text, near, isFirst, isKept }: PagePieceProps) {
  const [wasFirst] = useState(isFirst);
  const [isNear, setNear] = useState(isFirst);
  useEffect(() => near.watch(index, wasFirst, setNear), [near, index, wasFirst]);
  const isCard = kind === 'requirement' || kind === 'property';
  return (
    <section data-piece={index} className={cx('page-piece', isCard && 'page-card')}>
      {isNear || isKept ? <NearPiece index={index} /> : <p className="page-plain-text">{text.trim()}</p>}
    </section>
  );
});

function NearPiece({ index }: { index: number }) {
  const content = use(PageContentContext);
  const cut = content?.cuts[index];
  const marks = content?.marks[index];
  const diagnostics = content?.diagnostics[index];
  const facts = content?.facts;
  const own = useMemo(() => facts && { ...facts, marks: marks ?? [], diagnostics: diagnostics ?? [] }, [facts, marks, diagnostics]);
  return content && cut && own ? <Blocks cut={cut} tree={content.tree} facts={own} /> : null;
}

function Blocks({ cut, tree, facts }: { cut: PageCut; tree: SpecTree; facts: PageFacts }) {
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
