'use client';

import { EmptyState } from '#components/ui/empty-state.tsx';
import { InlineText } from '#components/ui/inline-text.tsx';
import type { DesignTree, Property } from '#core/language/spec-tree.ts';
import type { SpecTrace } from '#core/trace/trace.ts';
import { Links } from './links.tsx';

type DesignReadingProps = {
  tree: DesignTree;
  trace: SpecTrace;
  onJump: (property: Property) => void;
  onCriterion: (criterionId: string) => void;
};

/** The design's properties with the criteria that each validates. */
export function DesignReading({ tree, trace, onJump, onCriterion }: DesignReadingProps) {
  if (tree.properties.length === 0) {
    return (
      <EmptyState title="No property yet">
        A property is a statement that holds for every input, under a heading such as{' '}
        <code className="font-mono">### Property 1: Totals add up</code>. Checks are tagged with it.
      </EmptyState>
    );
  }
  return (
    <ol aria-label="Properties">
      {tree.properties.map((property) => {
        const criterionIds = trace.properties.get(property.id)?.criterionIds ?? [];
        return (
          <li key={property.headingSpan.start} className="offscreen-cheap relative border-b border-border px-4 py-2.5 hover:bg-muted/50">
            <button
              type="button"
              data-row
              aria-label={`Property ${property.id}: show in the text`}
              onClick={() => onJump(property)}
              className="flex items-baseline gap-2 text-left font-semibold after:absolute after:inset-0"
            >
              <span className="font-mono text-xs text-muted-foreground">{property.id}</span>
              {property.title}
            </button>
            <p className="mt-0.5 mb-1.5">
              <InlineText text={property.statement.replaceAll(/(^|\s)\*([^*]+)\*/g, '$1$2')} />
            </p>
            {criterionIds.length > 0 ? (
              <Links label="Validates" ids={criterionIds} onOpen={onCriterion} />
            ) : (
              <span className="text-xs text-warning">Validates no criterion.</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
