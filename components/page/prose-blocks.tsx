'use client';

import dynamic from 'next/dynamic';
import type { PageBlock } from '#core/page/page-block.ts';
import { type PageFacts, within } from './page-facts.ts';
import { Editable, PageRow } from './page-row.tsx';
import { PageText } from './page-text.tsx';

// Most documents have no diagram, and what draws them is larger than all the rest.
const Diagram = dynamic(() => import('./diagram.tsx').then((module) => module.Diagram), { ssr: false });

type Of<K extends PageBlock['kind']> = { facts: PageFacts; block: Extract<PageBlock, { kind: K }> };

/** Code of this length is shown in part: nobody reads on, and a browser lays all of it out. */
const longestCode = 40_000;

export function HeadingBlock({ facts, block }: Of<'heading'>) {
  const words = <Editable facts={facts} block={block} name="Heading" />;
  const Heading = (['h2', 'h2', 'h3', 'h4', 'h5', 'h6'] as const)[block.level - 1] ?? 'h6';
  return (
    <PageRow facts={facts} block={block} name="Heading" className={`page-heading page-heading-${block.level}`}>
      <Heading>{words}</Heading>
    </PageRow>
  );
}

export function ProseBlock({ facts, block }: Of<'prose'>) {
  return (
    <PageRow facts={facts} block={block} name="Paragraph" className="page-prose">
      <Editable facts={facts} block={block} name="Paragraph" isLong />
    </PageRow>
  );
}

/** Code as it stands, or the diagram that it means. */
export function CodeBlock({ facts, block }: Of<'code'>) {
  const { source, edit } = facts;
  const { language, words } = block;
  const isDiagram = language === 'mermaid';
  const name = isDiagram ? 'Diagram' : 'Code';
  const isOpen = edit?.open && edit.open.start >= block.start && edit.open.start <= block.end;
  const shown = { start: words.start, end: Math.min(words.end, words.start + longestCode) };
  const code = (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll with keys, too
    <pre tabIndex={0}>
      <PageText source={source} span={shown} marks={within(facts.marks, shown)} />
      {shown.end < words.end && `\n… ${(words.end - shown.end).toLocaleString('en-US')} more characters; Source shows all of it.`}
    </pre>
  );
  return (
    <PageRow facts={facts} block={block} name={name} className="page-code">
      {isOpen ? (
        <Editable facts={facts} block={block} name={name} isLong className="font-mono" />
      ) : isDiagram ? (
        <Diagram code={source.slice(words.start, words.end)} fallback={code} />
      ) : (
        code
      )}
    </PageRow>
  );
}

/** Front matter, comments, conflicts: as they stand. */
export function RawBlock({ facts, block }: Of<'aside' | 'conflict'>) {
  const isConflict = block.kind === 'conflict';
  return (
    <PageRow facts={facts} block={block} name={isConflict ? 'Conflict' : 'Comment'} className={isConflict ? 'page-conflict' : 'page-aside'}>
      {isConflict && <p className="text-danger">Git left a conflict here. Decide in Source which half counts.</p>}
      <pre>
        <PageText source={facts.source} span={block} marks={within(facts.marks, block)} />
      </pre>
    </PageRow>
  );
}
